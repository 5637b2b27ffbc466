"""The lines of a file, one after the other: CSV in whatever encoding, or a sheet of a workbook."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

import openpyxl
from frappe import _

from cfm_app.exchange.limits import (
    MAX_COLUMNS,
    UnreadableFile,
    bounded,
    broken,
    check_workbook,
    short_lines,
)

ENCODINGS = ("utf-8-sig", "cp1252")
DELIMITERS = ",;\t|"
SAMPLE_CHARACTERS = 16_384
# The first bytes of a document of Word or Excel as they were before 2007, or with a password.
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class SourceLine:
    """One line with its number, and the places of formulas that have no stored result."""

    number: int
    cells: list[Any]
    formulas: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Source:
    """The sheets of a file, the chosen one, and its lines. They are read as they are asked for."""

    lines: Iterator[SourceLine]
    sheet: str = ""
    sheets: tuple[str, ...] = field(default_factory=tuple)


def open_file(content: bytes, file_name: str, sheet: str | None = None) -> Source:
    """Open a file by the ending of its name; without a sheet the first that is not empty."""
    ending = file_name.rsplit(".", 1)[-1].lower() if "." in file_name else ""
    if content[:4] == OLD_OFFICE:
        raise UnreadableFile(
            _(
                "This workbook has a password or the format of Excel before 2007. Open it, save it"
                " as XLSX without a password, and upload that."
            )
        )
    if ending in ("xlsx", "xlsm"):
        return _workbook(content, sheet)
    if ending in ("csv", "txt", "tsv"):
        return Source(_text_lines(content))
    raise UnreadableFile(
        _("Only CSV and XLSX files can be imported, not {0}. Save the log as one of them.").format(
            f".{ending}" if ending else file_name
        )
    )


# --- text -------------------------------------------------------------------------------------
def _text_lines(content: bytes) -> Iterator[SourceLine]:
    text = _decode(content)
    try:
        delimiter = _delimiter(text[:SAMPLE_CHARACTERS])
        reader = csv.reader(short_lines(io.StringIO(text)), delimiter=delimiter)
        for number, cells in enumerate(bounded(reader), start=1):
            yield SourceLine(number, list(cells[:MAX_COLUMNS]))
    except csv.Error as error:
        raise UnreadableFile(_("This text is no table: {0}").format(error)) from error


def _delimiter(sample: str) -> str:
    """The sign that parts the lines into the most columns of equal number.

    Counting signs alone would take the commas of long texts for it.
    """

    def fit(delimiter: str) -> int:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter))
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        return (width - 1) * count

    return max(DELIMITERS, key=fit)


def _decode(content: bytes) -> str:
    """The text of a file: by its mark, as UTF-8, else as Western European Windows wrote it."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content[:1024]:
        raise UnreadableFile(_("This is no text file. Save the log as XLSX or as CSV (UTF-8)."))
    for encoding in ENCODINGS:
        try:
            return _repair(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _repair(text: str) -> str:
    """Undo the double encoding that some exports suffer from ("Ã©" for "é")."""
    if "Ã©" not in text and "Ã¨" not in text:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


# --- workbooks --------------------------------------------------------------------------------
def _workbook(content: bytes, sheet: str | None) -> Source:
    contents = check_workbook(content)
    book = _open_book(content, data_only=True)
    names = [each.title for each in book.worksheets]
    if not names:
        raise UnreadableFile(_("This workbook has no sheet."))
    chosen = sheet if sheet in names else next(filter(lambda n: _is_used(book, n), names), names[0])
    written = _open_book(content, data_only=False) if contents.has_formulas else None
    lines = _with_formulas(book, written, chosen) if written else _lines(book, chosen)
    return Source(lines, chosen, tuple(names))


def _open_book(content: bytes, data_only: bool) -> openpyxl.Workbook:
    try:
        return openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False
        )
    except Exception as error:
        raise broken(error) from error


def _rows(book: openpyxl.Workbook, sheet: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a sheet, without the empty cells at their ends."""
    found = book[sheet]
    # Some programs write a wrong size of the sheet, and all columns but the first would be lost.
    found.reset_dimensions()
    rows = bounded(found.iter_rows(max_col=MAX_COLUMNS, values_only=True))
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except UnreadableFile:
            raise
        # A broken sheet raises its error where it is read.
        except Exception as error:
            raise broken(error) from error
        width = len(row)
        while width and row[width - 1] is None:
            width -= 1
        yield row[:width]


def _is_used(book: openpyxl.Workbook, sheet: str) -> bool:
    rows = zip(range(50), _rows(book, sheet), strict=False)
    return any(cell is not None for _number, row in rows for cell in row)


def _lines(book: openpyxl.Workbook, sheet: str) -> Iterator[SourceLine]:
    for number, row in enumerate(_rows(book, sheet), start=1):
        yield SourceLine(number, list(row))


def _with_formulas(
    book: openpyxl.Workbook, written: openpyxl.Workbook, sheet: str
) -> Iterator[SourceLine]:
    """The stored values, and where a formula has none."""
    pairs = zip(_rows(book, sheet), _rows(written, sheet), strict=False)
    for number, (stored, formulas) in enumerate(pairs, start=1):
        places = frozenset(
            place
            for place, (value, source) in enumerate(zip_longest(stored, formulas))
            if value is None and isinstance(source, str) and source.startswith("=")
        )
        yield SourceLine(number, list(stored), places)
