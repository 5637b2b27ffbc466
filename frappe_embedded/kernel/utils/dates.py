"""Reading dates and times, and calculating with them."""

import datetime
import re
from typing import Any, overload

from dateutil import parser
from dateutil.relativedelta import relativedelta

from ..core.exceptions import ValidationError
from ..core.messages import bold, throw
from ..i18n.translator import _
from .clock import (
    DATE_FORMAT,
    DATETIME_FORMAT,
    convert_utc_to_system_timezone,
    convert_utc_to_timezone,
    get_datetime_in_timezone,
    get_system_timezone,
    now,
    now_datetime,
    nowdate,
    nowtime,
    today,
)

__all__ = [
    "DateTimeLike",
    "add_days",
    "add_months",
    "add_to_date",
    "add_years",
    "convert_utc_to_system_timezone",
    "convert_utc_to_timezone",
    "date_diff",
    "days_diff",
    "get_date_str",
    "get_datetime",
    "get_datetime_in_timezone",
    "get_datetime_str",
    "get_system_timezone",
    "get_time",
    "get_time_str",
    "get_timedelta",
    "getdate",
    "is_invalid_date_string",
    "month_diff",
    "now",
    "now_datetime",
    "nowdate",
    "nowtime",
    "parse_timedelta",
    "time_diff",
    "time_diff_in_hours",
    "time_diff_in_seconds",
    "to_timedelta",
    "today",
]

DateTimeLike = str | datetime.date | datetime.datetime
"""What the helpers take as a date: text, a date or a datetime."""

_NO_DATES = ("0000-00-00", "0001-01-01")
_UNREADABLE = (parser.ParserError, ValueError, OverflowError)
_DURATION = re.compile(
    r"(?:(?P<days>-?\d+) days?, )?(?P<hours>\d+):(?P<minutes>[0-5]?\d):(?P<seconds>[0-5]?\d(?:\.\d+)?)"
)
"""Hours may be more than a day has: a Time field of MariaDB holds up to 838 of them."""


def is_invalid_date_string(date_string: str | None) -> bool:
    """Whether text stands for no date at all: empty, or a zero date."""
    return not date_string or str(date_string).startswith(_NO_DATES)


@overload
def getdate(string_date: datetime.date | None = None) -> datetime.date: ...


@overload
def getdate(string_date: Any, parse_day_first: bool = False) -> datetime.date | None: ...


def getdate(string_date: Any = None, parse_day_first: bool = False) -> datetime.date | None:
    """The day of a date, datetime or text; today for nothing, ``None`` for a zero date.

    Text in any usual order is read; unreadable text is refused with ``ValidationError``.
    """
    if string_date is None or string_date == "":
        return now_datetime().date()
    if isinstance(string_date, datetime.datetime):
        return string_date.date()
    if isinstance(string_date, datetime.date):
        return string_date
    if not isinstance(string_date, str) or is_invalid_date_string(string_date):
        return None
    try:
        return _parse_iso_date(string_date) or _parse(string_date, parse_day_first).date()
    except _UNREADABLE:
        message = _("{0} is not a valid date string.").format(bold(string_date))
        throw(message, ValidationError, title=_("Invalid Date"))


def _parse(text: str, day_first: bool = False) -> datetime.datetime:
    moment = parser.parse(text, dayfirst=day_first, default=_midnight_today())
    assert isinstance(moment, datetime.datetime)
    return moment


def _midnight_today() -> datetime.datetime:
    return datetime.datetime.combine(now_datetime().date(), datetime.time())


def _parse_iso_date(text: str) -> datetime.date | None:
    """The usual form, without the cost of the tolerant parser."""
    try:
        return datetime.date.fromisoformat(text) if len(text) == len("2024-01-31") else None
    except ValueError:
        return None


def required_date(value: Any) -> datetime.date:
    """As ``getdate``; a zero date is refused."""
    day: datetime.date | None = getdate(value)
    if day is None:
        throw(_("{0} is not a valid date string.").format(bold(value)), title=_("Invalid Date"))
    return day


@overload
def get_datetime(datetime_str: datetime.date | None = None) -> datetime.datetime: ...


@overload
def get_datetime(datetime_str: Any) -> datetime.datetime | None: ...


def get_datetime(datetime_str: Any = None) -> datetime.datetime | None:
    """The moment that a date, datetime or text names; now for ``None``, ``None`` for nothing.

    A zone that the text names is kept. Unreadable text raises ``dateutil``'s ``ParserError``.
    """
    if datetime_str is None:
        return now_datetime()
    if isinstance(datetime_str, datetime.datetime):
        return datetime_str
    if isinstance(datetime_str, datetime.date):
        return datetime.datetime.combine(datetime_str, datetime.time())
    if isinstance(datetime_str, (list, tuple)):
        raise TypeError("get_datetime takes text, a date or a datetime, not a sequence")
    if not isinstance(datetime_str, str) or is_invalid_date_string(datetime_str):
        return None
    try:
        return datetime.datetime.strptime(datetime_str, DATETIME_FORMAT)
    except ValueError:
        return _parse(datetime_str)


