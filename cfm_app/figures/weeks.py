"""Cases by the week in which they came, across another fact: the lines of a table and of a chart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, format_date, getdate

from cfm_app.figures import suppression, visible_cases
from cfm_app.figures.dimensions import DIMENSIONS

USUAL_WEEKS = 12
MOST_WEEKS = 54
# With those that stand together eight: as many lines as a chart tells apart.
MOST_COLUMNS = 7
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Asked:
    """From the first day to the last one, across which fact, and whether small numbers are told."""

    first: date
    last: date
    across: str
    hides: bool

    @classmethod
    def of_filters(cls, filters: dict[str, Any] | None) -> Asked:
        """What a report was asked for; without days the last weeks up to today."""
        given = filters or {}
        last = getdate(given.get("to_date") or None)
        start = last - timedelta(days=last.weekday()) - (USUAL_WEEKS - 1) * WEEK
        first = getdate(given.get("from_date") or start)
        across = str(given.get("across") or "Channel")
        if across not in DIMENSIONS or not DIMENSIONS[across].field:
            frappe.throw(_("Cases cannot be counted by {0}.").format(across))
        if not first <= last < first + MOST_WEEKS * WEEK:
            frappe.throw(_("Choose days that lie within one year, the first before the last."))
        return cls(first, last, across, not cint(given.get("tell_small")))

    @property
    def name(self) -> str:
        """What tells it from others wherever figures are kept for a while."""
        return f"{self.first} {self.last} {self.across} {self.hides}"

    def weeks(self) -> Iterator[tuple[date, date]]:
        """First and last day of each week, from Monday to Sunday; the outer ones may be cut."""
        start = self.first
        while start <= self.last:
            end = min(start + timedelta(days=6 - start.weekday()), self.last)
            yield start, end
            start = end + timedelta(days=1)


@dataclass(frozen=True)
class Table:
    """The values of the fact in words, and for each week its numbers; None where one is not told."""

    heads: list[str]
    lines: list[tuple[str, list[int | None]]]


def by_week(asked: Asked) -> Table:
    """The cases of each week for each value, the most frequent first."""
    weeks = [(_week(*days), _numbers(asked.across, *days)) for days in asked.weeks()]
    sums: dict[str, int] = defaultdict(int)
    for _label, numbers in weeks:
        for value, number in numbers.items():
            sums[value] += number
    ordered = sorted(sums, key=lambda value: (-sums[value], value))
    shown, rest = ordered[:MOST_COLUMNS], ordered[MOST_COLUMNS:]
    words = DIMENSIONS[asked.across].words
    least = suppression.least_told() if asked.hides else 0
    lines = [
        (label, suppression.cells(_row(numbers, shown, rest), least)) for label, numbers in weeks
    ]
    return Table([words(value) for value in shown] + ([_("All others")] if rest else []), lines)


def _row(numbers: dict[str, int], shown: list[str], rest: list[str]) -> list[int]:
    row = [numbers.get(value, 0) for value in shown]
    return row + ([sum(numbers.get(value, 0) for value in rest)] if rest else [])


def _numbers(across: str, first: date, last: date) -> dict[str, int]:
    dimension = DIMENSIONS[across]
    read = dimension.reading()
    numbers: dict[str, int] = defaultdict(int)
    between = ["received_on", "between", [str(first), str(last)]]
    for row in visible_cases.counted([dimension.field], [between]):
        numbers[read(row[dimension.field])] += row.number
    return numbers


def _week(first: date, last: date) -> str:
    return f"{format_date(first, 'd MMM')} – {format_date(last, 'd MMM')}"
