"""The file between two offices: signed with their common secret, sealed for its receiver.

A line of JSON names its sender; the rest is an age-encrypted ZIP with cases and files. Its carrier can
neither read nor change it unnoticed.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.exchange import limits
from cfm_app.exchange.agencies import states
from cfm_app.exchange.offices import shape
from cfm_app.security.sealing import envelope

FORMAT = "cfm-office-1"
CASES, FILES, TAKEN, RAISED = "cases.jsonl", "files/", "taken.json", "raised.json"
LONGEST_HEAD = 1000
# What one file may hold, unpacked; and one case of it, without its files.
MOST = limits.Sizes(entries=20_000, together=512 << 20, one=128 << 20)
MOST_CASES, LONGEST_LINE = 50_000, 4 << 20
# The size of a file does not tell how much is in it to the byte.
PORTION = 64 << 10


@dataclass
class Parcel:
    """What one office gives the other at one moment."""

    serial: int
    """Grows with each one of a side: what is older changes nothing that came by a newer one."""
    cases: list[dict[str, Any]] = field(default_factory=list)
    taken: dict[str, Any] = field(default_factory=dict)
    """What has arrived of the receiver: for each of its cases a digest, and its files."""
    raised: list[str] = field(default_factory=list)
    """Numbers of cases that were given and are restricted now."""
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.cases or self.taken or self.raised)


def packed(parcel: Parcel, agreement: Document) -> bytes:
    """The file of a parcel."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CASES, "\n".join(_json(each) for each in parcel.cases))
        archive.writestr(TAKEN, _json(parcel.taken))
        archive.writestr(RAISED, _json(parcel.raised))
        for name, content in parcel.files.items():
            archive.writestr(f"{FILES}{name}", content)
    content = held.getvalue()
    # What reads a ZIP begins at its end.
    content = bytes(-len(content) % PORTION) + content
    body = envelope.seal_bytes(content, [str(agreement.their_key)])
    head = {"format": FORMAT, "agreement": agreement.code, "side": _side(agreement)}
    head["serial"] = str(parcel.serial)
    head["signature"] = _signature(agreement, head, body)
    return _json(head).encode() + b"\n" + body


def head_of(content: bytes) -> dict[str, str]:
    """The unverified head of a file."""
    line, _newline, _body = content[:LONGEST_HEAD].partition(b"\n")
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        frappe.throw(_("This is no file of cases of another office."))
    return {str(key): str(value) for key, value in found.items()}


def unpacked(content: bytes, agreement: Document) -> Parcel:
    """The contents of a file of the other office; throws if it is not theirs, or was changed."""
    head, body = checked(content, agreement), content.partition(b"\n")[2]
    identity = envelope.identity_of(str(agreement.get_password("own_identity")))
    try:
        return _read(envelope.unseal_bytes(body, identity), int(head["serial"]))
    # A damaged archive fails in whatever way the place of the damage brings about.
    except (*limits.DAMAGED, KeyError, RecursionError) as error:
        frappe.throw(_("This file cannot be unpacked. Ask the other office for a new one."))
        raise error


def _read(content: bytes, serial: int) -> Parcel:
    """What is in an archive, never more of it than may be."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    if limits.is_swollen(archive.infolist(), MOST):
        _refuse_size()
    names = [each for each in archive.namelist() if each.startswith(FILES)]
    return Parcel(
        serial=serial,
        cases=[shape.case(json.loads(line)) for line in _lines(archive)],
        taken=shape.taken(_small(archive, TAKEN)),
        raised=shape.numbers(_small(archive, RAISED)),
        files={each.removeprefix(FILES): archive.read(each) for each in names},
    )


def _lines(archive: zipfile.ZipFile) -> Iterator[bytes]:
    """The cases, one at a time: what a text becomes in memory is many times as long."""
    with archive.open(CASES) as stream:
        for number in range(MOST_CASES + 1):
            line = stream.readline(LONGEST_LINE + 1)
            if len(line) > LONGEST_LINE or number == MOST_CASES:
                _refuse_size()
            if not line:
                return
            if line.strip():
                yield line


def _small(archive: zipfile.ZipFile, name: str) -> Any:
    """A part that holds numbers alone."""
    if archive.getinfo(name).file_size > LONGEST_LINE:
        _refuse_size()
    return json.loads(archive.read(name))


def _refuse_size() -> NoReturn:
    frappe.throw(
        _("This file holds more than can be read at once. The other office gives less at a time.")
    )
    raise AssertionError


def checked(content: bytes, agreement: Document) -> dict[str, str]:
    """The head of a file that the other office of this agreement made; a sentence for any other file."""
    head, body = head_of(content), content.partition(b"\n")[2]
    given = head.pop("signature", "")
    if head.get("agreement") != agreement.code:
        frappe.throw(_("This file belongs to another agreement."))
    if not hmac.compare_digest(given, _signature(agreement, head, body)):
        frappe.throw(
            _(
                "This file was changed on its way, or the two offices have not entered the same secret."
                " Ask the other office for a new one."
            )
        )
    if head.get("side") == _side(agreement):
        frappe.throw(_("This office made this file itself. Bring it in at the other office."))
    return head


def digest(value: Any) -> str:
    """By what it is known whether something is still the same."""
    return hashlib.sha256(_json(value).encode()).hexdigest()


def _side(agreement: Document) -> str:
    return "gives" if agreement.direction == states.WE_SEND else "answers"


def _signature(agreement: Document, head: dict[str, str], body: bytes) -> str:
    secret = str(agreement.get_password("signing_secret", raise_exception=False) or "")
    if not secret:
        frappe.throw(
            _("Make a secret on the page of the agreement, and enter it at the other office.")
        )
    told = _json(sorted(head.items())).encode() + b"\n" + hashlib.sha256(body).digest()
    return hmac.new(secret.encode(), told, hashlib.sha256).hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
