"""Stores months again from the records themselves: after changes, completely, or to check whether they are right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import frappe
import numpy as np
from frappe import _
from numpy.typing import NDArray

from cfm_app.base import changed_records, clock_jobs
from cfm_app.figures.kept_facts import months, tables
from cfm_app.figures.kept_facts.columns import Coded, Part, marks, unpacked_marks
from cfm_app.figures.kept_facts.months import MonthSummary
from cfm_app.figures.kept_facts.tables import TABLES, Table

MANY = 500
"""From this number of changes on, the hourly job stores them; fewer slow nobody down until the night."""

NAMED = 5


def _no_op() -> None:
    """After a month there is nothing to do."""


@clock_jobs.harmless
def keep_many() -> None:
    """Hourly job: store what has changed, if it is much."""
    for table in TABLES.values():
        noted = changed_records.noted(table.doctype)
        if len(noted) >= MANY or changed_records.EVERYTHING in (record for _row, record in noted):
            keep_changed(table, frappe.db.commit)


@clock_jobs.harmless
def keep_all_changed() -> None:
    """Nightly job: store everything that has changed."""
    for table in TABLES.values():
        keep_changed(table, frappe.db.commit)


def rebuild() -> None:
    """Store all months again, in the caller's transaction."""
    changed_records.note_all()
    for table in TABLES.values():
        keep_changed(table)


@clock_jobs.harmless
def keep_everything() -> None:
    """Weekly job: store all months again, for records that were written past the app. Nobody waits for it."""
    for table in TABLES.values():
        every = {*months.summaries(table), *tables.all_months(table)}
        _store_months(table, every, frappe.db.commit)


def keep_changed(table: Table, after_each: Callable[[], object] = _no_op) -> bool:
    """Store again each month in which changed records lie, or lay before. Returns whether all are stored.

    The notes are read before the records and deleted last: what changes meanwhile stays noted.
    """
    noted = changed_records.noted(table.doctype)
    if not noted:
        return True
    touched = _affected_months(table, {record for _row, record in noted}, months.summaries(table))
    if not _store_months(table, touched, after_each):
        return False
    changed_records.forget([row for row, _record in noted])
    after_each()
    return True


def _store_months(table: Table, touched: Iterable[str], after_each: Callable[[], object]) -> bool:
    for month in sorted(touched):
        # The version before the records: another job that stores the same month meanwhile has newer ones.
        found = months.summaries(table).get(month)
        names, part = tables.of_month(table, month)
        if not months.keep(table, month, found.version if found else None, names, part):
            return False
        after_each()
    return True


def _affected_months(
    table: Table, records: set[str], known: Mapping[str, MonthSummary]
) -> set[str]:
    if changed_records.EVERYTHING in records:
        return {*known, *tables.all_months(table)}
    wanted = marks(sorted(records))
    found = tables.months_of(table, sorted(records))
    stored = months.columns(table, {m: each.version for m, each in known.items()}, [months.MARKS])
    for month, texts in stored.items():
        if month not in found and np.isin(wanted, unpacked_marks(texts[months.MARKS])).any():
            found.add(month)
    return found


# --- whether they are right -------------------------------------------------------------------
def findings() -> list[tuple[str, str, str]]:
    """Subject, finding and remedy, for `doctor`; the remedy is empty where all is well."""
    wrong = [
        f"{_(table.doctype)} {month}" for table in TABLES.values() for month in differing(table)
    ]
    subject = _("Kept figures")
    if not wrong:
        return [(subject, _("equal to the cases"), "")]
    told = _("Months that differ from the cases: {0}").format(", ".join(wrong[:NAMED]))
    advice = _("Keep them anew: execute cfm_app.figures.kept_facts.keeping.rebuild")
    return [(subject, told, advice)]


def differing(table: Table) -> list[str]:
    """The months whose stored facts differ from records that have not changed since."""
    noted = {record for _row, record in changed_records.noted(table.doctype)}
    if changed_records.EVERYTHING in noted:
        return []
    changed, known = marks(sorted(noted)), months.summaries(table)
    every = sorted({*known, *tables.all_months(table)})
    return [month for month in every if _differs(table, month, known.get(month), changed)]


def _differs(
    table: Table, month: str, known: MonthSummary | None, changed: NDArray[np.uint64]
) -> bool:
    names, part = tables.of_month(table, month)
    own = marks(names)
    order = np.argsort(own)
    order = order[~np.isin(own[order], changed)]
    if not known:
        return len(order) > 0
    texts = months.columns(table, {month: known.version}, [*table.columns, months.MARKS])[month]
    stored = unpacked_marks(texts.pop(months.MARKS))
    same = ~np.isin(stored, changed)
    if not np.array_equal(stored[same], own[order]):
        return True
    kept = Part(len(stored), dict(texts)).take(same)
    part = part.take(order)
    return any(_values(kept, fact) != _values(part, fact) for fact in table.columns)


def _values(part: Part, fact: str) -> list[object]:
    column = part.column(fact)
    if isinstance(column, Coded):
        return [column.values[code] for code in column.codes]
    return column.tolist()
