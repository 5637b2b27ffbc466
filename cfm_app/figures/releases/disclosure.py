"""Which cells of the tables of a release are left out so that nobody works out a small one.

*Primary*: what is smaller than the threshold of the office, and parts of a sum that together are.
*Secondary*: of the others those are told, the most useful first, that do not bring a primary cell into
the row space of all cells told: a hidden number can be computed from sums that are told exactly when it
is a linear combination of them. This is done by Gaussian elimination as in Ø. Langsrud, "Secondary Cell
Suppression by Gaussian Elimination", Privacy in Statistical Databases 2024 (R package GaussSuppression).
The elimination works in whole numbers modulo a prime, so that no rounding decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cfm_app.figures.releases.cells import Atom, Cell, Table

PRIME = 2**31 - 1
HALF = 2**15
SPARE_COLUMNS = 16
MOST_CELLS = 1200
"""What a few seconds are enough for."""


class TooManyCells(ValueError):
    """The tables have too many cells to protect in reasonable time."""


@dataclass(frozen=True)
class Guarded:
    """The numbers, the suppressed cells, and those that older releases reveal."""

    numbers: Mapping[Cell, int]
    hidden: frozenset[Cell]
    exposed: frozenset[Cell]

    def told(self, cell: Cell) -> int | None:
        """The number of a cell; None if it is suppressed."""
        return None if cell in self.hidden else self.numbers[cell]


def guard(
    tables: Sequence[Table],
    atoms: Sequence[Atom],
    least: int,
    told_before: Mapping[Cell, int],
    untold: Collection[Cell] = (),
) -> Guarded:
    """What the tables may tell: no number from 1 to ``least - 1`` can be worked out from them.

    Nor can one of ``untold``, cells that no table shows. What was told before stays known, and stays as it was told
    as long as the difference is itself smaller than ``least``; what is told now does not add up to another number.
    ``atoms`` cover all these cells. ``TooManyCells`` beyond MOST_CELLS.
    """
    cells = list(dict.fromkeys(cell for table in tables for cell in table.cells()))
    everything = list(dict.fromkeys((*cells, *told_before, *untold)))
    members = _members(everything, atoms)
    counted = members @ np.array([atom.number for atom in atoms], dtype=np.int64)
    numbers = {cell: int(number) for cell, number in zip(everything, counted, strict=True)}
    changed = dict.fromkeys(everything, 0)
    for cell, told in told_before.items():
        if abs(numbers[cell] - told) < least:
            changed[cell] = told - numbers[cell]
            numbers[cell] = told
    small = {cell for cell in everything if 0 < numbers[cell] < least and cell not in told_before}
    shown = {*cells, *told_before}
    of_interest = [row for row, cell in enumerate(everything) if cell in shown or cell in small]
    if len(of_interest) > MOST_CELLS:
        raise TooManyCells(len(of_interest))
    at = {everything[row]: place for place, row in enumerate(of_interest)}
    space = _Space(members[of_interest], [changed[everything[row]] for row in of_interest])
    kept_back = small | _together_small(tables, numbers, small, least)
    for cell in told_before:
        space.tell(at[cell])
    known = {cell for cell in kept_back if space.is_known(at[cell])}
    guarded_rows = [at[cell] for cell in kept_back - known]
    hidden = kept_back & set(cells)
    for cell in sorted(
        set(cells) - hidden - set(told_before), key=lambda each: _use(each, numbers)
    ):
        if not space.tell_unless_it_tells(at[cell], guarded_rows):
            hidden.add(cell)
    return Guarded(numbers, frozenset(hidden), frozenset(small & known & {*cells, *untold}))


def _use(cell: Cell, numbers: Mapping[Cell, int]) -> tuple[int, int, tuple[Any, ...]]:
    """Sort order: sums before parts, large numbers first, then a fixed order."""
    return len(cell.where), -numbers[cell], (cell.first, cell.last, cell.where)


def _together_small(
    tables: Iterable[Table], numbers: Mapping[Cell, int], small: set[Cell], least: int
) -> set[Cell]:
    """What has to be hidden as well so that each hidden part of a sum may be ``least`` or more for all that is told.

    Where everything but small parts would have to go, their sum goes.
    """
    added: set[Cell] = set()
    lines = [line for table in tables for line in table.lines()]
    while True:
        more = {
            cell
            for parts, whole in lines
            if whole not in small | added
            for cell in _missing_in(parts, whole, numbers, small | added, least)
        }
        if not more:
            return added
        added |= more


def _missing_in(
    parts: Sequence[Cell],
    whole: Cell,
    numbers: Mapping[Cell, int],
    hidden: set[Cell],
    least: int,
) -> list[Cell]:
    gaps = [cell for cell in parts if cell in hidden]
    # Nothing is told as nothing: each gap is one at the least, and what is left lies between them.
    room = sum(numbers[cell] - 1 for cell in gaps)
    if not gaps or room >= least - 1:
        return []
    others = [cell for cell in parts if cell not in hidden and numbers[cell]]
    return [min(others, key=lambda cell: (numbers[cell], cell.where))] if others else [whole]


def _members(cells: Sequence[Cell], atoms: Sequence[Atom]) -> Any:
    """For each cell a row of 0 and 1: the atoms in it."""
    first = np.array([atom.first.toordinal() for atom in atoms], dtype=np.int64)
    last = np.array([atom.last.toordinal() for atom in atoms], dtype=np.int64)
    conditions = {condition for cell in cells for condition in cell.where}
    holds = {
        (dimension, value): np.array(
            [atom.values[dimension] == value for atom in atoms], dtype=bool
        )
        for dimension, value in conditions
    }
    found = np.zeros((len(cells), len(atoms)), dtype=np.int64)
    for row, cell in enumerate(cells):
        inside = (first >= cell.first.toordinal()) & (last <= cell.last.toordinal())
        for condition in cell.where:
            inside &= holds[condition]
        found[row] = inside
    return found


class _Space:
    """Rows of numbers of which some are told: what is left of each row once the told ones are taken out.

    A row is told, or left untold, once; only what is left of the others is kept up. The last column holds by how much
    what was told of a row differs from what it is now.
    """

    def __init__(self, members: Any, changed: Sequence[int]) -> None:
        difference = np.array(changed, dtype=np.int64)[:, None] % PRIME
        self._rest = np.hstack([self._narrowed(members), difference])
        self._is_open = np.ones(len(members), dtype=bool)

    @staticmethod
    def _narrowed(members: Any) -> Any:
        """Fewer columns by chance: rows depend on each other as before, but once in a million times."""
        cells, atoms = members.shape
        width = cells + SPARE_COLUMNS
        if atoms <= width:
            return members % PRIME
        # In two halves, which floating point adds up exactly: matrices of whole numbers are slow.
        low, high = np.random.default_rng().integers(HALF, size=(2, atoms, width)).astype(float)
        told = members.astype(float)
        return (
            (told @ high).astype(np.int64) % PRIME * HALF + (told @ low).astype(np.int64)
        ) % PRIME

    def is_known(self, row: int) -> bool:
        """Whether a row is a combination of those that are told."""
        return not self._rest[row, :-1].any()

    def tell(self, row: int) -> None:
        """Tell a row: it is taken out of all others."""
        self._is_open[row] = False
        if self.is_known(row):
            return
        pivot, told = self._pivot(row)
        touched = np.flatnonzero(self._is_open & (self._rest[:, pivot] != 0))
        factors = self._rest[touched, pivot][:, None]
        self._rest[touched] = (self._rest[touched] - factors * told) % PRIME

    def tell_unless_it_tells(self, row: int, guarded: Sequence[int]) -> bool:
        """Tell a row and say True; or leave it untold, and say False, if it would make something known.

        That is a guarded row, or that some of what was told has changed since.
        """
        if self.is_known(row):
            if self._rest[row, -1]:
                self._is_open[row] = False
                return False
        elif guarded:
            pivot, told = self._pivot(row)
            rest = self._rest[guarded]
            left = (rest - rest[:, pivot][:, None] * told) % PRIME
            if not left[:, :-1].any(axis=1).all():
                self._is_open[row] = False
                return False
        self.tell(row)
        return True

    def _pivot(self, row: int) -> tuple[int, Any]:
        """A column in which a row has something, and the row with 1 there."""
        rest = self._rest[row]
        pivot = int(np.flatnonzero(rest)[0])
        return pivot, rest * pow(int(rest[pivot]), -1, PRIME) % PRIME
