"""Two groups of a report against each other: one down, one across, with what both add up to.

Days are summed up by month: a column or a line for each moment tells nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...kernel.core.dict import _dict
from ...kernel.document.titles import link_titles, shown
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField
from ...kernel.utils.date_format import format_date
from ...kernel.utils.dates import getdate
from ...kernel.utils.numbers import flt
from .builder import BuilderReport, field_of
from .settings import FieldOf, Grouping, sql_name

MOST_ACROSS = 12
TOTAL = "across:total"
_OTHERS = "across:others"
_DAYS = ("Date", "Datetime")


@dataclass(frozen=True)
class CrossTable:
    """The columns and rows; ``in_time`` if the rows are months."""

    columns: list[_dict]
    rows: list[list[Any]]
    in_time: bool


def read_rows(
    builder: BuilderReport, start: int = 0, limit: int = 0
) -> tuple[list[_dict], list[list[Any]]]:
    """The columns and some rows of any report, laid out as it asks."""
    grouping = builder.settings.grouping
    if grouping is None or not grouping.is_crossed:
        return builder.columns, builder.rows(start, limit)
    table = cross_table(builder, grouping)
    return table.columns, table.rows[start : start + limit if limit else None]


def cross_table(builder: BuilderReport, grouping: Grouping) -> CrossTable:
    """Figures by the two groups of a report. An average is that of all entries, not of averages."""
    assert grouping.then is not None
    down, across = _Axis.of(grouping.by), _Axis.of(grouping.then)
    sums = _Sums(grouping.function)
    for first, second, figure, number in _read(builder, grouping, down, across):
        sums.add(down.place(first), across.place(second), flt(figure), int(number or 0))
    columns = across.ordered(sums, at=1)
    kept = columns if across.in_months else columns[:MOST_ACROSS]
    rest = columns[len(kept) :]
    heads = [_column(f"across:{value}", label, sums) for value, label in across.labels(kept)]
    heads += [_column(_OTHERS, str(_("Others")), sums)] if rest else []
    heads.append(_column(TOTAL, str(_("Total")), sums))
    lines = down.ordered(sums, at=0)
    rows: list[list[Any]] = [
        [
            label if down.in_months else line,
            *(sums.told([(line, value)]) for value in kept),
            *([sums.told([(line, value) for value in rest])] if rest else []),
            sums.told([(line, value) for value in columns]),
        ]
        for line, (_value, label) in zip(lines, down.labels(lines), strict=True)
    ]
    return CrossTable([_head(builder, grouping, down), *heads], rows, down.in_months)


def _read(builder: BuilderReport, grouping: Grouping, down: _Axis, across: _Axis) -> Any:
    figure = "count(*)" if grouping.on is None else f"sum({sql_name(grouping.on)})"
    number = "count(*)" if grouping.on is None else f"count({sql_name(grouping.on)})"
    return builder.read(
        fields=[
            f"{down.sql} as first_group",
            f"{across.sql} as second_group",
            f"{figure} as figure",
            f"{number} as number",
        ],
        group_by=f"{down.sql}, {across.sql}",
        order_by=f"{down.sql} asc, {across.sql} asc",
    )


def _head(builder: BuilderReport, grouping: Grouping, down: _Axis) -> _dict:
    column = builder.column_of(grouping.by)
    if down.in_months:
        column.update(fieldtype="Data", options=None, parent="")
    return column


def _column(key: str, label: str, sums: _Sums) -> _dict:
    kind = "Int" if sums.function == "count" else "Float"
    return _dict(fieldname=key, label=label, fieldtype=kind, key=key)


class _Sums:
    """Figures and numbers of entries by both groups."""

    def __init__(self, function: str) -> None:
        self.function = function
        self._cells: dict[tuple[Any, Any], list[float]] = {}

    def add(self, first: Any, second: Any, figure: float, number: int) -> None:
        cell = self._cells.setdefault((first, second), [0.0, 0])
        cell[0] += figure
        cell[1] += number

    def values(self, at: int) -> dict[Any, float]:
        """The values of one group, each with how many entries it has."""
        found: dict[Any, float] = {}
        for key, (_figure, number) in self._cells.items():
            found[key[at]] = found.get(key[at], 0) + number
        return found

    def told(self, keys: Iterable[tuple[Any, Any]]) -> float | int | None:
        """The figure of some cells together."""
        cells = [self._cells[key] for key in keys if key in self._cells]
        figure, number = sum(each[0] for each in cells), sum(each[1] for each in cells)
        if self.function == "avg":
            return figure / number if number else None
        return int(figure) if self.function == "count" else figure


@dataclass(frozen=True)
class _Axis:
    """One of the two groups."""

    field: DocField
    sql: str

    @classmethod
    def of(cls, each: FieldOf) -> _Axis:
        df = field_of(each)
        assert df is not None
        name = sql_name(each)
        return cls(df, f"date({name})" if df.fieldtype in _DAYS else name)

    @property
    def in_months(self) -> bool:
        return self.field.fieldtype in _DAYS

    def place(self, value: Any) -> Any:
        """Where a value belongs: days to the first of their month, nothing at all to one place."""
        if value in (None, ""):
            return ""
        day = getdate(value) if self.in_months else None
        return day.replace(day=1) if day else value

    def ordered(self, sums: _Sums, at: int) -> list[Any]:
        """Months as they came; else the largest first."""
        found = sums.values(at)
        if self.in_months:
            return sorted(found, key=lambda value: value or datetime.date.min)
        return sorted(found, key=lambda value: (-found[value], str(value)))

    def labels(self, values: list[Any]) -> list[tuple[Any, str]]:
        """Each value with what people call it."""
        if self.field.fieldtype == "Link" and self.field.options:
            link_titles(str(self.field.options), values)
        return [(value, self._label(value)) for value in values]

    def _label(self, value: Any) -> str:
        if value == "":
            return str(_("Not Specified"))
        return format_date(value, "MMM yyyy") if self.in_months else shown(self.field, value)
