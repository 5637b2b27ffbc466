"""The rows of a report as its page, its print-out and its file show them."""

import json
from dataclasses import dataclass
from typing import Any

from ....kernel.core.dict import _dict
from ....kernel.i18n import _
from ....kernel.meta.docfield import DocField
from ....kernel.meta.loader import meta_exists
from ....kernel.permissions.api import has_permission
from ....kernel.utils.formatters import format_value
from ....services.reports.builder import BuilderReport, field_of
from ....services.reports.columns import NUMBERS
from ....services.reports.cross_table import TOTAL, read_rows
from ....services.reports.settings import FieldOf, Grouping
from ....services.reports.svg_charts import Figures, Series
from ....services.reports.tables import field_of_column, load_titles, text_of
from ..addresses import form_url, list_url
from .request import ReportRequest, key_of

_DRAWN = 20
"""How many groups are drawn; the table has all."""
_DRAWN_ACROSS, _MOST_SERIES = 8, 5
"""The same of bars that lie side by side: more cannot be told from one another."""


@dataclass(frozen=True)
class Head:
    """A column: ``key`` is how addresses sort by it, empty where that is not possible."""

    label: str
    key: str = ""
    number: bool = False


@dataclass(frozen=True)
class Cell:
    text: str
    url: str = ""
    number: bool = False


@dataclass(frozen=True)
class Table:
    """``total`` counts all rows; ``None`` where only reading on would tell. ``sums`` is the foot."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int | None
    more: bool
    sums: tuple[str, ...] = ()
    figures: Figures | None = None


def table_of(builder: BuilderReport, asked: ReportRequest) -> Table:
    """One page of a report."""
    columns, found = read_rows(builder, asked.start, asked.size + 1)
    rows = found[: asked.size]
    cells = row_cells(columns, rows)
    grouping = builder.settings.grouping
    if grouping is not None:
        cells = [
            _group_cells(asked, grouping, row, value)
            for row, value in zip(cells, rows, strict=True)
        ]
    return Table(
        heads=_heads(builder, columns, asked.doctype),
        rows=tuple(cells),
        total=builder.count(),
        more=len(found) > asked.size,
        sums=_sums(builder, columns) if asked.settings.totals else (),
        figures=_figures(columns, cells, rows, grouping) if grouping is not None else None,
    )


def _heads(builder: BuilderReport, columns: list[_dict], doctype: str) -> tuple[Head, ...]:
    numbers = [_is_number(column) for column in columns]
    if builder.settings.grouping is not None:
        return tuple(
            Head(column.label, number=number)
            for column, number in zip(columns, numbers, strict=True)
        )
    return tuple(
        Head(column.label, "" if each.link else key_of(each, doctype), number)
        for column, each, number in zip(columns, builder.settings.fields, numbers, strict=True)
    )


def _is_number(column: _dict) -> bool:
    return column.fieldtype in NUMBERS


def row_cells(columns: list[_dict], rows: list[list[Any]]) -> list[tuple[Cell, ...]]:
    """Rows as text; links lead on where the user may follow them."""
    fields = [field_of_column(column) for column in columns]
    opened = [_may_open(column) for column in columns]
    load_titles(columns, rows)
    return [
        tuple(
            _cell(column, df, may_open, value)
            for column, df, may_open, value in zip(columns, fields, opened, row, strict=True)
        )
        for row in rows
    ]


def _may_open(column: _dict) -> bool:
    target = str(column.options or "")
    return column.fieldtype == "Link" and meta_exists(target) and has_permission(target, "read")


def _cell(column: _dict, df: DocField, may_open: bool, value: Any) -> Cell:
    if column.fieldname == "_assign":
        text = ", ".join(json.loads(value or "[]"))
    else:
        text = text_of(column, df, value)
    url = form_url(str(column.options), value) if may_open and text else ""
    return Cell(text, url, _is_number(column))


def _number(value: Any) -> str:
    return str(format_value(value, "Float" if isinstance(value, float) else "Int"))


def _sums(builder: BuilderReport, columns: list[_dict]) -> tuple[str, ...]:
    if builder.settings.grouping is not None:
        return ()
    sums = builder.totals()
    texts = [_number(sums[column.key]) if column.key in sums else "" for column in columns]
    return (texts[0] or str(_("Total")), *texts[1:])


def _group_cells(
    asked: ReportRequest, grouping: Grouping, row: tuple[Cell, ...], values: list[Any]
) -> tuple[Cell, ...]:
    """A line of groups; each leads to the list of what it counts, as far as lists know its conditions."""
    fields = [grouping.by, *([grouping.then] if grouping.then and not grouping.is_crossed else [])]
    given = list(zip(fields, values, strict=False))
    groups = [
        Cell(row[at].text or _("Not Specified"), group_url(asked, given[: at + 1]))
        for at in range(len(fields))
    ]
    return (*groups, *row[len(groups) :])


def _figures(
    columns: list[_dict], cells: list[tuple[Cell, ...]], rows: list[list[Any]], grouping: Grouping
) -> Figures | None:
    """The groups as a picture: one series, or one for each column of a cross-table."""
    if not rows or (grouping.then is not None and not grouping.is_crossed):
        return None
    drawn = [at for at, each in enumerate(columns) if at and each.key != TOTAL][:_MOST_SERIES]
    in_time = columns[0].fieldtype == "Data" and not columns[0].get("parent")
    most = _DRAWN if in_time or not grouping.is_crossed else _DRAWN_ACROSS
    series = tuple(
        Series(columns[at].label, tuple(float(row[at] or 0) for row in rows[:most])) for at in drawn
    )
    labels = tuple(row[0].text for row in cells[:most])
    return Figures("Line" if in_time else "Bar", labels, series, in_time=in_time)


def group_url(asked: ReportRequest, groups: list[tuple[FieldOf, Any]]) -> str:
    """The list of the documents that a group counts, as far as lists know its conditions."""
    if any(each.doctype != asked.doctype for each in asked.settings.filters):
        return ""
    if any(by.doctype != asked.doctype for by, _value in groups):
        return ""
    if any(_is_month(asked.settings.grouping, by) for by, _value in groups):
        return ""
    own = [each.as_list()[1:] for each in asked.settings.filters]
    more = [
        [by.fieldname, *(["is", "not set"] if value in (None, "") else ["=", value])]
        for by, value in groups
    ]
    filters = json.dumps([*own, *more], ensure_ascii=False, default=str)
    return list_url(asked.doctype, filters=filters)


def _is_month(grouping: Grouping | None, by: FieldOf) -> bool:
    df = field_of(by)
    is_crossed = grouping is not None and grouping.is_crossed
    return is_crossed and df is not None and df.fieldtype in ("Date", "Datetime")
