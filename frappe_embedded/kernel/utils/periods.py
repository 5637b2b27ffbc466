"""First and last days: of weeks, months, quarters, years and named time spans."""

import datetime
from collections.abc import Callable
from enum import Enum
from typing import Any

from dateutil.relativedelta import relativedelta

from .clock import DATE_FORMAT
from .dates import getdate, required_date, required_datetime
from .settings import format_setting

__all__ = [
    "Weekday",
    "get_first_day",
    "get_first_day_of_week",
    "get_last_day",
    "get_last_day_of_week",
    "get_quarter_ending",
    "get_quarter_start",
    "get_start_of_week_index",
    "get_timespan_date_range",
    "get_weekday",
    "get_weekdays",
    "get_year_ending",
    "get_year_start",
]


class Weekday(Enum):
    """Days of the week as the setting ``first_day_of_the_week`` counts them."""

    Sunday = 0
    Monday = 1
    Tuesday = 2
    Wednesday = 3
    Thursday = 4
    Friday = 5
    Saturday = 6


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _shown(day: datetime.date, as_str: bool) -> Any:
    return day.strftime(DATE_FORMAT) if as_str else day


def get_weekdays() -> list[str]:
    """The English names of the days, from Monday on."""
    return list(_WEEKDAYS)


def get_weekday(datetime: Any = None) -> str:
    """The English name of a day; of today for nothing."""
    return _WEEKDAYS[required_datetime(datetime).weekday()]


def get_start_of_week_index() -> int:
    """The day on which weeks begin on this site, counted from Sunday = 0."""
    return Weekday[format_setting("first_day_of_the_week", "Sunday")].value


def get_first_day_of_week(dt: Any, as_str: bool = False) -> Any:
    day = required_date(dt)
    since_sunday = day.isoweekday() % 7
    offset = (since_sunday - get_start_of_week_index()) % 7
    return _shown(day - datetime.timedelta(days=offset), as_str)


def get_last_day_of_week(dt: Any, as_str: bool = False) -> Any:
    return _shown(get_first_day_of_week(dt) + datetime.timedelta(days=6), as_str)


def get_first_day(dt: Any, d_years: int = 0, d_months: int = 0, as_str: bool = False) -> Any:
    """The first day of the month, moved by ``d_years`` and ``d_months``."""
    day = required_date(dt).replace(day=1)
    return _shown(day + relativedelta(years=d_years, months=d_months), as_str)


def get_last_day(dt: Any) -> datetime.date:
    """The last day of the month."""
    return required_date(dt) + relativedelta(day=31)


def get_quarter_start(dt: Any = None, as_str: bool = False) -> Any:
    day = required_date(dt)
    return _shown(day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1), as_str)


def get_quarter_ending(date: Any = None, as_str: bool = False) -> Any:
    return _shown(get_last_day(get_quarter_start(date) + relativedelta(months=2)), as_str)


def get_year_start(dt: Any, as_str: bool = False) -> Any:
    return _shown(required_date(dt).replace(month=1, day=1), as_str)


def get_year_ending(date: Any = None, as_str: bool = False) -> Any:
    return _shown(required_date(date).replace(month=12, day=31), as_str)


def _same(day: Any) -> Any:
    return day


_Edge = Callable[[Any], Any]
_UNITS: dict[str, tuple[_Edge, _Edge, relativedelta]] = {
    "day": (_same, _same, relativedelta(days=1)),
    "week": (get_first_day_of_week, get_last_day_of_week, relativedelta(weeks=1)),
    "month": (get_first_day, get_last_day, relativedelta(months=1)),
    "quarter": (get_quarter_start, get_quarter_ending, relativedelta(months=3)),
    "year": (get_year_start, get_year_ending, relativedelta(years=1)),
}
_SPANS: dict[str, tuple[str, int, int]] = {
    "yesterday": ("day", -1, -1),
    "today": ("day", 0, 0),
    "tomorrow": ("day", 1, 1),
    "last 6 months": ("quarter", -2, -1),
    "next 6 months": ("quarter", 1, 2),
    **{
        f"{word} {unit}": (unit, step, step)
        for word, step in (("last", -1), ("this", 0), ("next", 1))
        for unit in ("week", "month", "quarter", "year")
    },
}
"""Unit of each time span, and its first and last unit counted from the present one."""


def get_timespan_date_range(timespan: str) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of a span such as ``last month``; ``None`` for an unknown one.

    Spans of six months are two whole quarters.
    """
    if timespan not in _SPANS:
        return None
    unit, first, last = _SPANS[timespan]
    start_of, end_of, step = _UNITS[unit]
    current = start_of(getdate())
    return start_of(current + step * first), end_of(current + step * last)
