"""An attacker who shares no code with the guard: exact fractions, and the limits that sums set."""

import random
import unittest
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import product

from cfm_app.figures.dimensions import MONTH
from cfm_app.figures.releases.cells import Atom, Cell, Table
from cfm_app.figures.releases.disclosure import TooManyCells, guard
from cfm_app.figures.spans import days_of

LEAST = 5
SEXES, AGES, PLACES = ("F", "M"), ("0-17", "18-59", "60+"), ("Lac", "Kanem", "Logone", "Wadi Fira")
VALUES = {"sex": SEXES, "age": AGES, "place": PLACES}
SHAPES = (("place", "sex"), ("age", "sex"), ("place", "age"), ("sex", ""), (MONTH, "place"))
MONTHS = ("2026-01", "2026-02", "2026-03")


def office(seed: int, months: Iterable[str] = MONTHS) -> list[Atom]:
    """Cases of some months; some values are rare, as they are in life."""
    chance = random.Random(seed)
    found = []
    for month in months:
        first, last = days_of(month)
        for values in product(*VALUES.values()):
            number = chance.choice((0, 0, 0, 0, 0, 1, 1, 2, 9))
            if number:
                found.append(Atom(first, last, dict(zip(VALUES, values, strict=True)), number))
    return found


def tables_of(months: tuple[str, ...]) -> list[Table]:
    whole = Cell(days_of(months[0])[0], days_of(months[-1])[1])
    values: dict[str, tuple[str, ...]] = {**VALUES, MONTH: months}
    return [
        Table(whole, rows, values[rows], across, values[across] if across else ())
        for rows, across in SHAPES
    ]


def worked_out(told: Mapping[Cell, int], wanted: Iterable[Cell], atoms: list[Atom]) -> set[Cell]:
    """The cells whose number follows from those told, by elimination in exact fractions."""

    def row(cell: Cell) -> list[Fraction]:
        return [Fraction(int(holds(cell, atom))) for atom in atoms]

    reduced: list[tuple[int, list[Fraction]]] = []

    def rest(cells: list[Fraction]) -> list[Fraction]:
        for pivot, known in reduced:
            if factor := cells[pivot]:
                cells = [one - factor * other for one, other in zip(cells, known, strict=True)]
        return cells

    for cell in told:
        left = rest(row(cell))
        pivot = next((at for at, value in enumerate(left) if value), None)
        if pivot is not None:
            reduced.append((pivot, [value / left[pivot] for value in left]))
    return {cell for cell in wanted if not any(rest(row(cell)))}


def holds(cell: Cell, atom: Atom) -> bool:
    return (
        cell.first <= atom.first
        and atom.last <= cell.last
        and all(atom.values[name] == value for name, value in cell.where)
    )


def limits(
    tables: Iterable[Table], told: Mapping[Cell, int], nothing: Iterable[Cell] = ()
) -> dict[Cell, tuple[int, int]]:
    """Between which numbers each cell lies, as far as sums and parts tell one after the other.

    The shuttle algorithm: L. Buzzigoli, A. Giusti, "An algorithm to calculate the lower and upper bounds of the
    elements of an array given its marginals", Statistical Data Protection 1998.
    """
    lines = [line for table in tables for line in table.lines()]
    empty = set(nothing)
    most = 10 * max((*told.values(), LEAST))
    found = {
        # What is nothing is mostly told as nothing.
        cell: (told[cell], told[cell]) if cell in told else (int(cell not in empty), most)
        for table in tables
        for cell in table.cells()
    }
    while True:
        before = dict(found)
        for parts, whole in lines:
            low, high = (sum(found[part][end] for part in parts) for end in (0, 1))
            found[whole] = (max(found[whole][0], low), min(found[whole][1], high))
            for part in parts:
                others_low, others_high = low - found[part][0], high - found[part][1]
                found[part] = (
                    max(found[part][0], found[whole][0] - others_high),
                    min(found[part][1], found[whole][1] - others_low),
                )
                low, high = others_low + found[part][0], others_high + found[part][1]
        if found == before:
            return found


def small_of(tables: Iterable[Table], atoms: list[Atom]) -> dict[Cell, int]:
    numbers = {
        cell: sum(atom.number for atom in atoms if holds(cell, atom))
        for table in tables
        for cell in table.cells()
    }
    return {cell: number for cell, number in numbers.items() if 0 < number < LEAST}


