"""Periods: a month, a quarter, a year, or days of one's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import add_months, format_date, getdate

from cfm_app.base.arguments import as_day

DAY = timedelta(days=1)
MONTHS_OFFERED, QUARTERS_OFFERED, YEARS_OFFERED = 12, 4, 2
OWN_DAYS = "days"
FIRST_YEAR, LAST_YEAR = 1900, 2999
LONGEST_DAYS = 10 * 366
NAMED = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


@dataclass(frozen=True)
class Span:
    """Whole days, the first and the last one included; ``name`` such as 2026-11, 2026-Q4, 2026, or empty."""

    first: date
    last: date
    name: str = ""

    @property
    def before(self) -> Span:
        """The month, quarter or year before; as many days before."""
        if months := self._months:
            return _named(_first_of(add_months(self.first, -months)), months)
        length = self.last - self.first
        return Span(self.first - DAY - length, self.first - DAY)

    @property
    def year_ago(self) -> Span:
        """The same days a year earlier."""
        if months := self._months:
            return _named(_first_of(add_months(self.first, -12)), months)
        return Span(getdate(add_months(self.first, -12)), getdate(add_months(self.last, -12)))

    @property
    def over(self) -> Span | None:
        """Its days that are over: itself once it is, none on its first day."""
        last = min(self.last, getdate() - DAY)
        if last == self.last:
            return self
        return Span(self.first, last) if last >= self.first else None

    def begin_of(self, length: Span) -> Span:
        """As many first days as another span has, or all where there are no more."""
        last = min(self.last, self.first + (length.last - length.first))
        return self if last == self.last else Span(self.first, last)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def _months(self) -> int:
        if not self.name:
            return 0
        return 3 if "Q" in self.name else 1 if "-" in self.name else 12

    @property
    def label(self) -> str:
        """The span in words, in the language of the moment."""
        if "Q" in self.name:
            year, _between, quarter = self.name.partition("-Q")
            return str(_("Quarter {0} of {1}")).format(quarter, year)
        if self.name:
            return str(format_date(self.first, "MMMM yyyy" if "-" in self.name else "yyyy"))
        return " – ".join(
            str(format_date(day, "d MMM yyyy")) for day in dict.fromkeys((self.first, self.last))
        )

    def holds(self, field: str) -> list[object]:
        """The filter on a moment."""
        return [field, "between", [f"{self.first} 00:00:00", f"{self.last} 23:59:59.999999"]]


def read(name: object, first: object, last: object) -> Span:
    """The period of a name, or between two days (``OWN_DAYS``, or no name); by default this month.

    Throws ``ValidationError`` for an unknown name, and for days in the wrong order.
    """
    text = str(name or "").strip()
    if text and text != OWN_DAYS:
        return _of_name(text)
    if not first and not last:
        return _named(_first_of(getdate()), 1)
    begin = as_day(first or last, _("Choose the first day."))
    end = as_day(last or getdate(), _("Choose the last day."))
    if end < begin:
        frappe.throw(_("The last day is before the first day."))
    if (end - begin).days > LONGEST_DAYS:
        frappe.throw(_("Figures are of ten years at most."))
    if begin.year < FIRST_YEAR or end.year > LAST_YEAR:
        frappe.throw(_("Choose days from {0} to {1}.").format(FIRST_YEAR, LAST_YEAR))
    return Span(begin, end)


def offered() -> list[Span]:
    """The months, quarters and years that a person chooses from, the newest first."""
    today = _first_of(getdate())
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    year = date(today.year, 1, 1)
    kinds = ((today, 1, MONTHS_OFFERED), (quarter, 3, QUARTERS_OFFERED), (year, 12, YEARS_OFFERED))
    return [
        _named(_first_of(add_months(start, -months * back)), months)
        for start, months, number in kinds
        for back in range(number)
    ]


def month_before(day: date) -> Span:
    """The last month that is over on a day."""
    return _named(_first_of(add_months(_first_of(day), -1)), 1)


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day of a month such as ``2026-11``."""
    year, number = (int(part) for part in month.split("-"))
    following = date(year + number // 12, number % 12 + 1, 1)
    return date(year, number, 1), date.fromordinal(following.toordinal() - 1)


def _of_name(text: str) -> Span:
    found = NAMED.fullmatch(text)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        frappe.throw(_("Write a month such as 2026-11, a quarter such as 2026-Q4, or a year."))
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        return _named(date(year, 3 * int(quarter) - 2, 1), 3)
    return _named(date(year, int(month), 1), 1) if month else _named(date(year, 1, 1), 12)


def _named(first: date, months: int) -> Span:
    last = _first_of(add_months(first, months)) - DAY
    name = f"{first:%Y}"
    if months == 1:
        name = f"{first:%Y-%m}"
    elif months != 12:
        name = f"{first:%Y}-Q{(first.month + 2) // 3}"
    return Span(first, last, name)


def _first_of(day: object) -> date:
    found = as_day(day, _("Choose the first day."))
    return date(found.year, found.month, 1)
