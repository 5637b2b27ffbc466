"""When a report is due by e-mail, and which days it is about."""

import datetime
from typing import Any

from dateutil.relativedelta import relativedelta

from ...kernel.utils.dates import required_date
from ...kernel.utils.periods import (
    get_first_day,
    get_first_day_of_week,
    get_quarter_start,
    get_weekdays,
    get_year_start,
)

_SPANS = {
    "Daily": relativedelta(days=1),
    "Weekly": relativedelta(weeks=1),
    "Monthly": relativedelta(months=1),
    "Quarterly": relativedelta(months=3),
    "Half Yearly": relativedelta(months=6),
    "Yearly": relativedelta(years=1),
}
_A_DAY = datetime.timedelta(days=1)
_SATURDAY = 5


def last_due(frequency: str, day_of_week: str | None, today: Any) -> datetime.date:
    """The last day, today included, on which a report of this rhythm is sent."""
    day = required_date(today)
    while not _is_due(frequency, day_of_week, day):
        day -= _A_DAY
    return day


def next_due(frequency: str, day_of_week: str | None, today: Any) -> datetime.date:
    """The next day after today on which it is sent."""
    day = required_date(today) + _A_DAY
    while not _is_due(frequency, day_of_week, day):
        day += _A_DAY
    return day


def _is_due(frequency: str, day_of_week: str | None, day: datetime.date) -> bool:
    if frequency == "Monthly":
        return day.day == 1
    if frequency == "Weekly":
        return get_weekdays()[day.weekday()] == (day_of_week or "Monday")
    return frequency != "Weekdays" or day.weekday() < _SATURDAY


def date_range(period: str, from_first_day: bool, today: Any) -> tuple[str, str]:
    """From and to of the period that ends today: as long as it is, or since it has begun."""
    last = required_date(today)
    first = last - _SPANS[period]
    if from_first_day:
        first = _begin(period, last)
    return str(first), str(last)


def _begin(period: str, day: datetime.date) -> datetime.date:
    if period == "Half Yearly":
        return day.replace(month=1 if day.month <= 6 else 7, day=1)
    starts: dict[str, Any] = {
        "Weekly": get_first_day_of_week,
        "Monthly": get_first_day,
        "Quarterly": get_quarter_start,
        "Yearly": get_year_start,
    }
    start: datetime.date = starts[period](day) if period in starts else day - _A_DAY
    return start
