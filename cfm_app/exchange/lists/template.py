"""The sheet to fill: the columns of a list in the language of the reader, with what can be chosen."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import frappe
import openpyxl
from frappe import _
from openpyxl.cell import Cell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cfm_app.base import languages, workbook
from cfm_app.exchange.lists import columns as list_columns
from cfm_app.exchange.lists import imports, targets
from cfm_app.exchange.lists.cells import Cells
from cfm_app.exchange.lists.columns import NAME, ListColumn
from cfm_app.exchange.lists.links import MOST_CHOICES

ROWS_WITH_CHOICES = 1_000
REQUIRED = PatternFill("solid", fgColor="FFF3CD")
WIDEST, NARROWEST = 50, 12


def write(doctype: str, keys: Sequence[str], with_records: bool) -> bytes:
    """A workbook: a sheet to fill in, one with choices, one that explains the columns.

    `with_records` includes the records that the user may read, to be corrected.
    """
    targets.require(doctype)
    known = list_columns.of(doctype)
    chosen = [each for key, each in known.items() if key in keys] or [
        each for each in known.values() if each.is_usual
    ]
    if with_records and NAME in known and known[NAME] not in chosen:
        # By this they are found again.
        chosen.insert(0, known[NAME])
    cells = Cells(known)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(_title(_(doctype)))
    choices = {each.key: cells.choices(each) for each in chosen}
    _write_head(sheet, chosen)
    if with_records:
        for row in _records(doctype, chosen, cells):
            sheet.append([workbook.as_cell(sheet, value) for value in row])
    _write_choices(book, sheet, chosen, choices)
    _write_help(book, chosen, choices)
    for each in book.worksheets:
        each.sheet_view.rightToLeft = languages.direction(frappe.local.lang) == "rtl"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_head(sheet: Any, chosen: Sequence[ListColumn]) -> None:
    sheet.freeze_panes = "A2"
    for place, column in enumerate(chosen, start=1):
        cell: Cell = sheet.cell(1, place, _header(column))
        cell.font = Font(bold=True)
        if column.is_required:
            cell.fill = REQUIRED
        width = min(max(len(column.label) + 6, NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(place)].width = width


def _header(column: ListColumn) -> str:
    return f"{column.label} *" if column.is_required else column.label


def _write_choices(
    book: Any, sheet: Any, chosen: Sequence[ListColumn], choices: dict[str, list[str]]
) -> None:
    """A column of choices each; a spreadsheet offers them in the cells of the sheet."""
    listed = book.create_sheet(_title(_("Choices")))
    place = 0
    for at, column in enumerate(chosen, start=1):
        values = choices[column.key]
        if not values or len(values) > MOST_CHOICES:
            continue
        place += 1
        letter = get_column_letter(place)
        listed.cell(1, place, column.label).font = Font(bold=True)
        listed.column_dimensions[letter].width = min(max(map(len, values)) + 4, WIDEST)
        for number, value in enumerate(values, start=2):
            listed.cell(number, place).value = value
            listed.cell(number, place).data_type = "s"
        if not column.is_list:
            source = f"'{listed.title}'!${letter}$2:${letter}${len(values) + 1}"
            # Other spellings are read as well: what is not in the list is let pass.
            rule = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=False)
            rule.add(f"{get_column_letter(at)}2:{get_column_letter(at)}{ROWS_WITH_CHOICES}")
            sheet.add_data_validation(rule)


def _write_help(book: Any, chosen: Sequence[ListColumn], choices: dict[str, list[str]]) -> None:
    sheet = book.create_sheet(_title(_("How to fill it")))
    sheet.append([_("Column"), _("Needed"), _("What goes there")])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in chosen:
        needed = _("Yes") if column.is_required else ""
        sheet.append([column.label, needed, _explained(column, choices[column.key])])
    for letter, width in zip("ABC", (32, 10, 90), strict=True):
        sheet.column_dimensions[letter].width = width


def _explained(column: ListColumn, choices: list[str]) -> str:
    kind = column.df.fieldtype
    said = []
    if column.key == NAME:
        said.append(_("Leave it empty for new records; an existing one is found by it."))
    elif kind == "Link" and not choices:
        said.append(_("The name of a record: {0}.").format(_(column.df.options)))
    elif choices:
        said.append(_("One of the choices on the second sheet."))
    if kind == "Date":
        said.append(_("A date, as 31/12/2026."))
    elif kind == "Datetime":
        said.append(_("A date with the hour, as 31/12/2026 14:30."))
    elif kind in list_columns.NUMBERS:
        said.append(_("A number."))
    if column.is_list:
        said.append(_("Several are separated by semicolons."))
    elif column.table:
        said.append(_("More rows of the same record stand below it, with the other columns empty."))
    if column.df.get("description"):
        said.append(_(column.df.description))
    return " ".join(said) or _("Text.")


def _records(doctype: str, chosen: Sequence[ListColumn], cells: Cells) -> Iterator[list[Any]]:
    """The records that the user may read, as they are read back; those with rows take several lines."""
    has_rows = any(each.table for each in chosen)
    found = frappe.get_list(
        doctype,
        fields=["name"] if has_rows else list({"name", *(each.key for each in chosen)}),
        order_by="creation asc, name asc",
        limit_page_length=imports.MOST_ROWS,
    )
    for row in found:
        if has_rows:
            yield from _lines(frappe.get_doc(doctype, row.name), chosen, cells)
        else:
            yield [cells.written(each, row.get(each.key)) for each in chosen]


def _lines(doc: Any, chosen: Sequence[ListColumn], cells: Cells) -> Iterator[list[Any]]:
    tables = {each.table for each in chosen if each.table and not each.is_list}
    count = max([1, *(len(doc.get(table) or []) for table in tables)])
    for at in range(count):
        line = []
        for each in chosen:
            rows = doc.get(each.table) or [] if each.table else []
            if each.is_list:
                value: Any = [row.get(each.df.fieldname) for row in rows] if at == 0 else None
            elif each.table:
                value = rows[at].get(each.df.fieldname) if at < len(rows) else None
            else:
                value = doc.get(each.key) if at == 0 else None
            line.append(None if value in (None, []) else cells.written(each, value))
        yield line


def _title(text: str) -> str:
    return text.translate(workbook.FORBIDDEN_IN_TITLES)[: workbook.LONGEST_TITLE]
