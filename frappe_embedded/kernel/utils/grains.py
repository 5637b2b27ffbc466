"""Periods of charts: the days that end each of them, and how they are called."""

import datetime
from collections.abc import Callable
from typing import Any

from dateutil.relativedelta import relativedelta

from .date_format import format_date, get_user_date_format
from .dates import required_date
from .periods import (
    get_first_day,
    get_first_day_of_week,
    get_last_day,
    get_last_day_of_week,
    get_quarter_ending,
    get_quarter_start,
    get_year_ending,
    get_year_start,
)

__all__ = [
    "get_dates_from_timegrain",
    "get_from_date_from_timespan",
    "get_period",
    "get_period_beginning",
    "get_period_ending",
    "get_user_date_format",
    "parse_date",
]

_STARTS: dict[str, Callable[[Any], Any]] = {
    "Weekly": get_first_day_of_week,
    "Monthly": get_first_day,
    "Quarterly": get_quarter_start,
    "Yearly": get_year_start,
}
_ENDS: dict[str, Callable[[Any], Any]] = {
    "Weekly": get_last_day_of_week,
    "Monthly": get_last_day,
    "Quarterly": get_quarter_ending,
    "Yearly": get_year_ending,
}
_SPANS = {
    "Last Week": relativedelta(weeks=1),
    "Last Month": relativedelta(months=1),
    "Last Quarter": relativedelta(months=3),
    "Last Year": relativedelta(years=1),
    "All Time": relativedelta(years=50),
}


def get_period_beginning(date: Any, timegrain: str, as_str: bool = True) -> Any:
    """The first day of the period in which a date falls."""
    day = required_date(date)
    start = _STARTS[timegrain](day) if timegrain in _STARTS else day
    return str(start) if as_str else start


def get_period_ending(date: Any, timegrain: str) -> datetime.date:
    """The last day of the period in which a date falls."""
    day = required_date(date)
    end: datetime.date = _ENDS[timegrain](day) if timegrain in _ENDS else day
    return end


def get_dates_from_timegrain(
    from_date: Any, to_date: Any, timegrain: str = "Daily"
) -> list[datetime.date]:
    """The last days of all periods from the one of ``from_date`` to that of ``to_date``."""
    last = required_date(to_date)
    days = [get_period_ending(from_date, timegrain)]
    while days[-1] < last:
        days.append(get_period_ending(days[-1] + datetime.timedelta(days=1), timegrain))
    return days


def get_from_date_from_timespan(to_date: Any, timespan: str) -> datetime.date:
    """The day on which a span such as ``Last Year`` begins that ends with ``to_date``."""
    return required_date(to_date) - _SPANS.get(timespan, relativedelta())


def get_period(date: Any, interval: str = "Monthly") -> str:
    """How a period is called: ``Feb 2024``, ``Quarter 1 2024``, ``2024``, or its date."""
    day = required_date(date)
    if interval == "Yearly":
        return str(day.year)
    if interval == "Quarterly":
        return f"Quarter {(day.month - 1) // 3 + 1} {day.year}"
    return format_date(day, "MMM yyyy") if interval == "Monthly" else format_date(day)


def parse_date(date: str) -> str:
    """The ISO form of a date that a person wrote in any usual order."""
    return str(required_date(date))
