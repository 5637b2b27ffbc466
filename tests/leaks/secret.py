"""What a restricted case is to the matrix: its names and words, and who may know which of them."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field, fields

RECORDER = "operator@demo.cfm"
DIGITS = 6
DRAWN = re.compile(rf"[A-Z]+-\d{{4}}-[1-9]\d{{{DIGITS - 1}}}")


@dataclass(frozen=True)
class Target:
    """What a door is tried on: the names and words of one case, stored or made up."""

    case: str
    report: str
    member: str
    consent: str
    referral: str
    word: str
    """The beginning of every marker word of this case; found nowhere else."""
    phone: str
    file_url: str
    record: str = ""
    """The import that it came with, if it came with one."""
    log_url: str = ""
    """The file that was imported."""
    conversation: str = ""
    message: str = ""
    """What the person wrote, and where it stands."""
    call: str = ""
    """In which they told it."""
    own: str = ""
    own_row: str = ""
    """What was recorded about it in a kind of record that the office made, and a row of that."""
    agreement: str = ""
    """By which a referral of it is on its way to another agency."""

    def names(self) -> dict[str, str]:
        return {each.name: getattr(self, each.name) for each in fields(Target)}


@dataclass(frozen=True)
class Secret(Target):
    """One restricted case as it lies in the database."""

    key: str = ""
    handler: str = ""
    recorder: str = RECORDER
    has_typed: bool = False
    """Whether its recorder keeps what he brought along: the file of an import."""
    refused: list[str] = field(default_factory=list, compare=False)
    """Places that would not take a marker word."""

    def entitlement(self, user: str) -> str:
        """``full`` for whom it is entrusted to, ``number`` for its recorder, else nothing."""
        if user in (self.handler, "Administrator"):
            return "full"
        return "number" if user == self.recorder else ""

    def identifiers(self, user: str) -> list[str]:
        """What must not stand in an answer to a user who did not say it himself."""
        right = self.entitlement(user)
        if right == "full":
            return []
        hidden = [self.report, self.member, self.consent, self.referral]
        hidden += [self.conversation, self.message, self.call]
        hidden += [each for each in (self.own, self.own_row) if each]
        if right == "" or not self.has_typed:
            hidden += [self.word, self.phone]
        return hidden if right == "number" else [self.case, *hidden]


def another(name: str) -> str:
    """A name of the same shape that no document has: no number is drawn that begins with a zero."""
    if DRAWN.fullmatch(name):
        return f"{name[:-DIGITS]}0{name[1 - DIGITS :]}"
    return f"{name[:-5]}{_another_sign(name[-5])}{name[-4:]}"


def _another_sign(sign: str) -> str:
    """Another sign of the same kind."""
    return str((int(sign) + 1) % 10) if sign.isdigit() else ("y" if sign == "x" else "x")


def missing(secret: Target) -> Target:
    """The same shape, and nothing of it is stored."""
    other = {
        name: another(value)
        for name, value in secret.names().items()
        if name not in ("word", "phone", "file_url", "log_url") and value
    }
    word = "zq" + secrets.token_hex(3) + secret.word[8:]
    return Target(
        **other,
        word=word,
        phone=f"{secret.phone[:-4]}{(int(secret.phone[-4:]) + 3711) % 10000:04}",
        file_url=secret.file_url.replace(secret.word, word),
        log_url=f"{secret.log_url[:-9]}x{secret.log_url[-8:]}" if secret.log_url else "",
    )
