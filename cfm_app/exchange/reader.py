"""Reading a log as offices keep it: CSV in whatever encoding, or a workbook with odd headers."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl
from frappe import _

ENCODINGS = ("utf-8-sig", "cp1252")
DELIMITERS = ",;\t|"
HEADER_SEARCH_ROWS = 10
MAX_COLUMNS = 200


class UnreadableFile(ValueError):
    """The file is no log that can be read; the message says why."""


@dataclass(frozen=True)
class Row:
    """One line of a log, with its number in the file and what could not be read of it."""

    number: int
    values: dict[str, Any]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Log:
    """The headers of a log, and its rows one by one."""

    headers: tuple[str, ...]
    rows: Iterator[Row]


def read(content: bytes, file_name: str) -> Log:
    """Open a log by the ending of its name. Rows are read as they are asked for."""
    ending = file_name.rsplit(".", 1)[-1].lower()
    if ending in ("xlsx", "xlsm"):
        lines = _workbook_lines(content)
    elif ending in ("csv", "txt", "tsv"):
        lines = _text_lines(content)
    else:
        raise UnreadableFile(_("Only CSV and XLSX files can be imported, not {0}.").format(ending))
    return _assemble(lines)


def _assemble(lines: Iterator[tuple[int, list[Any], set[int]]]) -> Log:
    """Find the header among the first lines, and turn the others into rows."""
    head = []
    for line in lines:
        head.append(line)
        if len(head) >= HEADER_SEARCH_ROWS:
            break
    if not any(_filled(cells) for _number, cells, _formulas in head):
        raise UnreadableFile(_("The file is empty."))
    index = _header_index([cells for _number, cells, _formulas in head])
    headers = _header_names([cells for _number, cells, _formulas in head[: index + 1]])

    def rows() -> Iterator[Row]:
        for number, cells, formulas in _chain(head[index + 1 :], lines):
            if _filled(cells):
                yield _row(number, headers, cells, formulas)

    return Log(tuple(name for name in headers if name), rows())


def _chain(first: list, rest: Iterator) -> Iterator:
    yield from first
    yield from rest


def _row(number: int, headers: list[str], cells: list[Any], formulas: set[int]) -> Row:
    values, problems = {}, []
    for position, name in enumerate(headers):
        if not name:
            continue
        value = cells[position] if position < len(cells) else None
        if position in formulas:
            problems.append(
                _("{0} holds a formula without a stored result; save it as a value.").format(name)
            )
        values[name] = value.strip() if isinstance(value, str) else value
    return Row(number, values, tuple(problems))


def _header_index(rows: list[list[Any]]) -> int:
    """The header is the first of the rows with the most texts that are not repeated."""
    scores = [len({str(c).strip() for c in cells if _is_label(c)}) for cells in rows]
    return scores.index(max(scores))


def _header_names(rows: list[list[Any]]) -> list[str]:
    """Names of the columns. A cell merged with the one above takes the text from there.

    Where a name is repeated under group headings, the group distinguishes the columns.
    """
    width = min(max(len(cells) for cells in rows), MAX_COLUMNS)
    last, above = rows[-1], rows[-2] if len(rows) > 1 else []
    names, group = [], ""
    for position in range(width):
        own = _text(last, position)
        group = _text(above, position) or (group if own else "")
        name = own or _text(above, position)
        if name and name in names:
            name = f"{group} {name}".strip() if group else f"{name} {position + 1}"
        names.append(name)
    return names


def _text_lines(content: bytes) -> Iterator[tuple[int, list[Any], set[int]]]:
    text = _decode(content)
    sample = text[:8192]
    delimiter = max(DELIMITERS, key=sample.count) if sample else ","
    for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1):
        yield number, list(cells), set()


def _decode(content: bytes) -> str:
    """The text of a file: by its mark, as UTF-8, else as Western European Windows wrote it."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
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


def _workbook_lines(content: bytes) -> Iterator[tuple[int, list[Any], set[int]]]:
    """Lines of the first sheet: the stored values, and where a formula has none."""
    try:
        values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sources = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    except Exception as error:
        raise UnreadableFile(_("This workbook cannot be opened: {0}").format(error)) from error
    pairs = zip(
        values.worksheets[0].iter_rows(values_only=True),
        sources.worksheets[0].iter_rows(values_only=True),
        strict=False,
    )
    for number, (stored, written) in enumerate(pairs, start=1):
        formulas = {
            position
            for position, (value, source) in enumerate(zip(stored, written, strict=False))
            if value is None and isinstance(source, str) and source.startswith("=")
        }
        yield number, list(stored[:MAX_COLUMNS]), formulas


def _is_label(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not value.strip().isdigit()


def _filled(cells: list[Any]) -> bool:
    return any(cell is not None and str(cell).strip() for cell in cells)


def _text(cells: list[Any], position: int) -> str:
    if position >= len(cells) or cells[position] is None:
        return ""
    return " ".join(str(cells[position]).split())
