"""Writing tables as XLSX or CSV, safely: what a person wrote never runs as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from cfm_app.base import formulas

LONGEST_CELL = 32_000
LONGEST_TITLE = 31
FORBIDDEN_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
WIDEST, NARROWEST = 50, 10

Rows = Iterable[Sequence[Any]]


def write(title: str, names: Sequence[str], rows: Rows) -> bytes:
    """A workbook of one sheet."""
    return write_sheets([(title, names, rows)])


def write_sheets(sheets: Iterable[tuple[str, Sequence[str], Rows]]) -> bytes:
    """A workbook of several sheets, each with its title, the names of its columns, its rows."""
    book = openpyxl.Workbook(write_only=True)
    for title, names, rows in sheets:
        _add(book, title, names, rows)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _add(book: openpyxl.Workbook, title: str, names: Sequence[str], rows: Rows) -> None:
    sheet = book.create_sheet(title.translate(FORBIDDEN_IN_TITLES)[:LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    for place, name in enumerate(names, start=1):
        column = get_column_letter(place)
        sheet.column_dimensions[column].width = min(max(len(name) + 4, NARROWEST), WIDEST)
    sheet.append([_bold(sheet, name) for name in names])
    for row in rows:
        sheet.append([as_cell(sheet, value) for value in row])


def write_csv(names: Sequence[str], rows: Rows) -> bytes:
    """The same as text that Excel opens with the right letters; dates in their ISO form."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([as_text(name) for name in names])
    for row in rows:
        writer.writerow([as_text(value) for value in row])
    return buffer.getvalue().encode("utf-8-sig")


def as_text(value: Any) -> Any:
    """A value in CSV, which has no types: an apostrophe keeps texts from running as formulas."""
    if value is None or isinstance(value, int | float):
        return value
    text = _clean(value)
    return "'" + text if formulas.runs(text) else text


def _clean(value: Any) -> str:
    return "".join(char for char in str(value) if char >= " " or char in "\n\t")[:LONGEST_CELL]


def as_cell(sheet: Any, value: Any) -> Any:
    """What to append for a value: a cell that is a text where the value is one, whatever the text begins with."""
    if value is None or isinstance(value, int | float | date | timedelta):
        return value.replace(tzinfo=None) if isinstance(value, datetime) else value
    text = _clean(value)
    if not formulas.runs(text):
        return text
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    # Without this mark the text would become a formula as soon as somebody edits the cell.
    cell.quotePrefix = True
    return cell


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=_clean(text))
    cell.data_type = "s"
    cell.font = Font(bold=True)
    return cell
