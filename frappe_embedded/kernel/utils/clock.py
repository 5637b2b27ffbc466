"""The present moment, and time zones."""

import datetime
import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..core.context import has_context, local
from ..core.hooks import call_hooks
from .settings import system_setting

__all__ = [
    "DATETIME_FORMAT",
    "DATE_FORMAT",
    "TIME_FORMAT",
    "convert_utc_to_system_timezone",
    "convert_utc_to_timezone",
    "get_datetime_in_timezone",
    "get_system_timezone",
    "is_doubted",
    "now",
    "now_datetime",
    "nowdate",
    "nowtime",
    "today",
]

DATE_FORMAT = "%Y-%m-%d"
TIME_FORMAT = "%H:%M:%S.%f"
DATETIME_FORMAT = f"{DATE_FORMAT} {TIME_FORMAT}"


def get_system_timezone() -> str:
    """The name of the site's time zone; ``UTC`` until one is set."""
    return str(system_setting("time_zone", "UTC"))


def _zone(name: str) -> datetime.tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.timezone.utc


def get_datetime_in_timezone(time_zone: str) -> datetime.datetime:
    """The present moment in a time zone, with the zone."""
    return datetime.datetime.now(_zone(time_zone))


def convert_utc_to_timezone(utc_timestamp: datetime.datetime, time_zone: str) -> datetime.datetime:
    """A moment in UTC (naive or not) on the clocks of a zone; UTC for an unknown zone."""
    if utc_timestamp.tzinfo is None:
        utc_timestamp = utc_timestamp.replace(tzinfo=datetime.timezone.utc)
    return utc_timestamp.astimezone(_zone(time_zone))


def convert_utc_to_system_timezone(utc_timestamp: datetime.datetime) -> datetime.datetime:
    return convert_utc_to_timezone(utc_timestamp, get_system_timezone())


def now_datetime() -> datetime.datetime:
    """The present moment on the site's clocks, without a zone."""
    moment = datetime.datetime.fromtimestamp(time.time(), _zone(get_system_timezone()))
    return moment.replace(tzinfo=None)


def is_doubted() -> bool:
    """Whether an app doubts the clock of the machine (hook ``clock_doubts``): then nothing goes for its age."""
    return any(call_hooks("clock_doubts"))


def _current_moment() -> datetime.datetime:
    """Now; on the day that ``flags.current_date`` pretends, if it is set."""
    moment = now_datetime()
    pretended = local.flags.current_date if has_context() else None
    if not pretended:
        return moment
    if isinstance(pretended, str):
        pretended = datetime.date.fromisoformat(pretended[:10])
    return datetime.datetime.combine(pretended, moment.time())


def now() -> str:
    """Now as ``YYYY-MM-DD HH:MM:SS.ffffff``."""
    return _current_moment().strftime(DATETIME_FORMAT)


def nowdate() -> str:
    """Today as ``YYYY-MM-DD``."""
    return now_datetime().strftime(DATE_FORMAT)


today = nowdate


def nowtime() -> str:
    """The time of day as ``HH:MM:SS.ffffff``."""
    return now_datetime().strftime(TIME_FORMAT)
