"""Counting hours, around the clock or in the working hours of the office."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import frappe
from frappe.utils import get_time, getdate

from cfm_app import masters

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Two years without a working day can only be a mistake in the settings.
HORIZON_DAYS = 730


@dataclass(frozen=True)
class Calendar:
    """The hours of a week in which a clock runs, and the days on which it does not."""

    start: time = time(0, 0)
    end: time = time(0, 0)
    weekdays: frozenset[int] = frozenset(range(7))
    holidays: frozenset[date] = field(default_factory=frozenset)

    @property
    def always(self) -> bool:
        """Whether the clock never stops."""
        return self.start == self.end and len(self.weekdays) == 7 and not self.holidays

    def window(self, day: date) -> tuple[datetime, datetime] | None:
        """The running time of a day, or None."""
        if day.weekday() not in self.weekdays or day in self.holidays:
            return None
        begin = datetime.combine(day, self.start)
        end = datetime.combine(day, self.end)
        return (begin, end if end > begin else end + timedelta(days=1))


AROUND_THE_CLOCK = Calendar()


@masters.once
def office_calendar() -> Calendar:
    """The working hours of the settings."""
    settings = frappe.get_cached_doc("CFM Settings")
    weekdays = frozenset(i for i, day in enumerate(DAYS) if settings.get(day))
    if not weekdays or not settings.work_start or not settings.work_end:
        return AROUND_THE_CLOCK
    holidays = frozenset(getdate(row.holiday_date) for row in settings.holidays if row.holiday_date)
    return Calendar(
        get_time(str(settings.work_start)), get_time(str(settings.work_end)), weekdays, holidays
    )


def add_hours(start: datetime, hours: float, calendar: Calendar = AROUND_THE_CLOCK) -> datetime:
    """The moment at which a clock that starts at `start` has run for `hours`."""
    left = timedelta(hours=hours)
    if calendar.always:
        return start + left
    day = start.date()
    for _step in range(HORIZON_DAYS):
        window = calendar.window(day)
        if window:
            begin = max(start, window[0])
            if begin < window[1]:
                if left <= window[1] - begin:
                    return begin + left
                left -= window[1] - begin
        day += timedelta(days=1)
    return start + timedelta(hours=hours)


def hours_between(start: datetime, end: datetime, calendar: Calendar = AROUND_THE_CLOCK) -> float:
    """The hours for which the clock ran between two moments; never negative."""
    if end <= start:
        return 0.0
    if calendar.always:
        return (end - start).total_seconds() / 3600
    total, day = timedelta(), start.date()
    while day <= end.date():
        window = calendar.window(day)
        if window:
            begin, finish = max(start, window[0]), min(end, window[1])
            if finish > begin:
                total += finish - begin
        day += timedelta(days=1)
    return total.total_seconds() / 3600
