"""Facts of many records as columns of numbers, and as text that a table of the database can hold."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
MICROSECOND = timedelta(microseconds=1)
NOTHING = int(np.iinfo(np.int64).min)
"""Marks a missing moment; numpy's number for it."""
# Moments are stored in the largest unit that loses nothing: most are whole minutes.
UNITS = (60_000_000, 1_000_000, 1)
FAST = 1


@dataclass(frozen=True)
class Coded:
    """One value for each record: the distinct values, and for each record the index of its own among them."""

    values: list[Any]
    codes: NDArray[Any]

    def where(self, predicate: Callable[[Any], bool]) -> Flags:
        """A mask of the records whose value meets a condition."""
        return np.array([bool(predicate(value)) for value in self.values], dtype=np.bool_)[
            self.codes
        ]

    def read(self, reading: Callable[[Any], Any]) -> Coded:
        """The same with each value as users read it; several may become one."""
        places: dict[Any, int] = {}
        found = [places.setdefault(reading(value), len(places)) for value in self.values]
        return Coded(list(places), np.array(found, dtype=np.intp)[self.codes])

    def numbers(self) -> dict[Any, int]:
        """How many records have each value; values without records are left out."""
        counted = np.bincount(self.codes, minlength=len(self.values))
        return {
            value: int(number) for value, number in zip(self.values, counted, strict=True) if number
        }


Column = Coded | Numbers


@dataclass(frozen=True)
class Part:
    """Some records as columns by name. Columns stored as text are unpacked on first use."""

    number: int
    columns: dict[str, Column | str]

    def coded(self, name: str) -> Coded:
        """A column of values."""
        found = self._column(name)
        assert isinstance(found, Coded)
        return found

    def moments(self, name: str) -> Numbers:
        """A column of moments or lengths in microseconds."""
        found = self._column(name)
        assert not isinstance(found, Coded)
        return found

    def column(self, name: str) -> Column:
        """A column, whatever it holds."""
        return self._column(name)

    def _column(self, name: str) -> Column:
        found = self.columns[name]
        if isinstance(found, str):
            found = self.columns[name] = unpacked(found)
        return found

    def take(self, which: Any) -> Part:
        """The records that a mask or a list of indexes selects."""
        columns: dict[str, Column | str] = {
            name: taken(self._column(name), which) for name in self.columns
        }
        number = int(np.count_nonzero(which)) if which.dtype == np.bool_ else len(which)
        return Part(number, columns)


class Facts:
    """Records as columns, from one or several parts; measures are computed from them."""

    def __init__(self, number: int, column: Callable[[str], Column]) -> None:
        self.number = number
        self._make = column
        self._made: dict[str, Column] = {}

    @classmethod
    def of_parts(cls, parts: Sequence[tuple[Part, Any]]) -> Facts:
        """The records of each part that a mask or a list of indexes selects."""
        number = sum(
            int(np.count_nonzero(which)) if which.dtype == np.bool_ else len(which)
            for _part, which in parts
        )
        return cls(number, lambda name: joined([taken(p.column(name), w) for p, w in parts]))

    def coded(self, name: str) -> Coded:
        """A column of values."""
        found = self.column(name)
        # Without a single record nothing says what type a column has.
        return found if isinstance(found, Coded) else Coded([], np.zeros(0, dtype=np.intp))

    def moments(self, name: str) -> Numbers:
        """A column of moments or lengths in microseconds, ``NOTHING`` where there is none."""
        found = self.column(name)
        assert not isinstance(found, Coded)
        return found

    def column(self, name: str) -> Column:
        """A column, whatever it holds."""
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def take(self, which: Any) -> Facts:
        """The records that a mask or a list of indexes selects."""
        number = int(np.count_nonzero(which)) if which.dtype == np.bool_ else len(which)
        return Facts(number, lambda name: taken(self.column(name), which))

    def split(self, by: Coded) -> dict[Any, Facts]:
        """The records split by the values of a column of the same length."""
        order = np.argsort(by.codes, kind="stable")
        ends = np.cumsum(np.bincount(by.codes, minlength=len(by.values)))
        parts = np.split(order, ends[:-1]) if len(by.values) else []
        return {
            value: self.take(part)
            for value, part in zip(by.values, parts, strict=True)
            if len(part)
        }


