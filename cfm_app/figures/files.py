"""Figures as files: a workbook as a person reads it, and rows for machines with tags of the HXL standard 1.1."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from frappe import _
from openpyxl.styles import Font

from cfm_app.base import workbook
from cfm_app.figures import answers, comparison
from cfm_app.figures.facts import FACTS
from cfm_app.figures.measures import PER_CENT
from cfm_app.figures.question import Question

WIDTHS = (44, 90, 16, 16, 16, 16, 16)


def write_workbook(question: Question, heading: str, filters: list[str]) -> bytes:
    """A sheet with the table that was asked for, and one with the key figures and what they mean."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = _("Table")
    for line in (heading, question.span.label, *filters):
        page.append([workbook.as_cell(page, line)])
    page["A1"].font = Font(bold=True, size=14)
    _append_table(page, question)
    _append_key_figures(book.create_sheet(_("Key figures")), question)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _append_table(page: Any, question: Question) -> None:
    found = answers.table(question)
    rows, across = FACTS[question.rows_by], FACTS.get(question.columns_by)
    columns = [across.words(value) for value in found.columns] if across else []
    _append(page, [_(question.rows_by), *columns, _("Total"), _("Of")], is_bold=True)
    labels = [*(rows.words(value) for value in found.rows), _("Total")]
    for label, line in zip(labels, found.cells, strict=True):
        _append(page, [label, *(value.figure for value in line), line[-1].of])


def _append_key_figures(page: Any, question: Question) -> None:
    compared = comparison.of(question.span)
    earlier = (compared.before, compared.year_ago) if compared else (None, None)
    over = compared.days if compared and compared.days != question.span else None
    spans = [span for span in (question.span, over, *earlier) if span]
    _append(
        page,
        [_("Figure"), _("What it means"), *(span.label for span in spans), _("Of")],
        is_bold=True,
    )
    for each in answers.key_figures(question):
        words = [_(each.measure.label), _(each.measure.definition)]
        values = [each.now, each.over if over else None, each.before, each.year_ago]
        _append(page, [*words, *(value.figure for value in values if value), each.now.of])
    for letter, width in zip("ABCDEFG", WIDTHS, strict=True):
        page.column_dimensions[letter].width = width


def _append(page: Any, values: list[Any], *, is_bold: bool = False) -> None:
    page.append([workbook.as_cell(page, value) for value in values])
    if is_bold:
        for cell in page[page.max_row]:
            cell.font = Font(bold=True)


def write_csv(question: Question) -> bytes:
    """A row for each cell, without sums: days, values of the facts, the figure and of how many cases it is.

    The second row holds HXL hashtags (https://hxlstandard.org/standard/1-1final/), after which machines read it.
    """
    facts = [FACTS[name] for name in (question.rows_by, question.columns_by) if name]
    unit = "#indicator+pct" if question.measure.unit == PER_CENT else "#indicator+num"
    names = ["first_day", "last_day", *(fact.name.lower().replace(" ", "_") for fact in facts)]
    tags = ["#date+start", "#date+end", *(fact.hxl for fact in facts)]
    found = answers.table(question)
    columns: list[str | None] = [*found.columns] or [None]
    rows = [
        [
            str(question.span.first),
            str(question.span.last),
            FACTS[question.rows_by].words(row),
            *([FACTS[question.columns_by].words(column)] if column is not None else []),
            value.figure,
            value.of,
        ]
        for row, line in zip(found.rows, found.cells, strict=False)
        for column, value in zip(columns, line, strict=False)
    ]
    return workbook.write_csv(
        [*names, question.measure.key, "cases"], [[*tags, unit, "#meta+count"], *rows]
    )
