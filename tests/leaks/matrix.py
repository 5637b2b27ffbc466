"""Everybody at every door: what came out, held against what may come out."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import requests
from pypdf import PdfReader

from .cast import DOUBLES, Visitor
from .secret import Secret, Target, missing

PLACE = re.compile(
    r"\{(case|report|member|consent|referral|word|phone|file_url|record|log_url|conversation|message|call|own|own_row|agreement)\}"
)
# That somebody has imported something is no secret, only what it was; nor with whom an agreement is made.
KNOWN = ({"record"}, {"agreement"})
# What differs from one answer to the next without telling anything.
PASSING = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?|csrf[_-]token\W+[\w-]+|nonce=\S+"
    # When a page was made, as the line says that its print bears: the minute may end between two answers.
    r"|<p (?:data-at=\"[^\"]*\" data-printed=\"[^\"]*\" )?data-text=\"[^\"]*?\d\d:\d\d"
    # How much waits for whoever asks, in the header of each page: notices come meanwhile.
    r"|<span class=\"badge\">\d+</span>"
    # The framework's desk says on its first page of a session that nothing is new in it, and then no more.
    r"|[\\\"]+change_log[\\\"]+:\[\],"
    r"|\"timestamp\": ?[\d.]+|__frappe_exc_id\W+[0-9a-f]+|>\d+ (?:min|h)\b[^<]*<"
)
ANSWERED = range(200, 300)
AT_ONCE = 4
PART = 4


@dataclass(frozen=True)
class Door:
    """One request. With places such as ``{case}`` in it, it asks about one case by name."""

    name: str
    verb: str
    path: str
    params: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    page: bool = False
    shows: str = ""
    """What an entitled user must find in the answer: the name of a field of the target."""
    changes: bool = False
    """Whether an entitled user would change something through it; he does not try it."""

    @property
    def places(self) -> set[str]:
        """What it has to be told of a case."""
        return set(PLACE.findall(json.dumps([self.path, self.params, self.body])))

    @property
    def is_named(self) -> bool:
        return bool(self.places)

    def can_ask(self, target: Target) -> bool:
        """Whether the case has all that it asks for: not each came with an import."""
        return all(target.names()[place] for place in self.places)

    def open(self, visitor: Visitor, target: Target | None = None) -> Answer:
        names = target.names() if target else {}
        kwargs: dict[str, Any] = {"params": _filled(self.params, names)}
        if self.body is not None:
            kwargs["json"] = _filled(self.body, names)
        if self.page:
            kwargs["headers"] = {"Accept": "text/html"}
        return Answer.of(visitor.send(self.verb, _filled(self.path, names), **kwargs))


@dataclass(frozen=True)
class Answer:
    """The status, and everything that can be read in the body."""

    status: int
    text: str

    @classmethod
    def of(cls, response: requests.Response) -> Answer:
        content = response.content
        if content[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                content = b"\n".join(packed.read(name) for name in packed.namelist())
        elif content[:5] == b"%PDF-":
            pages = PdfReader(io.BytesIO(content)).pages
            content = "\n".join(page.extract_text() for page in pages).encode()
        text = content.decode("utf-8", "replace")
        return cls(response.status_code, text + (response.headers.get("Location") or ""))

    def bare(self, target: Target) -> tuple[int, str]:
        """The answer without what was asked for, and without what changes by itself."""
        text = self.text
        for name, value in sorted(target.names().items(), key=lambda pair: -len(pair[1])):
            text = text.replace(value, f"<{name}>") if value else text
        return self.status, PASSING.sub("", text)

    @cached_property
    def folded(self) -> str:
        """Each answer is searched for dozens of words."""
        return self.text.casefold()

    def holds(self, text: str) -> bool:
        return text.casefold() in self.folded


@dataclass(frozen=True)
class Leak:
    """What came through a door."""

    door: str
    user: str
    secret: str
    what: str


@dataclass
class Matrix:
    """The cells that were tried, and what leaked in them."""

    secrets: list[Secret]
    cells: int = 0
    leaks: list[Leak] = field(default_factory=list)
    blind: list[Leak] = field(default_factory=list)
    """Where an entitled user did not find what is his."""

    def run(self, cast: Iterable[Visitor], doors: list[Door]) -> Matrix:
        """Everybody goes through all doors one after the other, several people at once."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda pair: self._walk(*pair, doors), enumerate(cast)))
        return self

    def _walk(self, number: int, visitor: Visitor, doors: list[Door]) -> None:
        for place, door in enumerate(doors):
            if visitor.user in DOUBLES and (number + place) % PART:
                continue
            if door.is_named:
                self._named(visitor, door, number + place)
            else:
                self._open(visitor, door)

    def _open(self, visitor: Visitor, door: Door) -> None:
        """A door behind which everything may lie."""
        answer = door.open(visitor)
        self.cells += 1
        for secret in self.secrets:
            for told in secret.identifiers(visitor.user):
                if answer.holds(told):
                    self._note(door, visitor, secret, f"{answer.status}: {told}")
            if door.shows and secret.entitlement(visitor.user) == "full":
                self._expect(answer, door, visitor, secret)

    def _named(self, visitor: Visitor, door: Door, turn: int) -> None:
        """A door that one has to know the name for: a restricted case is a missing one."""
        for secret in self._turn(visitor.user, turn, door):
            is_mine = secret.entitlement(visitor.user) == "full"
            if is_mine and (door.changes or not door.shows):
                continue
            answer = door.open(visitor, secret)
            self.cells += 1
            if is_mine:
                self._expect(answer, door, visitor, secret)
                continue
            other = missing(secret)
            if secret.entitlement(visitor.user) == "" and door.places not in KNOWN:
                control = door.open(visitor, other)
                if answer.bare(secret) != control.bare(other):
                    self._note(door, visitor, secret, _difference(answer, control, secret, other))
            for told in _told(door, answer, secret, visitor.user):
                self._note(door, visitor, secret, f"{answer.status}: {told}")

    def _turn(self, user: str, turn: int, door: Door) -> list[Secret]:
        """One of the cases that are closed to a user, in turns; and all that are open to him."""
        asked = [each for each in self.secrets if door.can_ask(each)]
        mine = [each for each in asked if each.entitlement(user)]
        closed = [each for each in asked if not each.entitlement(user)]
        return [*mine, *([closed[turn % len(closed)]] if closed else [])]

    def _expect(self, answer: Answer, door: Door, visitor: Visitor, secret: Secret) -> None:
        if not door.shows:
            return
        wanted = getattr(secret, door.shows)
        if answer.status not in ANSWERED or not answer.holds(wanted):
            found = Leak(door.name, visitor.user, secret.key, f"{answer.status}, not {wanted}")
            self.blind.append(found)

    def _note(self, door: Door, visitor: Visitor, secret: Secret, what: str) -> None:
        found = Leak(door.name, visitor.user, secret.key, what)
        if found not in self.leaks:
            self.leaks.append(found)


