"""A cell of a table: how many cases of some days have some values, named alike in all releases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cfm_app.figures.dimensions import MONTH
from cfm_app.figures.spans import days_of


@dataclass(frozen=True)
class Cell:
    """The cases received between two days with all values of ``where``.

    ``where`` has pairs of dimension and value, ordered by dimension. A month is given by its days.
    """

    first: date
    last: date
    where: tuple[tuple[str, str], ...] = ()

    def within(self, dimension: str, value: str) -> Cell:
        """Those of its cases that have a value."""
        if dimension == MONTH:
            first, last = days_of(value)
            return replace(self, first=max(first, self.first), last=min(last, self.last))
        return replace(self, where=tuple(sorted({**dict(self.where), dimension: value}.items())))


@dataclass(frozen=True)
class Atom:
    """Cases that no table of any release tells apart: days, values and number."""

    first: date
    last: date
    values: Mapping[str, str]
    number: int


@dataclass(frozen=True)
class Table:
    """Cells by rows and columns with sums; without columns, one column of sums.

    ``rows`` and ``columns`` are values of the dimensions; the sums come last.
    """

    whole: Cell
    rows_by: str
    rows: tuple[str, ...]
    columns_by: str = ""
    columns: tuple[str, ...] = ()

    def cell(self, row: str | None, column: str | None = None) -> Cell:
        """The cell of a row and a column; None stands for the sum."""
        found = self.whole if row is None else self.whole.within(self.rows_by, row)
        return found if column is None else found.within(self.columns_by, column)

    def lines(self) -> Iterable[tuple[list[Cell], Cell]]:
        """The parts of each sum that the table shows, and the sum."""
        rows, columns = (*self.rows, None), (*self.columns, None)
        for column in columns:
            yield [self.cell(row, column) for row in self.rows], self.cell(None, column)
        if self.columns_by:
            for row in rows:
                yield [self.cell(row, column) for column in self.columns], self.cell(row)

    def cells(self) -> list[Cell]:
        """All of them, each once."""
        columns = (*self.columns, None)
        found = [self.cell(row, column) for row in (*self.rows, None) for column in columns]
        return list(dict.fromkeys(found))


def months_between(first: date, last: date) -> list[str]:
    """The months that have days from the first to the last day."""
    span = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{each // 12}-{each % 12 + 1:02d}" for each in span]
