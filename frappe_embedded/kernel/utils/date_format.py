"""Dates, times and durations as people read them."""

import datetime
from typing import Any

from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from babel.dates import format_time as babel_time
from babel.dates import format_timedelta as babel_timedelta

from .clock import now_datetime
from .dates import get_datetime, get_time, getdate, required_date
from .settings import current_locale, format_setting

__all__ = [
    "format_date",
    "format_datetime",
    "format_duration",
    "format_time",
    "format_timedelta",
    "formatdate",
    "get_user_date_format",
    "get_user_time_format",
    "global_date_format",
    "pretty_date",
]

_UNIT_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


def get_user_date_format() -> str:
    """How dates are written on this site, such as ``dd-mm-yyyy``."""
    return str(format_setting("date_format", "yyyy-mm-dd"))


def get_user_time_format() -> str:
    """How times are written on this site: ``HH:mm:ss`` or ``HH:mm``."""
    return str(format_setting("time_format", "HH:mm:ss"))


def _date_pattern(format_string: str | None) -> str:
    """Months are ``mm`` in the settings and ``MM`` in babel's patterns."""
    return (format_string or get_user_date_format()).replace("mm", "MM")


def format_date(
    string_date: Any = None, format_string: str | None = None, parse_day_first: bool = False
) -> str:
    """A date as the site (or ``format_string``) writes it; empty for nothing."""
    day = getdate(string_date, parse_day_first) if string_date else None
    if day is None:
        return ""
    return str(babel_date(day, _date_pattern(format_string), locale=current_locale()))


formatdate = format_date


def format_time(time_string: Any = None, format_string: str | None = None) -> str:
    if not time_string:
        return ""
    pattern = format_string or get_user_time_format()
    return str(babel_time(get_time(time_string), pattern, locale=current_locale()))


def format_datetime(datetime_string: Any, format_string: str | None = None) -> str | None:
    """A moment as the site (or ``format_string``) writes it; ``None`` for nothing."""
    moment = get_datetime(datetime_string) if datetime_string else None
    if moment is None:
        return None
    pattern = format_string or f"{_date_pattern(None)} {get_user_time_format()}"
    return str(babel_datetime(moment, pattern, locale=current_locale()))


def global_date_format(date: Any, format: Any = "long") -> str:
    """A date in words, such as ``February 29, 2024``."""
    return str(babel_date(required_date(date), format, locale=current_locale()))


def format_timedelta(o: datetime.timedelta | str) -> str:
    """``H:MM:SS`` of a duration, however many hours it has; text is kept."""
    if not isinstance(o, datetime.timedelta):
        return str(o)
    hours, rest = divmod(o, datetime.timedelta(hours=1))
    minutes, seconds = divmod(rest.total_seconds(), 60)
    shown = f"{seconds:09.6f}".rstrip("0").rstrip(".")
    return f"{hours}:{int(minutes):02}:{shown.zfill(2)}"


def format_duration(seconds: Any, hide_days: bool = False) -> str:
    """Seconds as ``1d 2h 3m 4s`` without the parts that are zero; hours grow without days."""
    rest = int(float(seconds or 0))
    parts = []
    for unit, size in _UNIT_SECONDS.items():
        if unit == "d" and hide_days:
            continue
        amount, rest = divmod(rest, size)
        if amount:
            parts.append(f"{amount}{unit}")
    return " ".join(parts)


def pretty_date(iso_datetime: datetime.datetime | str | None) -> str:
    """How long ago a moment was, in the user's language: ``2 days ago``."""
    if not iso_datetime:
        return ""
    moment = get_datetime(iso_datetime)
    if moment is None:
        return ""
    passed = moment.replace(tzinfo=None) - now_datetime()
    return str(babel_timedelta(passed, add_direction=True, locale=current_locale()))