def _told(door: Door, answer: Answer, secret: Secret, user: str) -> list[str]:
    """What an answer gives away that was not in the question."""
    asked = _filled(json.dumps([door.path, door.params, door.body]), secret.names())
    text = answer.text.replace(secret.file_url, "") if secret.file_url in asked else answer.text
    hidden = secret.identifiers(user)
    found = [each for each in hidden if each not in asked and each in text]
    if secret.word in hidden and secret.word in asked:
        longer = re.findall(secret.word + r"[a-z]+", text)
        found.extend(each for each in dict.fromkeys(longer) if each not in asked)
    return found


def table(found: list[Leak]) -> str:
    """One line for each door and finding, with everybody to whom it happened."""
    doors: dict[str, list[Leak]] = {}
    for leak in found:
        doors.setdefault(leak.door, []).append(leak)
    lines = []
    for door, leaks in sorted(doors.items()):
        users = sorted({leak.user.split("@")[0] for leak in leaks})
        lines.append(f"{door:<44} {len(leaks):>3}  {', '.join(users)}")
        lines.extend(f"    {leak.user} / {leak.secret}: {leak.what[:400]}" for leak in leaks[:2])
    return "\n".join(lines)


def _difference(answer: Answer, control: Answer, secret: Target, other: Target) -> str:
    (status, text), (other_status, other_text) = answer.bare(secret), control.bare(other)
    at = next(
        (i for i, (a, b) in enumerate(zip(text, other_text, strict=False)) if a != b),
        min(len(text), len(other_text)),
    )
    start = max(at - 60, 0)
    return (
        f"{status} {text[start : at + 100]!r} where a missing one gives"
        f" {other_status} {other_text[start : at + 100]!r}"
    )


def _filled(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, str):
        return PLACE.sub(lambda found: names.get(found[1], found[0]), value)
    if isinstance(value, dict):
        return {key: _filled(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, names) for each in value]
    return value
