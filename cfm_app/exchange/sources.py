"""The lines of a file, one after the other: CSV in whatever encoding, or a sheet of a workbook."""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from frappe import _

ENCODINGS = ("utf-8-sig", "cp1252")
DELIMITERS = ",;\t|"
SAMPLE_CHARACTERS = 16_384
MAX_COLUMNS = 200
CHUNK_BYTES = 65_536
# The first bytes of a document of Word or Excel as they were before 2007, or with a password.
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


class UnreadableFile(ValueError):
    """The file is no log that can be read; the message says why."""


@dataclass(frozen=True)
class Line:
    """One line with its number, and the places of formulas that have no stored result."""

    number: int
    cells: list[Any]
    formulas: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Source:
    """The sheets of a file, the chosen one, and its lines. They are read as they are asked for."""

    lines: Iterator[Line]
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
def _text_lines(content: bytes) -> Iterator[Line]:
    text = _decode(content)
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text[:SAMPLE_CHARACTERS]))
    try:
        for number, cells in enumerate(reader, start=1):
            yield Line(number, list(cells[:MAX_COLUMNS]))
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
    book = _open_book(content, data_only=True)
    names = [each.title for each in book.worksheets]
    if not names:
        raise UnreadableFile(_("This workbook has no sheet."))
    chosen = sheet if sheet in names else next(filter(lambda n: _is_used(book, n), names), names[0])
    written = _open_book(content, data_only=False) if _has_formulas(content) else None
    lines = _with_formulas(book, written, chosen) if written else _lines(book, chosen)
    return Source(lines, chosen, tuple(names))


def _open_book(content: bytes, data_only: bool) -> openpyxl.Workbook:
    try:
        return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
    except Exception as error:
        raise UnreadableFile(
            _("This workbook cannot be opened. Open it in Excel and save it again. ({0})").format(
                error
            )
        ) from error


def _rows(book: openpyxl.Workbook, sheet: str) -> Iterator[tuple[Any, ...]]:
    found = book[sheet]
    # Some programs write a wrong size of the sheet, and all columns but the first would be lost.
    found.reset_dimensions()
    return found.iter_rows(values_only=True)


def _is_used(book: openpyxl.Workbook, sheet: str) -> bool:
    rows = zip(range(50), _rows(book, sheet), strict=False)
    return any(cell is not None for _number, row in rows for cell in row)


def _lines(book: openpyxl.Workbook, sheet: str) -> Iterator[Line]:
    for number, row in enumerate(_rows(book, sheet), start=1):
        yield Line(number, list(row[:MAX_COLUMNS]))


def _with_formulas(
    book: openpyxl.Workbook, written: openpyxl.Workbook, sheet: str
) -> Iterator[Line]:
    """The stored values, and where a formula has none."""
    pairs = zip(_rows(book, sheet), _rows(written, sheet), strict=False)
    for number, (stored, formulas) in enumerate(pairs, start=1):
        places = frozenset(
            place
            for place, (value, source) in enumerate(zip(stored, formulas, strict=False))
            if value is None and isinstance(source, str) and source.startswith("=")
        )
        yield Line(number, list(stored[:MAX_COLUMNS]), places)


def _has_formulas(content: bytes) -> bool:
    """Whether any sheet holds a formula; most logs hold none and are read once instead of twice."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(_mentions_formula(archive, name) for name in sheets)


def _mentions_formula(archive: zipfile.ZipFile, name: str) -> bool:
    with archive.open(name) as part:
        tail = b""
        while chunk := part.read(CHUNK_BYTES):
            text = tail + chunk
            if b"<f>" in text or b"<f " in text:
                return True
            tail = chunk[-2:]
    return False
