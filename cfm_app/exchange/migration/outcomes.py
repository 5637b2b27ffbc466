"""The outcome of each record of SugarCRM: one row a record, so that none is lost without a line.

The table maps the numbers of SugarCRM to ours. No role reads it: it would tell which cases are restricted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import frappe
from frappe.utils import now_datetime

from cfm_app.base.framework import aggregate

MIGRATION, DOCTYPE = "CFM Migration", "CFM Migration Record"
BROUGHT, LEFT_OUT, FAILED, CONFLICT = "Brought", "Left out", "Failed", "Changed here too"
TAKEN_BACK, KEPT = "Taken back", "Kept"
STANDARD = "name creation modified modified_by owner docstatus idx".split()
OWN = (
    "migration is_dry module source_id outcome reason place target_type target_name source_modified"
    " target_modified source_year source_status source_owner source_number size made_here"
).split()
LONGEST_REASON = 500
CASES = "Cases"


@dataclass
class Outcome:
    """One row."""

    module: str
    source_id: str
    outcome: str
    reason: str = ""
    place: str = ""
    target_type: str = ""
    target_name: str = ""
    source_modified: str = ""
    target_modified: str = ""
    source_year: int = 0
    source_status: str = ""
    source_owner: str = ""
    source_number: str = ""
    size: int = 0
    made_here: int = 0


def keep_target(row: Outcome, known: Any) -> None:
    """A record that is here stays known, whatever a run says of it."""
    row.target_type, row.target_name = known.target_type, known.target_name
    row.made_here, row.target_modified = known.made_here, known.target_modified
    row.source_number = known.source_number


def is_brought(known: Any) -> bool:
    """Whether a row, if there is one, says that its record was migrated."""
    return known is not None and known.outcome == BROUGHT


def row_name(migration: str, module: str, source_id: str, is_dry: bool = False) -> str:
    """The name of a row: the same record has the same row, however often it is migrated."""
    text = "\x1f".join((migration, "dry" if is_dry else "", module, source_id))
    return sha256(text.encode()).hexdigest()[:24]


class Ledger:
    """The rows of one migration, written batch by batch."""

    def __init__(self, migration: str, is_dry: bool = False) -> None:
        self.migration = migration
        self.is_dry = is_dry
        self._waiting: dict[str, Outcome] = {}

    def known(self, module: str, ids: Iterable[str]) -> dict[str, Any]:
        """Earlier rows of some records, by their number there."""
        names = [row_name(self.migration, module, each) for each in ids]
        rows = frappe.get_all(
            DOCTYPE,
            filters={"name": ["in", names or [""]]},
            fields=["name", *OWN],
            limit_page_length=0,
            order_by="name asc",
        )
        return {row.source_id: row for row in rows}

    def note(self, found: Outcome) -> None:
        """Keep a row until `write`."""
        found.reason = found.reason[:LONGEST_REASON]
        name = row_name(self.migration, found.module, found.source_id or found.place, self.is_dry)
        self._waiting[name] = found

    def write(self) -> None:
        """Write the waiting rows, in place of earlier ones. Does not commit."""
        if not self._waiting:
            return
        frappe.db.delete(DOCTYPE, {"name": ["in", list(self._waiting)]})
        now, user = now_datetime(), frappe.session.user
        values = [
            (
                *(name, now, now, user, user, 0, 0),
                *(self.migration, int(self.is_dry)),
                *(getattr(found, each) for each in OWN[2:]),
            )
            for name, found in self._waiting.items()
        ]
        frappe.db.bulk_insert(DOCTYPE, [*STANDARD, *OWN], values)
        self._waiting = {}

    def restamp(self, case: str, stamp: str) -> None:
        """Note that a case was saved by the migration itself, not by the office."""
        for each in self._waiting.values():
            if (each.target_type, each.target_name) == ("Case", case):
                each.target_modified = stamp
        of_case = {"migration": self.migration, "target_type": "Case", "target_name": case}
        frappe.db.set_value(DOCTYPE, of_case, "target_modified", stamp, update_modified=False)

    def has_waiting(self, number: str) -> bool:
        """Whether the current batch brought a case with this number."""
        return any(
            each.module == CASES and each.source_number == number and each.outcome == BROUGHT
            for each in self._waiting.values()
        )

    def delete_dry_run(self) -> None:
        """Delete the rows of the last dry run."""
        frappe.db.delete(DOCTYPE, {"migration": self.migration, "is_dry": 1})


def forget_reasons(before: date) -> None:
    """Delete the reasons of migrations that ended before a day: they may quote people. The outcomes stay."""
    migrations = frappe.get_all(MIGRATION, {"ended_on": ["<", before]}, pluck="name") or [""]
    told = {"migration": ["in", migrations], "reason": ["is", "set"]}
    frappe.db.set_value(DOCTYPE, told, "reason", None, update_modified=False)


def counts(migration: str, is_dry: bool = False) -> dict[str, dict[str, int]]:
    """How many records of each module have each outcome."""
    rows = frappe.get_all(
        DOCTYPE,
        filters={"migration": migration, "is_dry": int(is_dry)},
        fields=["module", "outcome", aggregate("count", "name", "total")],
        group_by="module, outcome",
        order_by="module asc, outcome asc",
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.module, {})[row.outcome] = row.total
    return found


def failed(migration: str, module: str) -> list[str]:
    """The numbers of the records of a module that have failed so far."""
    where = {"migration": migration, "is_dry": 0, "module": module, "outcome": FAILED}
    return frappe.get_all(DOCTYPE, where, pluck="source_id", order_by="name asc")


def brought(migration: str, module: str, after: str = "", limit: int = 200) -> list[Any]:
    """Rows of records that are here, in portions by name."""
    return frappe.get_all(
        DOCTYPE,
        filters=[
            ["migration", "=", migration],
            ["is_dry", "=", 0],
            ["module", "=", module],
            ["outcome", "in", [BROUGHT, CONFLICT, FAILED]],
            ["target_name", "is", "set"],
            ["name", ">", after],
        ],
        fields=["name", *OWN],
        order_by="name asc",
        limit_page_length=limit,
    )


def is_anything_here(migration: str) -> bool:
    """Whether a record of a migration is still here."""
    return bool(
        frappe.get_all(
            DOCTYPE,
            filters={
                "migration": migration,
                "is_dry": 0,
                "module": CASES,
                # A record that was deleted here is known by its number, so that it does not come again.
                "outcome": ["!=", LEFT_OUT],
                "target_name": ["is", "set"],
            },
            pluck="name",
            limit_page_length=1,
            order_by="name asc",
        )
    )
