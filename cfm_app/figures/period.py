"""The period of a report, the one before, and their description."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.utils import add_months, cint, format_datetime, get_datetime, now_datetime

DEFAULT_DAYS = 30
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From the first moment to the last one; the period before begins at ``before``."""

    first: datetime
    last: datetime
    before: datetime
    # What tells it from others wherever figures are kept for a while.
    name: str

    @classmethod
    def of(cls, days: object = 0, month: object = "") -> Period:
        """A calendar month such as ``2026-11`` with the month before, or whole days that are over and today until now.

        Without both, ``DEFAULT_DAYS`` days. ``ValidationError`` for a month that is none.
        """
        if month:
            return cls._of_month(str(month).strip())
        number = cint(days) or DEFAULT_DAYS
        now = now_datetime()
        first = now.replace(hour=0, minute=0, second=0, microsecond=0) - number * DAY
        return cls(first, now, first - (number + 1) * DAY, str(number))

    @classmethod
    def of_filters(cls, filters: dict[str, object] | None) -> Period:
        """The period that a report was asked for."""
        asked = filters or {}
        return cls.of(asked.get("days"), asked.get("month"))

    @classmethod
    def _of_month(cls, month: str) -> Period:
        try:
            first = datetime.strptime(month, "%Y-%m")
            end, before = (get_datetime(add_months(first, step)) for step in (1, -1))
        except (ValueError, OverflowError):
            frappe.throw(_("Write the month as year and number, such as 2026-11."))
        return cls(first, end - SECOND, before, f"{first:%Y-%m}")

    @property
    def earlier(self) -> Period:
        """The period before; of one that goes on, up to the same moment."""
        last, gone_by = self.first - SECOND, now_datetime() - self.first
        if self.first + gone_by <= self.last:
            last = min(last, self.before + gone_by)
        length = self.first - self.before
        return Period(self.before, last, self.before - length, f"before {self.name}")

    def holds(self, field: str) -> list[object]:
        """The filter on a moment."""
        return [field, "between", [str(self.first), str(self.last)]]

    @property
    def note(self) -> str:
        """The days of the period, and those of what is counted now."""
        told = _("Received, resolved and informed: {0} to {1}. Open and late: as they stand now.")
        days = (format_datetime(moment, "d MMM y") for moment in (self.first, self.last))
        return str(told.format(*days))
