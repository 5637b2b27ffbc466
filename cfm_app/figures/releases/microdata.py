"""The ordinary cases of the office, in as few groups as the released tables distinguish."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from cfm_app.figures import visible_cases
from cfm_app.figures.dimensions import DIMENSIONS, MONTH
from cfm_app.figures.releases.cells import Atom, Cell, Table, months_between

DAY = timedelta(days=1)


def atoms(cells: Iterable[Cell]) -> list[Atom]:
    """The cases that some cells count, grouped so that each group lies in a cell or outside of it."""
    listed = list(cells)
    by = sorted({dimension for cell in listed for dimension, _value in cell.where})
    return [
        Atom(first, last, dict(zip(by, values, strict=True)), number)
        for first, last in stretches(listed)
        for values, number in _counted(first, last, by).items()
    ]


def tables(first: date, last: date, shapes: Sequence[tuple[str, str]]) -> list[Table]:
    """A table for each pair of dimensions, the second one empty where nothing stands across.

    Rows and columns are the values that cases of the days have.
    """
    by = sorted({each for shape in shapes for each in shape if each and each != MONTH})
    counted = _counted(first, last, by)
    values = {name: tuple(sorted({each[at] for each in counted})) for at, name in enumerate(by)}
    values[MONTH] = tuple(months_between(first, last))
    return [
        Table(Cell(first, last), rows_by, values[rows_by], across, values[across] if across else ())
        for rows_by, across in shapes
    ]


def _counted(first: date, last: date, by: Sequence[str]) -> dict[tuple[str, ...], int]:
    """How many cases of some days there are for each combination of values."""
    fields = sorted({DIMENSIONS[name].field for name in by})
    readings = [(DIMENSIONS[name].field, DIMENSIONS[name].reading()) for name in by]
    days = ["received_on", "between", [f"{first} 00:00:00", f"{last} 23:59:59.999999"]]
    numbers: dict[tuple[str, ...], int] = defaultdict(int)
    for row in visible_cases.counted_for_office(fields, [days]):
        numbers[tuple(read(row[field]) for field, read in readings)] += row.number
    return numbers


def stretches(cells: Sequence[Cell]) -> list[tuple[date, date]]:
    """The days that some cells speak of, cut wherever one begins or ends."""
    starts = {cell.first for cell in cells} | {cell.last + DAY for cell in cells}
    cuts = sorted(starts)
    found = [(first, following - DAY) for first, following in pairwise(cuts)]
    return [
        (first, last)
        for first, last in found
        if any(cell.first <= first and last <= cell.last for cell in cells)
    ]
