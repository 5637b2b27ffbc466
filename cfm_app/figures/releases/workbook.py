"""A release as a workbook: a cover sheet, and a sheet for each table."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from frappe import _
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from cfm_app.base.languages import speaking
from cfm_app.base.workbook import FORBIDDEN_IN_TITLES, LONGEST_TITLE, as_cell
from cfm_app.figures.releases.sheet import Block, Sheet

GAP = "–"
FIRST_WIDTH, WIDTH, TEXT_WIDTH = 34, 16, 90


def write(sheet: Sheet) -> bytes:
    """The workbook of a release in its language."""
    book = openpyxl.Workbook()
    with speaking(sheet.language):
        _cover(book.active, sheet)
        for number, block in enumerate(sheet.blocks, start=1):
            _table(book.create_sheet(_title(number, block)), block)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _title(number: int, block: Block) -> str:
    named = f"{number} {block.rows_label}".translate(FORBIDDEN_IN_TITLES)
    return named[:LONGEST_TITLE]


def _cover(page: Any, sheet: Sheet) -> None:
    page.title = _("About")[:LONGEST_TITLE]
    page.column_dimensions["A"].width = TEXT_WIDTH
    lines = [sheet.title, sheet.office, sheet.days, sheet.introduction, *sheet.notes]
    for line in lines:
        if line:
            page.append([as_cell(page, line)])
    page["A1"].font = Font(bold=True, size=14)
    for (cell,) in page.iter_rows(max_col=1):
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _table(page: Any, block: Block) -> None:
    page.column_dimensions["A"].width = FIRST_WIDTH
    for column in range(2, len(block.columns) + 2):
        page.column_dimensions[get_column_letter(column)].width = WIDTH
    page.append([as_cell(page, block.heading)])
    page.append([as_cell(page, each) for each in (block.rows_label, *block.columns)])
    for line in block.lines:
        numbers = [GAP if number is None else number for number in line.numbers]
        page.append([as_cell(page, line.label), *numbers])
    for cell in (*page[1], *page[2], *page[page.max_row]):
        cell.font = Font(bold=True)
    page.freeze_panes = "B3"
    if block.words:
        page.append([])
        page.append([as_cell(page, block.words)])