def required_datetime(value: Any) -> datetime.datetime:
    """As ``get_datetime``; what names no moment is refused."""
    moment: datetime.datetime | None = get_datetime(value)
    if moment is None:
        throw(_("{0} is not a valid date string.").format(bold(value)), title=_("Invalid Date"))
    return moment


def get_time(
    time_str: str | datetime.datetime | datetime.time | datetime.timedelta,
) -> datetime.time:
    """The time of day."""
    if isinstance(time_str, datetime.datetime):
        return time_str.time()
    if isinstance(time_str, datetime.time):
        return time_str
    if isinstance(time_str, datetime.timedelta):
        return (datetime.datetime.min + time_str).time()
    try:
        return _parse(time_str).time()
    except parser.ParserError:
        if _DURATION.fullmatch(time_str):
            return get_time(parse_timedelta(time_str))
        raise


def parse_timedelta(s: str) -> datetime.timedelta:
    """A duration as ``format_timedelta`` and Python write it: ``100:02:12``, ``7 days, 0:32:18.5``."""
    found = _DURATION.fullmatch(s)
    if found is None:
        raise ValueError(f"No duration: {s}")
    return datetime.timedelta(
        **{unit: float(number) for unit, number in found.groupdict().items() if number}
    )


def to_timedelta(time_str: str | datetime.time | datetime.timedelta) -> datetime.timedelta:
    """A time of day as the time since midnight."""
    if isinstance(time_str, datetime.timedelta):
        return time_str
    time = _parse(time_str).time() if isinstance(time_str, str) else get_time(time_str)
    return datetime.timedelta(
        hours=time.hour, minutes=time.minute, seconds=time.second, microseconds=time.microsecond
    )


def get_timedelta(time: str | datetime.timedelta | None = None) -> datetime.timedelta | None:
    """As ``to_timedelta``, or a duration; zero for nothing and ``None`` for unreadable text."""
    if not time:
        return datetime.timedelta()
    if isinstance(time, str) and _DURATION.fullmatch(time):
        return parse_timedelta(time)
    try:
        return to_timedelta(time)
    except _UNREADABLE:
        return None


def add_to_date(
    date: Any,
    years: float = 0,
    months: float = 0,
    weeks: float = 0,
    days: float = 0,
    hours: float = 0,
    minutes: float = 0,
    seconds: float = 0,
    as_string: bool = False,
    as_datetime: bool = False,
) -> Any:
    """Move a date or datetime; the answer has the type of what was given.

    Text gives text. A date stays a date unless hours, minutes or seconds are added, or
    ``as_datetime`` is set. ``None`` means now. The last day of a month is kept inside the month.
    """
    if date is None:
        date = now_datetime()
    as_datetime = as_datetime or bool(hours or minutes or seconds)
    if isinstance(date, str):
        as_string = True
        as_datetime = as_datetime or " " in date
        date = _date_filter(date)
    step = relativedelta(years=years, months=months, weeks=weeks, days=days)  # type: ignore[arg-type]
    moved = date + step + relativedelta(hours=hours, minutes=minutes, seconds=seconds)  # type: ignore[arg-type]
    if not as_string:
        return moved
    return moved.strftime(DATETIME_FORMAT if as_datetime else DATE_FORMAT)


def _date_filter(text: str) -> datetime.datetime:
    try:
        return _parse(text)
    except _UNREADABLE:
        throw(_("Please select a valid date filter"), title=_("Invalid Date"))


def add_days(date: Any, days: float) -> Any:
    return add_to_date(date, days=days)


def add_months(date: Any, months: float) -> Any:
    return add_to_date(date, months=months)


def add_years(date: Any, years: float) -> Any:
    return add_to_date(date, years=years)


def date_diff(string_ed_date: Any, string_st_date: Any) -> int:
    """Days from the second date to the first."""
    return (required_date(string_ed_date) - required_date(string_st_date)).days


days_diff = date_diff


def month_diff(string_ed_date: Any, string_st_date: Any) -> int:
    """Calendar months that the period touches, both ends counted."""
    end, start = required_date(string_ed_date), required_date(string_st_date)
    return (end.year - start.year) * 12 + end.month - start.month + 1


def time_diff(string_ed_date: Any, string_st_date: Any) -> datetime.timedelta:
    """The time from the second moment to the first."""
    return required_datetime(string_ed_date) - required_datetime(string_st_date)


def time_diff_in_seconds(string_ed_date: Any, string_st_date: Any) -> float:
    return time_diff(string_ed_date, string_st_date).total_seconds()


def time_diff_in_hours(string_ed_date: Any, string_st_date: Any) -> float:
    return round(time_diff(string_ed_date, string_st_date).total_seconds() / 3600, 6)


def get_datetime_str(datetime_obj: Any) -> str:
    return required_datetime(datetime_obj).strftime(DATETIME_FORMAT)


def get_date_str(date_obj: Any) -> str:
    return required_datetime(date_obj).strftime(DATE_FORMAT)


def get_time_str(timedelta_obj: Any) -> str:
    """``H:MM:SS`` of a duration, a time of day or text."""
    return str(to_timedelta(timedelta_obj))