def taken(column: Column, which: Any) -> Column:
    """The values that a mask or a list of indexes selects."""
    return Coded(column.values, column.codes[which]) if isinstance(column, Coded) else column[which]


def joined(columns: Sequence[Column]) -> Column:
    """Columns one after the other."""
    if not columns:
        return np.zeros(0, dtype=np.int64)
    values = [column for column in columns if isinstance(column, Coded)]
    if not values:
        return np.concatenate([column for column in columns if not isinstance(column, Coded)])
    places: dict[Any, int] = {}
    codes = []
    for column in values:
        found = [places.setdefault(value, len(places)) for value in column.values]
        codes.append(np.array(found, dtype=np.intp)[column.codes])
    return Coded(list(places), np.concatenate(codes))


# --- from rows --------------------------------------------------------------------------------
def coded(values: Sequence[Any]) -> Coded:
    """Values as they come in rows."""
    places: dict[Any, int] = {}
    codes = [places.setdefault(value, len(places)) for value in values]
    return Coded(list(places), np.array(codes, dtype=np.min_scalar_type(max(len(places), 1))))


def moments(values: Sequence[Any]) -> Numbers:
    """Moments as they come in rows."""
    return np.array(values, dtype="datetime64[us]").astype(np.int64)


def numbers(values: Sequence[int]) -> Numbers:
    """Lengths in microseconds."""
    return np.array(values, dtype=np.int64)


def marks(names: Sequence[str]) -> NDArray[np.uint64]:
    """A number for each name, by which a record is recognised; it does not lead back to the name."""
    digests = b"".join(blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.frombuffer(digests, dtype="<u8")


# --- as text ----------------------------------------------------------------------------------
def packed_marks(found: NDArray[np.uint64]) -> str:
    """Marks as text."""
    return _text({}, found)


def unpacked_marks(text: str) -> NDArray[np.uint64]:
    """Marks from their text."""
    return _stored(text)[1]


def packed(column: Column) -> str:
    """A column as text. Values without records are left out: they may belong to records that were left out."""
    if isinstance(column, Coded):
        used, codes = np.unique(column.codes, return_inverse=True)
        kind = np.min_scalar_type(max(len(used), 1))
        values = [column.values[place] for place in used]
        return _text({"values": values}, codes.reshape(-1).astype(kind))
    known = column[column != NOTHING]
    base = int(known.min()) if len(known) else 0
    unit = next(unit for unit in UNITS if not np.any((known - base) % unit))
    small = np.where(column == NOTHING, 0, (column - base) // unit + 1)
    most = int(small.max()) if len(small) else 0
    return _text({"base": base, "unit": unit}, small.astype(np.min_scalar_type(most)))


def unpacked(text: str) -> Column:
    """A column from its text."""
    head, stored = _stored(text)
    if "values" in head:
        return Coded(head["values"], stored)
    small = stored.astype(np.int64)
    return np.where(small == 0, NOTHING, (small - 1) * head["unit"] + head["base"])


def _text(head: Mapping[str, Any], array: NDArray[Any]) -> str:
    kind = f"<u{array.dtype.itemsize}"
    data = zlib.compress(array.astype(kind).tobytes(), FAST)
    told = json.dumps({**head, "kind": kind}, ensure_ascii=False)
    return f"{told}\n{base64.b64encode(data).decode()}"


def _stored(text: str) -> tuple[dict[str, Any], NDArray[Any]]:
    told, _end, data = text.rpartition("\n")
    head = json.loads(told)
    return head, np.frombuffer(zlib.decompress(base64.b64decode(data)), dtype=head["kind"])
