"""XLSX: reading what users upload, however broken or large, and writing what they download."""

import datetime
import io
import zipfile
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ..core.context import response
from ..core.messages import throw
from ..i18n.translator import _
from .formula import as_plain_cell
from .html import is_html, strip_html, unescape_html
from .paths import get_files_path

__all__ = [
    "build_xlsx_response",
    "handle_html",
    "make_xlsx",
    "read_xlsx_file_from_attached_file",
]

_FORBIDDEN_IN_TITLES = str.maketrans("[]:*?/\\", "       ")
_TITLE_LENGTH = 31


def make_xlsx(
    data: Iterable[Sequence[Any]],
    sheet_name: str,
    wb: Any = None,
    column_widths: Sequence[float] | None = None,
    *,
    keeps_tags: bool = False,
) -> io.BytesIO:
    """Rows as a workbook whose first row is bold and stays in sight; formulas stay text.

    HTML becomes text, unless what looks like a tag is part of what people wrote.
    """
    book = wb if wb is not None else openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(sheet_name.translate(_FORBIDDEN_IN_TITLES)[:_TITLE_LENGTH], 0)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(column_widths or [], start=1):
        if width:
            sheet.column_dimensions[get_column_letter(number)].width = width
    for number, row in enumerate(data):
        values = [_cell_value(value, keeps_tags) for value in row]
        sheet.append([_cell(sheet, value, bold=number == 0) for value in values])
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def _cell(sheet: Any, value: Any, bold: bool) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(cell.value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(name="Calibri", bold=True)
    return cell


def _cell_value(value: Any, keeps_tags: bool) -> Any:
    if value is None or isinstance(value, (int, float, datetime.date, datetime.timedelta)):
        return value
    text = value if isinstance(value, str) else str(value)
    return as_plain_cell(handle_html(text) if is_html(text) and not keeps_tags else text)


def handle_html(data: str) -> str:
    """The text of HTML, its paragraphs on one line."""
    spaced = data.replace("<br>", "\n").replace("</p>", " ").replace("</div>", " ")
    return unescape_html(strip_html(spaced)).strip()


def read_xlsx_file_from_attached_file(
    file_url: str | None = None, fcontent: bytes | None = None, filepath: str | None = None
) -> list[list[Any]]:
    """The rows of the first sheet of a workbook: its bytes, its path or its address here."""
    if file_url:
        is_private = file_url.startswith("/private/")
        filepath = get_files_path(Path(file_url).name, is_private=is_private)
    if fcontent is None and filepath is None:
        throw(_("No file to read: give the content or the path of the workbook."))
    source: Any = io.BytesIO(fcontent) if fcontent is not None else filepath
    try:
        return rows_of_first_sheet(source)
    except BadWorkbook as error:
        throw(_("Not a readable XLSX file: {0}").format(error))


def build_xlsx_response(data: Iterable[Sequence[Any]], filename: str) -> None:
    """Answer the request with a workbook."""
    response.filename = filename if filename.endswith(".xlsx") else f"{filename}.xlsx"
    response.filecontent = make_xlsx(data, filename).getvalue()
    response.type = "binary"


_MOST_ROWS = 200_000
_MOST_COLUMNS = 1_000
_MOST_PARTS = 2_000
_MOST_BYTES = 150 << 20
_MOST_RATIO = 200
_SMALL = 1 << 20


class BadWorkbook(ValueError):
    """The workbook is damaged, or holds more than can be read at once."""


def rows_of_first_sheet(source: IO[bytes] | str) -> list[list[Any]]:
    """The values of the first sheet; all rows are as wide as the widest."""
    try:
        _check_sizes(source)
        book = openpyxl.load_workbook(source, data_only=True, read_only=True, keep_links=False)
        rows = book.worksheets[0].iter_rows(max_col=_MOST_COLUMNS, values_only=True)
        taken = [_trimmed(row) for row in islice(rows, _MOST_ROWS + 1)]
    except BadWorkbook:
        raise
    # A damaged archive fails in whatever way the place of the damage brings about.
    except Exception as error:
        raise BadWorkbook(str(error)[:200]) from error
    if len(taken) > _MOST_ROWS:
        raise BadWorkbook(f"more than {_MOST_ROWS} rows")
    width = max((len(row) for row in taken), default=0)
    return [row + [None] * (width - len(row)) for row in taken]


def _trimmed(row: tuple[Any, ...]) -> list[Any]:
    width = len(row)
    while width and row[width - 1] is None:
        width -= 1
    return list(row[:width])


def _check_sizes(source: IO[bytes] | str) -> None:
    """What parts inflate to is written in the archive, and nothing reads beyond that."""
    with zipfile.ZipFile(source) as archive:
        parts = archive.infolist()
    swollen = [
        each for each in parts if each.file_size > max(_SMALL, _MOST_RATIO * each.compress_size)
    ]
    total = sum(each.file_size for each in parts)
    if swollen or total > _MOST_BYTES or len(parts) > _MOST_PARTS:
        raise BadWorkbook("it holds more than can be read at once")
