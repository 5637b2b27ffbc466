"""From Python values to what SQLite stores, and back by the declared type of a column."""

import datetime
import decimal
import json
import sqlite3
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

# Lists show the same moments again and again; to look one up takes a third of the time of reading it.
_MOMENTS_KEPT = 8192
PLAIN = frozenset([str, int, float, bytes, type(None)])


def adapt(value: Any) -> Any:
    """A value that SQLite can bind. Lists are refused: only ``IN`` takes several values."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return value.replace(tzinfo=None).isoformat("microseconds")
    if isinstance(value, datetime.timedelta):
        return duration_text(value)
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, (str, int, float)):
        return value
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (list, tuple, set, frozenset)):
        raise sqlite3.DataError(f"A list cannot be the value of a column: {value!r}")
    return str(value)


def duration_text(value: datetime.timedelta) -> str:
    """A time column's text: hours may exceed 23, negative times begin with ``-``."""
    sign = "-" if value < datetime.timedelta() else ""
    value = abs(value)
    minutes, seconds = divmod(value.days * 86_400 + value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours:02d}:{minutes:02d}:{seconds:02d}.{value.microseconds:06d}"


def parse_duration(text: str) -> datetime.timedelta:
    """``[-]H:M[:S[.f]]``; ``ValueError`` for anything else."""
    sign = -1 if text.startswith("-") else 1
    hours, minutes, *rest = text.lstrip("-").split(":")
    seconds = float(rest[0]) if rest else 0.0
    return sign * datetime.timedelta(hours=int(hours), minutes=int(minutes), seconds=seconds)


@lru_cache(_MOMENTS_KEPT)
def _date(stored: bytes) -> datetime.date | str | None:
    text = stored.decode()
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        return _no_moment(text)


@lru_cache(_MOMENTS_KEPT)
def _datetime(stored: bytes) -> datetime.datetime | str | None:
    text = stored.decode()
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        return _no_moment(text)


def _time(stored: bytes) -> datetime.timedelta | str | None:
    text = stored.decode()
    try:
        return parse_duration(text)
    except ValueError:
        return _no_moment(text)


def _no_moment(text: str) -> str | None:
    """The zero date of MariaDB reads as nothing; other text stays, so that it can be repaired."""
    return None if not text or text.startswith("0000-00-00") else text


READERS: dict[str, Callable[[bytes], Any]] = {
    "date": _date,
    "datetime": _datetime,
    "time": _time,
    "decimal": float,
}


def read_as(kind: str, value: Any) -> Any:
    """What a column of a declared type would give for ``value``."""
    return None if value is None else READERS[kind](str(value).encode())


def register_converters() -> None:
    """Tell ``sqlite3`` how columns of the engine's declared types read."""
    for kind, reader in READERS.items():
        sqlite3.register_converter(kind, reader)


def converted(
    rows: list[tuple[Any, ...]], description: Any, conversions: Mapping[Any, str]
) -> list[tuple[Any, ...]]:
    """Rows with their results as the types that are told by place or name."""
    names = [column[0] for column in description]
    kinds = [conversions.get(at) or conversions.get(name) for at, name in enumerate(names)]
    return [
        tuple(
            read_as(kind, value) if kind else value for kind, value in zip(kinds, row, strict=True)
        )
        for row in rows
    ]
