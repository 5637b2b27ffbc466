"""The tables of a release with their numbers: counted now, or as they were frozen."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from cfm_app.base import counting, languages
from cfm_app.figures import suppression
from cfm_app.figures.dimensions import DIMENSIONS, MONTH
from cfm_app.figures.releases import entry, microdata, states
from cfm_app.figures.releases.cells import Cell, Table
from cfm_app.figures.releases.disclosure import MOST_CELLS, TooManyCells, guard


@dataclass(frozen=True)
class Shown:
    """A table with its numbers by row, sums last; None for suppressed ones.

    ``words`` are the labels of rows and columns by language, as frozen.
    """

    table: Table
    numbers: list[list[int | None]]
    words: Mapping[str, tuple[list[str], list[str]]] = field(default_factory=dict)

    def words_now(self) -> tuple[list[str], list[str]]:
        """The words of rows and columns, in the language of the moment: as they were frozen, or as they are."""
        frozen_words = self.words.get(frappe.local.lang)
        if frozen_words:
            return frozen_words
        table = self.table
        return _words(table.rows_by, table.rows), _words(table.columns_by, table.columns)


def _words(name: str, values: Sequence[str]) -> list[str]:
    return [DIMENSIONS[name].words(value) for value in values] if name else []


@dataclass(frozen=True)
class Figures:
    """All tables of a release, and how many numbers older releases reveal."""

    shown: list[Shown]
    exposed: int = 0


def counted(release: Any) -> Figures:
    """The present tables of a release, protected together with all earlier releases."""
    first, last = getdate(release.first_day), getdate(release.last_day)
    shapes = [(row.rows_by, row.columns_by or "") for row in release.blocks]
    tables = microdata.tables(first, last, shapes)
    older = [
        shown for text in _overlapping(release.name, first, last) for shown in thawed(text).shown
    ]
    told, untold = _known_before(older)
    cells = {cell for table in tables for cell in table.cells()} | set(told) | untold
    untold |= _between(cells, [*tables, *(shown.table for shown in older)])
    atoms = microdata.atoms(cells | untold)
    try:
        guarded = guard(tables, atoms, suppression.least_told(), told, untold)
    except TooManyCells as error:
        frappe.throw(
            counting.counted(
                _("These tables have {0} figures together; {1} can be guarded. Take one out."),
                error.args[0],
                MOST_CELLS,
            )
        )
    ordered = [_in_order(table, guarded.told) for table in tables]
    shown = [Shown(table, _rows(table, guarded.told)) for table in ordered]
    return Figures(shown, len(guarded.exposed))


def _in_order(table: Table, told: Callable[[Cell], int | None]) -> Table:
    """A table ordered by shown numbers: an order by suppressed ones would reveal them."""
    rows = _by_number(table.rows_by, table.rows, lambda row: told(table.cell(row)))
    columns = _by_number(
        table.columns_by, table.columns, lambda column: told(table.cell(None, column))
    )
    return replace(table, rows=rows, columns=columns)


def _by_number(
    name: str, values: tuple[str, ...], number: Callable[[str], int | None]
) -> tuple[str, ...]:
    """Values as their dimension orders them, else the most frequent first; the empty one last."""
    if not name or name == MONTH:
        return values
    order = {value: place for place, value in enumerate(DIMENSIONS[name].values())}
    last = len(order)
    return tuple(
        sorted(
            values, key=lambda each: (not each, order.get(each, last), -(number(each) or 0), each)
        )
    )


def _rows(table: Table, told: Any) -> list[list[int | None]]:
    columns = (*table.columns, None)
    return [[told(table.cell(row, column)) for column in columns] for row in (*table.rows, None)]


def frozen(figures: Figures) -> str:
    """The tables as JSON, without suppressed numbers."""
    return json.dumps(
        [
            {
                "rows_by": each.table.rows_by,
                "rows": each.table.rows,
                "columns_by": each.table.columns_by,
                "columns": each.table.columns,
                "first": str(each.table.whole.first),
                "last": str(each.table.whole.last),
                "numbers": each.numbers,
                "words": _in_each_language(each),
            }
            for each in figures.shown
        ]
    )


def _in_each_language(shown: Shown) -> dict[str, tuple[list[str], list[str]]]:
    """The words of a table, which a place that is renamed later must not change."""
    found = {}
    for language in languages.of_app():
        with languages.speaking(language):
            found[language] = shown.words_now()
    return found


def thawed(text: str) -> Figures:
    """The tables from frozen JSON."""
    return Figures(
        [
            Shown(
                Table(
                    Cell(getdate(each["first"]), getdate(each["last"])),
                    each["rows_by"],
                    tuple(each["rows"]),
                    each["columns_by"],
                    tuple(each["columns"]),
                ),
                each["numbers"],
                {
                    language: (rows, columns)
                    for language, (rows, columns) in each.get("words", {}).items()
                },
            )
            for each in json.loads(text or "[]")
        ]
    )


def of(release: Any) -> Figures:
    """The figures of a release: frozen ones once it was submitted."""
    return counted(release) if release.state in states.COMPOSING else thawed(release.figures)


def ever_out(*, for_update: bool = False) -> list[str]:
    """All releases that were ever released; `for_update` reads their latest state."""
    was_out = {"state": ["in", states.EVER_OUT]}
    rows = frappe.db.get_values(entry.DOCTYPE, was_out, "name", for_update=for_update)
    return [row[0] for row in rows]


def _known_before(older: Sequence[Shown]) -> tuple[dict[Cell, int], set[Cell]]:
    """What older releases tell, the first one where two differ, and what they leave out."""
    told: dict[Cell, int] = {}
    untold: set[Cell] = set()
    for shown in older:
        for cell, number in _listed(shown):
            if number is None:
                untold.add(cell)
            else:
                told.setdefault(cell, number)
    return told, untold - set(told)


def _between(cells: Collection[Cell], tables: Sequence[Table]) -> set[Cell]:
    """Cells of the days in which releases differ: a subtraction would reveal these."""
    stretches = microdata.stretches([table.whole for table in tables])
    if len(stretches) == 1:
        return set()
    kinds = {cell.where for cell in cells}
    found = {Cell(first, last, where) for first, last in stretches for where in kinds}
    return found - set(cells)


def _listed(shown: Shown) -> list[tuple[Cell, int | None]]:
    rows, columns = (*shown.table.rows, None), (*shown.table.columns, None)
    return [
        (shown.table.cell(row, column), number)
        for row, numbers in zip(rows, shown.numbers, strict=True)
        for column, number in zip(columns, numbers, strict=True)
    ]


def _overlapping(name: str | None, first: Any, last: Any) -> list[str]:
    """The figures of releases about the same days, directly or through another one, oldest first."""
    rows = frappe.get_all(
        entry.DOCTYPE,
        filters={"state": ["in", states.EVER_OUT], "name": ["!=", name or ""]},
        fields=["first_day", "last_day", "figures"],
        order_by="released_on asc, name asc",
        limit_page_length=0,
    )
    while True:
        found = [row for row in rows if row.first_day <= last and row.last_day >= first]
        wider = (
            min([first, *(row.first_day for row in found)]),
            max([last, *(row.last_day for row in found)]),
        )
        if wider == (first, last):
            return [row.figures for row in found]
        first, last = wider
