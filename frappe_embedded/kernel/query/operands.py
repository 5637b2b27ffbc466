"""What the value of a filter is when a column of some kind is compared with it."""

import datetime
from typing import Any

from dateutil.parser import ParserError

from ..core.exceptions import DataError, ValidationError
from ..core.messages import throw
from ..db.converters import adapt
from ..db.types import parse_moment
from ..i18n.translator import _
from ..utils.dates import get_datetime, get_time, getdate
from ..utils.numbers import flt
from ..utils.periods import get_timespan_date_range
from .source import DATE, DATETIME, NUMBER, TIME, QueryColumn

FIRST_MOMENT = "0001-01-01 00:00:00.000000"
_PERIODS = {
    "1 week": "week",
    "1 month": "month",
    "3 months": "quarter",
    "6 months": "6 months",
    "1 year": "year",
}


def strict(column: QueryColumn, value: Any) -> Any:
    """The operand of a list's filter. Unreadable dates are refused; an empty date is today."""
    if column.kind == NUMBER:
        return _number(value)
    if column.kind == DATE:
        day = getdate(value)
        return day.isoformat() if day else FIRST_MOMENT[:10]
    if column.kind == DATETIME:
        return _instant(value)
    if column.kind == TIME:
        return get_time(value).isoformat("microseconds") if value else "00:00:00.000000"
    return _text(value)


def loose(column: QueryColumn, value: Any) -> Any:
    """The operand of a filter of ``frappe.db``: what is no date compares as text."""
    if value is None:
        return None
    if column.kind == NUMBER:
        return _number(value)
    if column.kind in (DATE, DATETIME):
        return _loose_moment(column, value)
    return _text(value)


def _number(value: Any) -> float | int:
    if isinstance(value, (list, tuple, set, dict)):
        adapt(list(value))
    number = flt(value)
    return int(number) if number.is_integer() else number


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(adapt(value))


def _instant(value: Any) -> str:
    if not value:
        return FIRST_MOMENT
    try:
        moment = get_datetime(value)
    except (ParserError, OverflowError):
        throw(_("{0} is not a valid datetime string.").format(value), ValidationError)
    return str(adapt(moment)) if moment else FIRST_MOMENT


def _loose_moment(column: QueryColumn, value: Any) -> Any:
    text = _text(value)
    moment = parse_moment(text)
    if moment is None:
        return text
    if column.kind == DATE:
        whole_day = moment.time() == datetime.time()
        return moment.date().isoformat() if whole_day else moment.isoformat(" ")
    return moment.isoformat(" ", "microseconds")


def words(value: Any, strip: bool) -> list[Any]:
    """The values of ``in``: a text holds several between commas; nothing is one empty text."""
    if isinstance(value, str):
        parts = value.split(",")
        return [part.strip() for part in parts] if strip else list(parts)
    if isinstance(value, (list, tuple, set, frozenset)) or hasattr(value, "__iter__"):
        return list(value) or [""]
    return [""] if value is None else [value]


def pair(value: Any) -> tuple[Any, Any]:
    """The two bounds of ``between``."""
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        throw(_("The filter 'between' needs two values, not {0}").format(value), DataError)
    return value[0], value[1]


def between_days(column: QueryColumn, value: Any) -> tuple[str, str]:
    """Bounds for a date or datetime; days of a datetime count in full.

    A bound that is empty or not given is today.
    """
    given = list(value) if isinstance(value, (list, tuple)) else []
    low, high = [*given[:2], None, None][:2]
    if column.kind == DATE:
        return strict(column, low), strict(column, high)
    start, end = datetime.time(), datetime.time(23, 59, 59, 999_999)
    return _bound(low, start), _bound(high, end)


def _bound(value: Any, time: datetime.time) -> str:
    if isinstance(value, datetime.datetime) or (isinstance(value, str) and ":" in value):
        return _instant(value)
    day = getdate(value)
    return str(adapt(datetime.datetime.combine(day, time))) if day else FIRST_MOMENT


def span(operator: str, value: Any) -> tuple[datetime.date, datetime.date]:
    """First and last day of ``timespan``, ``previous`` and ``next``."""
    name = str(value).strip().lower()
    if operator != "timespan":
        period = _PERIODS.get(name, name)
        name = f"{'last' if operator == 'previous' else 'next'} {period}"
    days = get_timespan_date_range(name) or _counted_days(name)
    if days is None:
        throw(_("Unknown time span: {0}").format(value), DataError)
    return days


def _counted_days(name: str) -> tuple[datetime.date, datetime.date] | None:
    """``last 7 days``: as many days up to today; ``next 7 days``: from today on."""
    direction, _space, rest = name.partition(" ")
    count, _space, unit = rest.partition(" ")
    today = getdate()
    if direction not in ("last", "next") or unit != "days" or not count.isdigit() or not today:
        return None
    days = datetime.timedelta(days=int(count))
    return (today - days, today) if direction == "last" else (today, today + days)
