"""What the office knows of each case of a device, so that both sides agree after whatever happened to either.

The device names a case by a key that it draws, and each version of it by another: what was first kept, and
each correction. A version names those that it takes the place of. So a version that comes again, or after a
later one, is known and changes nothing, also where clocks are wrong; one that is not known is a correction,
also where the device was put back to an earlier day. What a restored office has lost is what its receipts do
not name.

A receipt holds no words: of each field a mark tells whether the device says the same as before. The mark is
made with the key of the case, which the office does not keep.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from cfm_app.base import clock_jobs, consts
from cfm_app.base.arguments import as_fields
from cfm_app.base.settings import setting

DOCTYPE = consts.FIELD_RECEIPT
SAVEPOINT = "field_receipt"
# A device without an answer may be offline for long before it repeats.
KEPT = timedelta(days=180)
LONGEST_KEY = 140
DAYS = "field_sent_days"
# Shorter than a receipt is kept: what a device asks for was not forgotten meanwhile.
MOST_DAYS = 90
# So many corrections of one case are told apart; nobody makes as many.
MOST_VERSIONS = 200
# Parts of a case whose fields are looked at one by one; the rest counts as a whole.
PARTS = ("case", "person")
WHOLE = ("consent", "referral", "outcome", "propose_place", "standard_answer")


@dataclass(frozen=True)
class Version:
    """One version of a case on a device: its key, and those of the versions that it takes the place of."""

    key: str
    before: tuple[str, ...]

    @classmethod
    def of(cls, given: dict[str, Any]) -> Version:
        """As the device says it; by what it holds where an earlier page says nothing."""
        said = as_fields(given.get("version"))
        before = said.get("before") or []
        if not isinstance(before, list) or len(before) > MOST_VERSIONS:
            frappe.throw(_("The device names versions that it cannot have made."))
        keys = [str(said.get("key") or ""), *map(str, before)]
        if any(len(key) > LONGEST_KEY for key in keys):
            frappe.throw(_("The device names versions that it cannot have made."))
        return cls(keys[0] or _digest(given), tuple(keys[1:]))

    def after(self, known: list[str]) -> list[str]:
        """The versions that are known once this one is in, the newest last."""
        found = [*known, *self.before]
        return [*dict.fromkeys(each for each in found if each != self.key), self.key]


def settle(
    device: Document,
    key: str,
    given: dict[str, Any],
    first: Callable[[], dict[str, Any]],
    correct: Callable[[dict[str, Any], set[str]], dict[str, Any]],
    earlier: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The answer to a case of a device: `first` records it, `correct` takes a version that is not known yet.

    `correct` is given the answer so far and the fields of which the device says something else than before, as
    `part.field`. `earlier` is the answer of an office that had no receipts yet. Two requests for one case wait for each
    other.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        frappe.throw(_("The key of this request is too long."))
    version, marks = Version.of(given), _marks(key, given)
    name = _name(device, key)
    known = _held(name) or (earlier and {"answer": earlier, "versions": [], "marks": {}})
    if known:
        if version.key in known["versions"]:
            return known["answer"]
        changed = {
            field
            for field in marks.keys() | known["marks"].keys()
            if marks.get(field) != known["marks"].get(field)
        }
        answer = known["answer"] | correct(known["answer"], changed)
        versions = version.after(known["versions"])
    else:
        answer, versions = first(), version.after([])
    stored = json.dumps({"answer": answer, "versions": versions, "marks": marks}, default=str)
    values = {"answer": stored, "known_until": now_datetime() + KEPT}
    frappe.db.set_value(DOCTYPE, name, values, update_modified=False)
    return json.loads(stored)["answer"]


def is_known(device: Document, key: str, version: str) -> bool:
    """Whether the office has a case of a device as it is in this version, or in a later one."""
    stored = frappe.db.get_value(DOCTYPE, _name(device, key), "answer")
    return bool(stored) and (not version or version in json.loads(stored)["versions"])


def names(case: str) -> bool:
    """Whether a receipt is that of a case; looked for in all of them, as seldom as a number is there twice."""
    said = f'%"case": {json.dumps(case)}%'
    return bool(frappe.db.exists(DOCTYPE, {"answer": ["like", said]}))


def days_on_device() -> int:
    """For how many days a device keeps, sealed, what the office has confirmed."""
    return min(cint(setting(DAYS)), MOST_DAYS)


def check_days(settings: Document) -> None:
    """Throw for a number of days beyond the limit."""
    if not 0 <= cint(settings.get(DAYS)) <= MOST_DAYS:
        label = _(settings.meta.get_label(DAYS))
        frappe.throw(_("{0}: from 0 to {1}.").format(label, MOST_DAYS))


@clock_jobs.destroys
def tidy() -> None:
    """Forget receipts of cases that no device can send again."""
    frappe.db.delete(DOCTYPE, {"known_until": ["<", now_datetime()]})


def _held(name: str) -> dict[str, Any] | None:
    """The receipt of a name, for this request alone; None once it is reserved for a new one."""
    frappe.db.savepoint(SAVEPOINT)
    try:
        row = frappe.get_doc(doctype=DOCTYPE, name=name, known_until=now_datetime() + KEPT)
        row.insert(ignore_permissions=True)
    except frappe.DuplicateEntryError:
        frappe.db.rollback(save_point=SAVEPOINT)
        frappe.clear_last_message()
        stored = frappe.db.get_value(DOCTYPE, name, "answer", for_update=True)
        return json.loads(str(stored))
    return None


def _name(device: Document, key: str) -> str:
    return _digest([str(device.name), key])


def _marks(key: str, given: dict[str, Any]) -> dict[str, str]:
    """Of each field that says something, a mark that changes with it."""
    said = {
        f"{part}.{field}": value
        for part in PARTS
        for field, value in as_fields(given.get(part)).items()
    }
    said |= {part: given.get(part) for part in WHOLE}
    return {
        field: hmac.new(key.encode(), _packed(value), sha256).hexdigest()[:16]
        for field, value in said.items()
        if value not in (None, "", [], {}, 0)
    }


def _packed(value: Any) -> bytes:
    return json.dumps(value, default=str, sort_keys=True).encode()


def _digest(value: Any) -> str:
    return sha256(_packed(value)).hexdigest()
