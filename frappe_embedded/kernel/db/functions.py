"""SQL functions that MariaDB has and SQLite lacks, for ``frappe.db.sql`` and ``frappe.qb``."""

import datetime
import math
import re
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from . import fulltext
from .collation import COLLATION, collate, fold, like

_PARTS_OF_PYTHON = dict(
    pair.split("=")
    for pair in (
        "y=%y m=%m d=%d j=%j H=%H h=%I I=%I i=%M s=%S S=%S f=%f p=%p a=%a W=%A b=%b M=%B w=%w u=%V v=%V x=%G T=%T"
    ).split()
)
"""What MariaDB calls a part of a moment, and what Python does."""
_OTHER_PARTS: dict[str, Callable[[datetime.datetime], str]] = {
    "Y": lambda at: f"{at.year:04d}",
    "c": lambda at: str(at.month),
    "e": lambda at: str(at.day),
    "k": lambda at: str(at.hour),
    "l": lambda at: str(at.hour % 12 or 12),
}
_FORMAT = re.compile(r"%(.)")


def _moment(value: Any) -> datetime.datetime | None:
    """What a date, datetime or text column holds, or ``None`` when it is no moment."""
    try:
        return datetime.datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _stamp(at: datetime.datetime) -> str:
    return at.isoformat(" ", "microseconds" if at.microsecond else "seconds")


def _date_format(value: Any, pattern: str) -> str | None:
    at = _moment(value)
    if at is None:
        return None

    def part(match: re.Match[str]) -> str:
        if render := _OTHER_PARTS.get(match[1]):
            return render(at)
        return at.strftime(_PARTS_OF_PYTHON.get(match[1], match[1]))

    return _FORMAT.sub(part, pattern)


def _part(read: Callable[[datetime.datetime], Any]) -> Callable[[Any], Any]:
    def function(value: Any) -> Any:
        at = _moment(value)
        return None if at is None else read(at)

    return function


def _datediff(later: Any, earlier: Any) -> int | None:
    one, other = _moment(later), _moment(earlier)
    return None if one is None or other is None else (one.date() - other.date()).days


def _last_day(at: datetime.datetime) -> str:
    following = (at.date().replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return (following - datetime.timedelta(days=1)).isoformat()


def _concat(*parts: Any) -> str | None:
    return None if None in parts else "".join(str(part) for part in parts)


def _concat_ws(separator: Any, *parts: Any) -> str | None:
    if separator is None:
        return None
    return str(separator).join(str(part) for part in parts if part is not None)


def _locate(needle: Any, text: Any, start: int = 1) -> int | None:
    if needle is None or text is None:
        return None
    return fold(str(text)).find(fold(str(needle)), start - 1) + 1


@lru_cache(maxsize=256)
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _regexp(pattern: Any, text: Any) -> bool | None:
    if pattern is None or text is None:
        return None
    return _expression(str(pattern)).search(str(text)) is not None


def _extreme(choose: Callable[[tuple[Any, ...]], Any]) -> Callable[..., Any]:
    return lambda *values: None if None in values else choose(values)


def _text(change: Callable[[str], str]) -> Callable[[Any], str | None]:
    return lambda value: None if value is None else change(str(value))


def _number(change: Callable[[float], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else change(float(value))


def _field(value: Any, *choices: Any) -> int:
    folded = [fold(str(choice)) for choice in choices]
    wanted = fold(str(value))
    return folded.index(wanted) + 1 if value is not None and wanted in folded else 0


def _find_in_set(value: Any, choices: Any) -> int | None:
    if value is None or choices is None:
        return None
    return _field(value, *str(choices).split(","))


def _timestamp(value: Any, time: Any = None) -> str | None:
    at = _moment(value)
    if at is None:
        return None
    if time is not None:
        hours, minutes, seconds = (*str(time).split(":"), "0", "0")[:3]
        at += datetime.timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))
    return _stamp(at)


_CONSTANT: tuple[tuple[str, int, Callable[..., Any]], ...] = (
    ("regexp", 2, _regexp),
    ("locate", 2, _locate),
    ("locate", 3, _locate),
    ("date_format", 2, _date_format),
    ("datediff", 2, _datediff),
    ("year", 1, _part(lambda at: at.year)),
    ("quarter", 1, _part(lambda at: (at.month + 2) // 3)),
    ("month", 1, _part(lambda at: at.month)),
    ("week", 1, _part(lambda at: at.isocalendar()[1])),
    ("day", 1, _part(lambda at: at.day)),
    ("dayofmonth", 1, _part(lambda at: at.day)),
    ("dayofweek", 1, _part(lambda at: at.isoweekday() % 7 + 1)),
    ("weekday", 1, _part(lambda at: at.weekday())),
    ("dayname", 1, _part(lambda at: at.strftime("%A"))),
    ("monthname", 1, _part(lambda at: at.strftime("%B"))),
    ("last_day", 1, _part(_last_day)),
    ("hour", 1, _part(lambda at: at.hour)),
    ("minute", 1, _part(lambda at: at.minute)),
    ("second", 1, _part(lambda at: at.second)),
    ("unix_timestamp", 1, _part(lambda at: int(at.timestamp()))),
    ("timestamp", 1, _timestamp),
    ("timestamp", 2, _timestamp),
    ("concat", -1, _concat),
    ("concat_ws", -1, _concat_ws),
    ("if", 3, lambda test, then, otherwise: then if test else otherwise),
    ("field", -1, _field),
    ("find_in_set", 2, _find_in_set),
    ("greatest", -1, _extreme(max)),
    ("least", -1, _extreme(min)),
    ("lower", 1, _text(str.lower)),
    ("upper", 1, _text(str.upper)),
    ("char_length", 1, lambda value: None if value is None else len(str(value))),
    ("left", 2, lambda text, count: None if text is None else str(text)[: max(count, 0)]),
    ("right", 2, lambda text, count: None if text is None else str(text)[-count:] if count else ""),
    ("ceil", 1, _number(math.ceil)),
    ("ceiling", 1, _number(math.ceil)),
    ("floor", 1, _number(math.floor)),
)
_CHANGING: tuple[tuple[str, Callable[[], str]], ...] = (
    ("now", lambda: _stamp(datetime.datetime.now())),
    ("curdate", lambda: datetime.date.today().isoformat()),  # noqa: DTZ011  MariaDB tells its machine's day, too.
    ("curtime", lambda: datetime.datetime.now().time().isoformat("seconds")),
)


def register(connection: sqlite3.Connection) -> None:
    """Give a new connection the collation and the functions."""
    connection.create_collation(COLLATION, collate)
    connection.create_function("like", 2, like, deterministic=True)
    connection.create_function("like", 3, like, deterministic=True)
    for name, arguments, function in _CONSTANT:
        connection.create_function(name, arguments, function, deterministic=True)
    for name, moment in _CHANGING:
        connection.create_function(name, 0, moment)
    fulltext.register(connection)