class TestDisclosure(unittest.TestCase):
    def test_no_small_number_is_worked_out(self) -> None:
        for seed in range(12):
            tables, atoms = tables_of(MONTHS), office(seed)
            guarded = guard(tables, atoms, LEAST, {})
            told = {
                cell: number
                for cell, number in guarded.numbers.items()
                if cell not in guarded.hidden
            }
            small = small_of(tables, atoms)
            self.assertTrue(small)
            self.assertEqual(worked_out(told, small, atoms), set())
            nothing = [cell for cell, number in guarded.numbers.items() if not number]
            found = limits(tables, told, nothing)
            sure = {cell for cell in small if found[cell][0] == found[cell][1]}
            self.assertEqual(sure, set(), f"seed {seed}")

    def test_without_the_second_step_numbers_are_worked_out(self) -> None:
        tables, atoms = tables_of(MONTHS), office(1)
        small = small_of(tables, atoms)
        numbers = guard(tables, atoms, LEAST, {}).numbers
        told = {cell: number for cell, number in numbers.items() if cell not in small}
        self.assertTrue(worked_out(told, small, atoms))

    def test_a_year_of_releases_gives_nothing_away_together(self) -> None:
        months = tuple(f"2026-{month:02d}" for month in range(1, 7))
        atoms = office(3, months)
        told: dict[Cell, int] = {}
        hidden: set[Cell] = set()
        small: dict[Cell, int] = {}
        for last in range(len(months)):
            # Each month by itself, and with those before it: what differs is the month between.
            for span in (months[last : last + 1], months[: last + 1]):
                tables = tables_of(span)
                guarded = guard(tables, atoms, LEAST, told, hidden)
                self.assertEqual(guarded.exposed, frozenset())
                cells = {cell for table in tables for cell in table.cells()}
                told.update({cell: guarded.numbers[cell] for cell in cells - guarded.hidden})
                hidden |= guarded.hidden
                small |= small_of(tables, atoms)
        self.assertEqual(worked_out(told, small, atoms), set())

    def test_what_was_told_stays_as_it_was_told(self) -> None:
        tables, atoms = tables_of(MONTHS[:1]), office(5)
        whole = tables[0].whole
        number = guard(tables, atoms, LEAST, {}).numbers[whole]
        for told, expected in (
            (number + 4, number + 4),
            (number - 4, number - 4),
            (number + 5, number),
        ):
            self.assertEqual(guard(tables, atoms, LEAST, {whole: told}).told(whole), expected)

    def test_that_one_case_has_gone_since_is_not_worked_out(self) -> None:
        """It became restricted, say: 13 women are still told, and new tables do not add up to 12."""
        first, last = days_of("2026-01")
        places = PLACES[:2]
        before = {("Lac", "F"): 7, ("Lac", "M"): 6, ("Kanem", "F"): 6, ("Kanem", "M"): 6}
        atoms = [
            Atom(first, last, {"place": place, "sex": sex}, number)
            for (place, sex), number in {**before, ("Lac", "F"): 6}.items()
        ]
        whole = Cell(first, last)
        told = {whole: 25, whole.within("sex", "F"): 13, whole.within("sex", "M"): 12}
        for shape in (("place", ""), ("place", "sex"), ("sex", "place")):
            values = {"place": places, "sex": SEXES, "": ()}
            table = Table(whole, shape[0], values[shape[0]], shape[1], values[shape[1]])
            guarded = guard([table], atoms, LEAST, told)
            for parts, total in table.lines():
                shown = [guarded.told(cell) for cell in (*parts, total)]
                if None not in shown:
                    *numbers, summed = (number or 0 for number in shown)
                    self.assertEqual(sum(numbers), summed, shape)

    def test_parts_that_are_few_together_hide_behind_another(self) -> None:
        first, last = days_of("2026-01")
        numbers = {"Lac": 1, "Kanem": 2, "Logone": 30, "Wadi Fira": 40}
        atoms = [Atom(first, last, {"place": name}, number) for name, number in numbers.items()]
        table = Table(Cell(first, last), "place", PLACES)
        guarded = guard([table], atoms, LEAST, {})
        told = {place: guarded.told(table.cell(place)) for place in PLACES}
        self.assertEqual(told, {"Lac": None, "Kanem": None, "Logone": None, "Wadi Fira": 40})
        self.assertEqual(guarded.told(table.whole), 73)

    def test_a_gap_is_one_at_the_least(self) -> None:
        """Five gaps that are five together would each be one."""
        first, last = days_of("2026-01")
        for numbers in (
            {"A": 6, "B": 1, "C": 1, "D": 1, "E": 1, "F": 1},
            {"A": 1, "B": 1, "C": 1, "D": 1, "E": 1},
            {"A": 50, "B": 2, "C": 2, "D": 2},
        ):
            atoms = [Atom(first, last, {"place": name}, number) for name, number in numbers.items()]
            table = Table(Cell(first, last), "place", tuple(numbers))
            guarded = guard([table], atoms, LEAST, {})
            told = {
                cell: guarded.numbers[cell] for cell in table.cells() if cell not in guarded.hidden
            }
            for cell, (_low, high) in limits([table], told).items():
                if 0 < numbers.get(dict(cell.where).get("place", ""), LEAST) < LEAST:
                    self.assertGreaterEqual(high, LEAST, numbers)

    def test_nothing_is_told_as_nothing(self) -> None:
        first, last = days_of("2026-01")
        atoms = [Atom(first, last, {"place": "Lac"}, 8)]
        table = Table(Cell(first, last), "place", ("Lac", "Kanem"))
        guarded = guard([table], atoms, LEAST, {})
        self.assertEqual([guarded.told(table.cell(each)) for each in table.rows], [8, 0])

    def test_what_an_older_release_gives_away_is_said(self) -> None:
        months = MONTHS[:2]
        first, second = (Cell(*days_of(month)) for month in months)
        both = Cell(first.first, second.last)
        atoms = [
            Atom(cell.first, cell.last, {}, number) for cell, number in ((first, 30), (second, 3))
        ]
        table = Table(second, MONTH, months[1:])
        guarded = guard([table], atoms, LEAST, {first: 30, both: 33})
        self.assertEqual(guarded.exposed, {second})
        self.assertIsNone(guarded.told(second))

    def test_too_many_cells_are_refused(self) -> None:
        first = date(2026, 1, 1)
        rows = tuple(str(each) for each in range(1300))
        with self.assertRaises(TooManyCells):
            guard([Table(Cell(first, first), "place", rows)], [], LEAST, {})
