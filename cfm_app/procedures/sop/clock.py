"""Counts hours, around the clock or in working hours."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import frappe
from frappe.utils import get_time, getdate

from cfm_app.base import batch_cache

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

Interval = tuple[datetime, datetime]


@dataclass(frozen=True)
class OtherHours:
    """Hours that differ from the usual ones on some dates, on a weekday, or both; None is an open bound."""

    start: time
    end: time
    first_day: date | None = None
    last_day: date | None = None
    weekday: int | None = None

    def fit(self, day: date) -> bool:
        """Whether these hours apply to a day."""
        return (
            (self.first_day is None or day >= self.first_day)
            and (self.last_day is None or day <= self.last_day)
            and self.weekday in (None, day.weekday())
        )

    @property
    def closeness(self) -> tuple[bool, bool]:
        """The sort key of precedence: dates before a weekday."""
        return bool(self.first_day or self.last_day), self.weekday is not None


@dataclass(frozen=True)
class Calendar:
    """The weekly hours in which a clock runs, and the days on which it does not.

    Hours that end before they begin last until the next morning and belong to the day of their beginning.
    Times are the office's local time, without daylight saving.
    """

    start: time = time(0, 0)
    end: time = time(0, 0)
    weekdays: frozenset[int] = frozenset(range(7))
    holidays: frozenset[date] = field(default_factory=frozenset)
    others: tuple[OtherHours, ...] = ()

    def __post_init__(self) -> None:
        if not self.weekdays:
            raise ValueError("In a calendar without a weekday no clock ever runs.")

    @property
    def always(self) -> bool:
        """Whether the clock never stops."""
        is_whole = self.start == self.end and len(self.weekdays) == 7
        return is_whole and not self.holidays and not self.others

    def hours(self, day: date) -> tuple[time, time]:
        """Opening and closing time of a working day."""
        found = (self.start, self.end)
        for each in sorted(self.others, key=lambda other: other.closeness):
            if each.fit(day):
                found = (each.start, each.end)
        return found

    def window(self, day: date) -> Interval | None:
        """The time of a day in which the clock runs, or None."""
        if day.weekday() not in self.weekdays or day in self.holidays:
            return None
        opens, closes = self.hours(day)
        begin, end = datetime.combine(day, opens), datetime.combine(day, closes)
        return (begin, end if end > begin else end + DAY)


AROUND_THE_CLOCK = Calendar()


@batch_cache.cached_in_batch
def office_calendar() -> Calendar:
    """The calendar in the settings."""
    settings = frappe.get_cached_doc("CFM Settings")
    weekdays = frozenset(i for i, day in enumerate(DAYS) if settings.get(day))
    if not weekdays or not settings.work_start or not settings.work_end:
        return AROUND_THE_CLOCK
    holidays = frozenset(getdate(row.holiday_date) for row in settings.holidays if row.holiday_date)
    others = tuple(other_hours(row) for row in settings.other_hours)
    start, end = get_time(str(settings.work_start)), get_time(str(settings.work_end))
    return Calendar(start, end, weekdays, holidays, others)


def other_hours(row: Any) -> OtherHours:
    """A row of the settings as `OtherHours`."""
    return OtherHours(
        get_time(str(row.work_start)),
        get_time(str(row.work_end)),
        getdate(row.first_day) if row.first_day else None,
        getdate(row.last_day) if row.last_day else None,
        DAYS.index(row.weekday.lower()) if row.weekday else None,
    )


def running(
    start: datetime, calendar: Calendar = AROUND_THE_CLOCK, stops: tuple[Interval, ...] = ()
) -> Iterator[Interval]:
    """The periods in which a clock runs, from a moment on, in order and without end.

    `stops` are periods in which it never runs; they may overlap.
    """
    ordered = sorted(stops)
    for begin, end in _windows(start, calendar):
        for stopped, resumed in ordered:
            if resumed <= begin or stopped >= end:
                continue
            if stopped > begin:
                yield begin, stopped
            begin = resumed
            if begin >= end:
                break
        if begin < end:
            yield begin, end


def add_hours(
    start: datetime,
    hours: float,
    calendar: Calendar = AROUND_THE_CLOCK,
    stops: tuple[Interval, ...] = (),
) -> datetime:
    """When a clock that starts at `start` will have run for `hours`."""
    left = timedelta(hours=hours)
    for begin, end in running(start, calendar, stops):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    raise OverflowError(f"No clock runs for {hours} hours.")


def hours_between(
    start: datetime,
    end: datetime,
    calendar: Calendar = AROUND_THE_CLOCK,
    stops: tuple[Interval, ...] = (),
) -> float:
    """The hours that the clock ran between two moments; never negative."""
    total = timedelta()
    for begin, finish in running(start, calendar, stops):
        if begin >= end:
            break
        total += min(end, finish) - begin
    return total / HOUR


def times(hours: float, every: float) -> int:
    """How many whole multiples of one number of hours fit into another."""
    return seconds(hours) // max(seconds(every), 1)


def seconds(hours: float) -> int:
    """Hours as whole seconds: as floats, 28.8 + 6 hours exceed 34.8."""
    return round(hours * 3600)


def _windows(start: datetime, calendar: Calendar) -> Iterator[Interval]:
    if calendar.always:
        yield start, datetime.max
        return
    # Yesterday's hours may last until this morning.
    day, reached = start.date() - DAY, start
    while True:
        window = calendar.window(day)
        if window and window[1] > reached:
            # Where hours change, those of a night may meet the next day's: no hour counts twice.
            yield max(reached, window[0]), window[1]
            reached = window[1]
        day += DAY
