"""Values of the database in the form in which the archive writes them, byte by byte.

See the engine's side of the format in ``docs/moving.md``: keys sorted, empty values left out, dates
as ISO text, numbers rounded to the digits of their column.
"""

import datetime
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_DECIMAL = re.compile(r"decimal\(\d+,(\d+)\)")
_EXACT = 2**53
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
TYPES = re.compile(
    r"varchar\(\d+\)|text|longtext|json|int|bigint|decimal\(\d+,\d+\)"
    r"|date|datetime\(6\)|time\(6\)"
)


def line(row: Mapping[str, Any]) -> bytes:
    """A canonical row as a line of the archive."""
    return _ENCODER.encode(row).encode("utf-8") + b"\n"


def row(values: Mapping[str, Any], types: Mapping[str, str]) -> dict[str, Any]:
    """The canonical form of the columns that ``types`` names; those without a value are left out."""
    return {
        name: value(values[name], types[name])
        for name in types
        if name in values and values[name] is not None
    }


def value(stored: Any, type_: str) -> Any:
    """The canonical form of a value of a column of that type."""
    places = _DECIMAL.fullmatch(type_)
    if places:
        number = round(float(stored), int(places[1]))
        return int(number) if number.is_integer() and abs(number) < _EXACT else number
    if isinstance(stored, datetime.datetime):
        return stored.isoformat(" ", "microseconds")
    if isinstance(stored, datetime.date):
        return stored.isoformat()
    if isinstance(stored, datetime.timedelta):
        return _duration(stored)
    return int(stored) if isinstance(stored, bool | Decimal) else stored


def _duration(length: datetime.timedelta) -> str:
    sign = "-" if length < datetime.timedelta() else ""
    length = abs(length)
    minutes, seconds = divmod(length.days * 86_400 + length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours:02d}:{minutes:02d}:{seconds:02d}.{length.microseconds:06d}"
