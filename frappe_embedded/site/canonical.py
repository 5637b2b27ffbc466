"""Rows of a site in the one form that every engine writes alike, byte by byte.

A row is one JSON object on a line of its own: keys sorted, no spaces, UTF-8, empty values left out.
Dates, moments and times are ISO text (``2026-01-31``, ``2026-01-31 08:00:00.000000``,
``08:00:00.000000``); numbers are rounded to the digits of their column, whole ones written without
a fraction. What MariaDB could not hold in the column is refused with ``Unfit``.
"""

import datetime
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from ..kernel.db.converters import adapt

_TEXT_BYTES = {"text": 65_535, "longtext": 4_294_967_295, "json": 4_294_967_295}
_WHOLE = {"int": 2**31 - 1, "bigint": 2**63 - 1}
_SIZED = re.compile(r"(varchar|decimal)\((\d+)(?:,(\d+))?\)")
_LONGEST_TIME = datetime.timedelta(hours=838, minutes=59, seconds=59)
_EXACT = 2**53
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_MARIA = {"integer": "int", "json text": "json"}


class Unfit(ValueError):
    """A value that its column would not hold on MariaDB; the message says why."""


def maria_type(declared: str) -> str:
    """The type on MariaDB of a column that is declared so here."""
    return _MARIA.get(declared, declared)


def line(row: Mapping[str, Any]) -> bytes:
    """A row of values that ``reader_of`` has read, as a line of the archive."""
    filled = {key: value for key, value in row.items() if value is not None}
    return _ENCODER.encode(filled).encode("utf-8") + b"\n"


@cache
def reader_of(type_: str) -> Callable[[Any], Any]:
    """What makes the canonical value of a column of that type on MariaDB."""
    sized = _SIZED.fullmatch(type_)
    if sized and sized[1] == "varchar":
        return _characters(int(sized[2]))
    if sized:
        return _decimal(int(sized[2]), int(sized[3]))
    if type_ in _TEXT_BYTES:
        return _long_text(_TEXT_BYTES[type_], type_ == "json")
    if type_ in _WHOLE:
        return _whole(_WHOLE[type_])
    return _MOMENTS[type_]


def _characters(limit: int) -> Callable[[Any], Any]:
    def read(value: Any) -> str:
        text = _text(value)
        if len(text) > limit:
            raise Unfit(f"the text has {len(text)} characters, the column holds {limit}")
        return text

    return read


def _long_text(limit: int, is_json: bool) -> Callable[[Any], Any]:
    def read(value: Any) -> str:
        text = _text(value)
        if len(text) * 4 > limit and len(text.encode("utf-8")) > limit:
            raise Unfit(f"the text has more than {limit} bytes")
        if is_json:
            try:
                json.loads(text)
            except ValueError:
                raise Unfit("the text is not JSON") from None
        return text

    return read


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit(f"{value!r} is not a text")
    return value


def _whole(limit: int) -> Callable[[Any], Any]:
    def read(value: Any) -> int:
        if not isinstance(value, int):
            raise Unfit(f"{value!r} is not a whole number")
        if not -limit - 1 <= value <= limit:
            raise Unfit(f"the number {value} is beyond {limit}")
        return int(value)

    return read


def _decimal(digits: int, places: int) -> Callable[[Any], Any]:
    limit = 10 ** (digits - places)

    def read(value: Any) -> int | float:
        if not isinstance(value, (int, float)):
            raise Unfit(f"{value!r} is not a number")
        number = round(float(value), places)
        if not abs(number) < limit:
            raise Unfit(f"the number {value} has more than {digits - places} digits")
        return int(number) if number.is_integer() and abs(number) < _EXACT else number

    return read


def _is_no_date(value: Any) -> bool:
    """The zero date, which reads as nothing."""
    return value == "" or str(value).startswith("0000-00-00")


def _day(value: Any) -> str | None:
    if _is_no_date(value):
        return None
    try:
        return datetime.date.fromisoformat(_text(value)[:10]).isoformat()
    except ValueError:
        raise Unfit(f"{value!r} is not a date") from None


def _moment(value: Any) -> str | None:
    if _is_no_date(value):
        return None
    try:
        return datetime.datetime.fromisoformat(_text(value)).isoformat(" ", "microseconds")
    except ValueError:
        raise Unfit(f"{value!r} is not a date with a time") from None


_TIME = re.compile(r"(-?)(\d{1,3}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6}))?)?")


def _time(value: Any) -> str:
    match = _TIME.fullmatch(_text(value))
    if not match:
        raise Unfit(f"{value!r} is not a time")
    length = datetime.timedelta(
        hours=int(match[2]),
        minutes=int(match[3]),
        seconds=int(match[4] or 0),
        microseconds=int((match[5] or "").ljust(6, "0")),
    )
    if length > _LONGEST_TIME:
        raise Unfit(f"the time {value} is longer than 838 hours")
    return str(adapt(-length if match[1] else length))


_MOMENTS: dict[str, Callable[[Any], Any]] = {
    "date": _day,
    "datetime(6)": _moment,
    "time(6)": _time,
}
