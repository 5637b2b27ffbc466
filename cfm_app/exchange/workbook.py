"""Writing workbooks: exports, and the sheet of rows that could not be imported."""

import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import frappe
import openpyxl
from frappe import _
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from cfm_app.exchange.importer import Result

# A cell that begins with one of these runs as a formula when the sheet is opened.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 32_000


def write(title: str, headers: list[str], rows: Iterable[list[Any]]) -> bytes:
    """A workbook of one sheet."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, header) for header in headers])
    for row in rows:
        sheet.append([safe(value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def safe(value: Any) -> Any:
    """A value as a cell: texts cannot run as formulas, and are not longer than a cell may be."""
    if value is None or isinstance(value, int | float | datetime | date):
        return value
    text = "".join(char for char in str(value) if char >= " " or char in "\n\t")[:LONGEST_CELL]
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def errors(result: Result) -> bytes:
    """The rows that were not imported, with the reason in front, ready to be mended."""
    headers: list[str] = []
    for error in result.errors:
        headers += [name for name in error.values if name not in headers]
    rows = (
        [error.number, error.message, *(error.values.get(name) for name in headers)]
        for error in result.errors
    )
    return write(_("Errors"), [_("Row"), _("Why"), *headers], rows)


def export(doctype: str, fields: list[str], filters: dict | list | None = None) -> bytes:
    """The rows of a DocType that the user may see, with the labels as headers."""
    frappe.has_permission(doctype, "export", throw=True)
    meta = frappe.get_meta(doctype)
    rows = frappe.get_list(
        doctype, filters=filters, fields=fields, order_by="creation asc", limit_page_length=0
    )
    labels = [_(meta.get_label(name)) for name in fields]
    return write(_(doctype), labels, ([row.get(name) for name in fields] for row in rows))


def _bold(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=safe(text))
    cell.font = Font(bold=True)
    return cell
