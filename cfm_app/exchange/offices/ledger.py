"""What two offices know of each other's records, one row a record, without their contents."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe.model.document import Document

from cfm_app.exchange.offices.merging import Marks
from cfm_app.exchange.offices.scope import CASE

DOCTYPE = "CFM Office Record"
COLUMNS = (
    "name agreement cfm_case ref_doctype their_name our_name as_of digest confirmed marks differing"
).split()
PORTION = 500


@dataclass
class Entry:
    """One record on both sides."""

    doctype: str
    their_name: str
    """Its number at the office where it began."""
    our_name: str = ""
    case: str = ""
    """The case here to which it belongs."""
    agreement: str = ""
    as_of: int = 0
    """The number of the newest file of the other office that named it."""
    digest: str = ""
    """What was taken in last."""
    confirmed: str = ""
    """What the other office says that it has."""
    marks: Marks = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    """Rows, lines and files of the other side, and what they are here."""
    files: list[str] = field(default_factory=list)
    """Files that the other side has."""
    differing: dict[str, Any] = field(default_factory=dict)
    is_stored: bool = False

    @property
    def saw(self) -> dict[str, str]:
        """For each field the mark of what this side saw of the other one."""
        return {name: marks[0] for name, marks in self.marks.items()}


class Ledger:
    """The rows of one other office."""

    def __init__(self, agreement: Document) -> None:
        self.agreement, self._partner = agreement.name, str(agreement.partner)

    def entry(self, doctype: str, their_name: str) -> Entry:
        """The entry of a record; a new one where there is none."""
        row = frappe.db.get_value(DOCTYPE, self._name(doctype, their_name), COLUMNS, as_dict=True)
        return _entry(row) if row else Entry(doctype, their_name)

    def cases(self, names: Iterable[str]) -> dict[str, Entry]:
        """The entries of cases by the number where they began, those that are there."""
        by_name = {self._name(CASE, each): each for each in names}
        rows = frappe.get_all(
            DOCTYPE, filters={"name": ["in", list(by_name) or [""]]}, fields=COLUMNS
        )
        return {by_name[row.name]: _entry(row) for row in rows}

    def all_cases(self) -> Iterable[Entry]:
        """The entries of all cases that go by the agreement of this ledger."""
        last = ""
        where = {"agreement": self.agreement, "ref_doctype": CASE}
        while rows := frappe.get_all(
            DOCTYPE,
            filters={**where, "name": [">", last]},
            fields=COLUMNS,
            order_by="name asc",
            limit_page_length=PORTION,
        ):
            last = rows[-1].name
            yield from map(_entry, rows)

    def keep(self, entry: Entry) -> None:
        """Store an entry."""
        values = {
            "partner": self._partner,
            "agreement": self.agreement,
            "cfm_case": entry.case or None,
            "ref_doctype": entry.doctype,
            "their_name": entry.their_name,
            "our_name": entry.our_name or None,
            "as_of": str(entry.as_of),
            "digest": entry.digest,
            "confirmed": entry.confirmed,
            "marks": json.dumps(
                {"fields": entry.marks, "rows": entry.rows, "files": entry.files}, sort_keys=True
            ),
            "is_open": int(bool(entry.differing)),
            "differing": json.dumps(entry.differing) if entry.differing else None,
        }
        name = self._name(entry.doctype, entry.their_name)
        if entry.is_stored:
            frappe.db.set_value(DOCTYPE, name, values, update_modified=False)
            return
        row = frappe.new_doc(DOCTYPE)
        row.name = name
        row.update(values)
        # No user writes it.
        row.db_insert()
        entry.is_stored, entry.agreement = True, self.agreement

    def hang(self, doctype: str, their_name: str, case: str) -> None:
        """Have the row of a record go with a case of this office, when that goes."""
        name = self._name(doctype, their_name)
        frappe.db.set_value(DOCTYPE, name, "cfm_case", case, update_modified=False)

    def _name(self, doctype: str, their_name: str) -> str:
        told = f"{self._partner}\n{doctype}\n{their_name}"
        return hashlib.sha256(told.encode()).hexdigest()


def locked(name: str) -> Entry:
    """The entry of a row, under a lock until the transaction ends."""
    row = frappe.db.get_value(DOCTYPE, name, COLUMNS, as_dict=True, for_update=True)
    if not row:
        frappe.throw(frappe._("This is no longer there."), frappe.DoesNotExistError)
    return _entry(row)


def entries(names: list[str]) -> list[tuple[str, Entry]]:
    """The entries of rows, in their order."""
    rows = frappe.get_all(DOCTYPE, filters={"name": ["in", names or [""]]}, fields=COLUMNS)
    found = {row.name: _entry(row) for row in rows}
    return [(name, found[name]) for name in names if name in found]


def _entry(row: Any) -> Entry:
    known = json.loads(row.marks or "{}")
    return Entry(
        doctype=row.ref_doctype,
        their_name=row.their_name,
        our_name=row.our_name or "",
        case=row.cfm_case or "",
        agreement=row.agreement or "",
        as_of=int(row.as_of or 0),
        digest=row.digest or "",
        confirmed=row.confirmed or "",
        marks=known.get("fields") or {},
        rows=known.get("rows") or {},
        files=known.get("files") or [],
        differing=json.loads(row.differing or "{}"),
        is_stored=True,
    )
