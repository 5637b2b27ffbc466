"""The stored facts of a month, as rows of the database: one for each column, and one with a summary."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import frappe
import numpy as np
from frappe.utils import now_datetime
from numpy.typing import NDArray

from cfm_app.figures.kept_facts.columns import NOTHING, Part, marks, packed, packed_marks
from cfm_app.figures.kept_facts.tables import Table

DOCTYPE = "CFM Kept Facts"
SUM, MARKS = "sum", "marks"
COLUMNS = (
    "name creation modified modified_by owner docstatus idx record_type month fact version content"
).split()


@dataclass(frozen=True)
class MonthSummary:
    """The summary of a month, for readers who need not look into it."""

    number: int
    version: str
    ends: Mapping[str, tuple[int, int]]
    """The first and the last of each kind of moment; empty where there is none."""
    values: Mapping[str, Collection[Any]]

    def meets(self, moment: str, first: int, last: int) -> bool:
        """Whether a record may have a moment between two others."""
        ends = self.ends.get(moment)
        return ends is not None and ends[0] <= last and first <= ends[1]


class Outdated(Exception):
    """A month was stored again while somebody read it."""


def summaries(table: Table) -> dict[str, MonthSummary]:
    """The summaries of all stored months."""
    rows: Any = frappe.db.sql(
        f"select `month`, `version`, `content` from `tab{DOCTYPE}`"
        " where `record_type` = %s and `fact` = %s order by `month`",
        (table.doctype, SUM),
    )
    return {
        month: MonthSummary(version=version, **json.loads(content))
        for month, version, content in rows
    }


def columns(
    table: Table, versions: Mapping[str, str], facts: Sequence[str]
) -> dict[str, dict[str, str]]:
    """Columns of months as text, by month and fact. Raises ``Outdated`` if a month has another version by now."""
    found: dict[str, dict[str, str]] = {month: {} for month in versions}
    if not versions or not facts:
        return found
    rows: Any = frappe.db.sql(
        f"select `month`, `fact`, `version`, `content` from `tab{DOCTYPE}`"
        " where `record_type` = %(kind)s and `fact` in %(facts)s and `month` in %(months)s",
        {"kind": table.doctype, "facts": tuple(facts), "months": tuple(versions)},
    )
    for month, fact, version, content in rows:
        if versions[month] == version:
            found[month][fact] = content
    if any(len(texts) != len(facts) for texts in found.values()):
        raise Outdated
    return found


def keep(table: Table, month: str, version: str | None, names: Sequence[str], part: Part) -> bool:
    """Replace the stored facts of a month by those of records, unless it has another version by now."""
    renewed = frappe.generate_hash(length=16)
    if version is not None and not _claim_version(table, month, version, renewed):
        return False
    frappe.db.delete(DOCTYPE, {"record_type": table.doctype, "month": month})
    if not part.number:
        return True
    order = np.argsort(marks(names))
    part = part.take(order)
    told = {fact: packed(part.column(fact)) for fact in table.columns}
    told[MARKS] = packed_marks(marks(names)[order])
    told[SUM] = json.dumps(_summary(table, part), ensure_ascii=False)
    now, user = now_datetime(), frappe.session.user
    rows = [
        (
            *(_name(table, month, fact), now, now, user, user, 0, 0),
            *(table.doctype, month, fact, renewed, content),
        )
        for fact, content in told.items()
    ]
    frappe.db.bulk_insert(DOCTYPE, COLUMNS, rows)
    return True


def _claim_version(table: Table, month: str, version: str, renewed: str) -> bool:
    """Write the new version over the one that was read, so that no other job does."""
    name = _name(table, month, SUM)
    found = {"name": name, "version": version}
    frappe.db.set_value(DOCTYPE, found, "version", renewed, update_modified=False)
    return bool(frappe.db.get_value(DOCTYPE, name, "version") == renewed)


def _name(table: Table, month: str, fact: str) -> str:
    return f"{table.doctype} {month} {fact}"


def _summary(table: Table, part: Part) -> dict[str, Any]:
    ends = {moment: _ends(part.moments(moment)) for moment in table.moments}
    return {
        "number": part.number,
        "ends": {moment: each for moment, each in ends.items() if each},
        "values": {name: list(part.coded(name).numbers()) for name in table.sums},
    }


def _ends(column: NDArray[np.int64]) -> tuple[int, int] | None:
    known = column[column != NOTHING]
    return (int(known.min()), int(known.max())) if len(known) else None
