"""Which facts of which records are stored, and how they are read from the database, for callers who checked rights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import frappe

from cfm_app.figures.kept_facts.columns import MICROSECOND, Part, coded, moments, numbers
from cfm_app.security.entitlement import clearance

SENSITIVITY, PAUSED_TIME = "sensitivity", "stood"
BATCH = 2000
NO_MONTH = "0000-00"


@dataclass(frozen=True)
class Table:
    """The records of a DocType: which moments and values are stored, and which moment decides their month."""

    doctype: str
    moment: str
    moments: tuple[str, ...]
    values: tuple[str, ...]
    source: str
    """The tables to read, in SQL; each column has its own name there."""
    flags: tuple[str, ...] = ()
    """Of these columns only whether they hold something is stored, not what."""
    sums: tuple[str, ...] = ()
    """Values that show whether a month can hold anything that is asked for."""

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that are stored."""
        paused = (PAUSED_TIME,) if self is CASES else ()
        return (*self.moments, *self.values, *self.flags, *paused)


CASES = Table(
    doctype="Case",
    moment="received_on",
    moments=("received_on", "first_response_on", "resolved_on", "informed_on", "closed_on"),
    values=(
        *(SENSITIVITY, "phase", "sla_status", "first_contact_resolution", "reopened_count"),
        *("satisfaction", "sex", "age_group", "disability", "population_group", "language"),
        *("channel", "category", "location", "programme", "partner"),
    ),
    flags=("duplicate_of",),
    sums=("phase",),
    source="`tabCase`",
)
REFERRALS = Table(
    doctype="Referral",
    moment="creation",
    moments=("creation", "due_on", "responded_on"),
    values=(SENSITIVITY, "functional_area"),
    # The case of a referral decides who may know of it.
    source="`tabReferral` join (select `name` as `case_name`, `sensitivity` from `tabCase`) as `of_case`"
    " on `of_case`.`case_name` = `tabReferral`.`cfm_case`",
)
TABLES = {table.doctype: table for table in (CASES, REFERRALS)}


def named(table: Table, names: Sequence[str]) -> Iterator[tuple[list[str], Part]]:
    """The ordinary ones among some records as they are stored now: their names, and their facts."""
    for at in range(0, len(names), BATCH):
        yield _read(table, "`name` in %(names)s", {"names": tuple(names[at : at + BATCH])})


def of_month(table: Table, month: str) -> tuple[list[str], Part]:
    """The ordinary records of a month as they are stored now."""
    if month == NO_MONTH:
        return _read(table, f"`{table.moment}` is null", {})
    first, following = ends_of(month)
    within = f"`{table.moment}` >= %(first)s and `{table.moment}` < %(following)s"
    return _read(table, within, {"first": first, "following": following})


def ends_of(month: str) -> tuple[str, str]:
    """The first moment of a month, and of the one after."""
    year, number = int(month[:4]), int(month[5:])
    after = (year + 1, 1) if number == 12 else (year, number + 1)
    return f"{year:04d}-{number:02d}-01 00:00:00", f"{after[0]:04d}-{after[1]:02d}-01 00:00:00"


def months_of(table: Table, names: Sequence[str]) -> set[str]:
    """The months in which some records lie now."""
    found: set[str] = set()
    for at in range(0, len(names), BATCH):
        rows = frappe.db.sql(
            f"select `{table.moment}` from `tab{table.doctype}` where `name` in %(names)s",
            {"names": tuple(names[at : at + BATCH])},
        )
        found |= {month_of(row[0]) for row in rows}
    return found


def all_months(table: Table) -> set[str]:
    """Each month that may have records."""
    moment = f"`{table.moment}`"
    [(first, last, without)] = frappe.db.sql(
        f"select min({moment}), max({moment}), sum({moment} is null) from `tab{table.doctype}`"
    )
    found = {NO_MONTH} if without else set()
    if not first:
        return found
    month, end = month_of(first), month_of(last)
    while month <= end:
        found.add(month)
        month = ends_of(month)[1][:7]
    return found


def month_of(moment: Any) -> str:
    """The month in which a record lies."""
    return str(moment)[:7] if moment else NO_MONTH


def part_of(table: Table, fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> Part:
    """Rows with the values of some fields as columns; the time for which the clock stood still is added."""
    lists = dict(zip(fields, zip(*rows, strict=True) if rows else ((),) * len(fields), strict=True))
    columns: dict[str, Any] = {}
    for name, values in lists.items():
        if name in table.moments:
            columns[name] = moments(values)
        elif name in table.values:
            columns[name] = coded(values)
        elif name in table.flags:
            columns[name] = coded([int(bool(value)) for value in values])
    if "paused_hours" in lists:
        columns[PAUSED_TIME] = numbers(_paused_time(lists["name"], lists["paused_hours"]))
    return Part(len(rows), columns)


def is_ordinary(part: Part) -> Any:
    """A mask of the records of a part that are of no restricted class."""
    closed = {folded(name) for name in clearance.restricted_classes()}
    return part.coded(SENSITIVITY).where(lambda kind: folded(kind) not in closed)


def folded(sensitivity: str | None) -> str:
    """A class as every database compares it: without case and trailing blanks."""
    return (sensitivity or "").rstrip().casefold()


def _read(table: Table, condition: str, values: dict[str, Any]) -> tuple[list[str], Part]:
    fields = ["name", *table.moments, *table.values, *table.flags]
    if table is CASES:
        fields.append("paused_hours")
    columns = ", ".join(f"`{field}`" for field in fields)
    rows = frappe.db.sql(
        f"select {columns} from {table.source} where {condition} order by `name`", values
    )
    part = part_of(table, fields, rows)
    ordinary = is_ordinary(part)
    names = [row[0] for row, is_open in zip(rows, ordinary, strict=True) if is_open]
    return names, part.take(ordinary)


def _paused_time(names: Sequence[str], paused: Sequence[Any]) -> list[int]:
    """For each case how many microseconds its clock stood still while somebody waited for others."""
    known = [name for name, hours in zip(names, paused, strict=True) if hours]
    lengths: dict[str, timedelta] = defaultdict(timedelta)
    for parent, stopped, resumed in _stops(known):
        if stopped and resumed:
            lengths[parent] += resumed - stopped
    return [lengths[name] // MICROSECOND if name in lengths else 0 for name in names]


def _stops(cases: Sequence[str]) -> Iterable[Any]:
    for at in range(0, len(cases), BATCH):
        yield from frappe.db.sql(
            "select `parent`, `stopped_on`, `resumed_on` from `tabCase Clock Stop`"
            " where `parenttype` = 'Case' and `stop_reason` = 'On hold' and `parent` in %(cases)s",
            {"cases": tuple(cases[at : at + BATCH])},
        )
