"""Reads logs as offices keep them: finds the header, and yields row by row."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from frappe import _

from cfm_app.base import formulas
from cfm_app.exchange import cell_texts, headers, sources
from cfm_app.exchange.limits import MAX_COLUMNS, UnreadableFile
from cfm_app.exchange.sources import SourceLine

__all__ = ["Log", "Row", "UnreadableFile", "read"]

HEADER_SEARCH_ROWS, FIRST_ROWS = 20, 200
LONGEST_HEADER = 80
MOST_DIGITS = 2


@dataclass(frozen=True)
class Row:
    """One row with its number in the file, and its unreadable cells."""

    number: int
    values: dict[str, Any]
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Log:
    """The headers of a log, their position, and its rows.

    `first` are the first rows, for a look before the others are read.
    """

    headers: tuple[str, ...]
    rows: Iterator[Row]
    first: tuple[Row, ...] = ()
    header_row: int = 1
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    @property
    def values(self) -> list[dict[str, Any]]:
        """The values of the first rows."""
        return [row.values for row in self.first]


def read(
    content: bytes, file_name: str, sheet: str | None = None, header_row: int | None = None
) -> Log:
    """Open a log. Sheet and header are found unless they are given."""
    source = sources.open_file(content, file_name, sheet)
    head = _first_lines(source.lines, max(HEADER_SEARCH_ROWS, header_row or 0))
    if not any(_filled(line.cells) for line in head):
        raise UnreadableFile(_("The file is empty."))
    index = (header_row - 1) if header_row else _header_index([line.cells for line in head])
    index = min(index, len(head) - 1)
    names = _header_names([line.cells for line in head[: index + 1]])
    if not any(names):
        raise UnreadableFile(_("Row {0} holds no headers. Choose another row.").format(index + 1))
    found = _found(names, chain(head[index + 1 :], source.lines))
    columns = tuple(name for name in names if name)
    first, rows = _looked_at(found)
    return Log(columns, rows, first, index + 1, source.sheet, source.sheets)


def _first_lines(lines: Iterator[SourceLine], count: int) -> list[SourceLine]:
    return [line for _number, line in zip(range(count), lines, strict=False)]


def _looked_at(rows: Iterator[Row]) -> tuple[tuple[Row, ...], Iterator[Row]]:
    """The first rows, and all rows; a broken file raises where it is read."""
    first: list[Row] = []
    broken: UnreadableFile | None = None
    try:
        first.extend(islice(rows, FIRST_ROWS))
    except UnreadableFile as error:
        broken = error

    def again() -> Iterator[Row]:
        yield from first
        if broken:
            raise broken
        yield from rows

    return tuple(first), again()


def _found(names: list[str], lines: Iterator[SourceLine]) -> Iterator[Row]:
    for line in lines:
        if _filled(line.cells):
            yield _row(names, line)


def _row(names: list[str], line: SourceLine) -> Row:
    values, problems = {}, []
    for position, name in enumerate(names):
        if not name:
            continue
        if position in line.formulas:
            problems.append(
                (name, _("The formula has no stored result; save the cell as a value."))
            )
        value = line.cells[position] if position < len(line.cells) else None
        if isinstance(value, str):
            value = _plain(value)
            if cell_texts.is_error(value):
                problems.append((name, _error(value)))
                value = None
        values[name] = value
    return Row(line.number, values, tuple(problems))


def _plain(text: str) -> str:
    """A text without blanks around it, and without the mark that keeps formulas from running."""
    text = cell_texts.visible(text)
    return text[1:] if text[:1] == "'" and formulas.runs(text[1:]) else text


def _error(value: str) -> str:
    told = _("“{0}” is an error of the spreadsheet and no value. Correct the cell or empty it.")
    return told.format(value)


# --- headers ----------------------------------------------------------------------------------
def _header_index(rows: list[list[Any]]) -> int:
    """The header is the first row with the most labels; known labels count more."""
    scores = [_score(cells) for cells in rows]
    best = scores.index(max(scores))
    return best + 1 if best + 1 < len(rows) and _is_below(rows[best], rows[best + 1]) else best


def _score(cells: list[Any]) -> int:
    labels = {headers.bare(cell_texts.visible(cell)) for cell in cells if _is_label(cell)}
    return len(labels) + 2 * sum(map(headers.is_known, labels))


def _is_below(upper: list[Any], lower: list[Any]) -> bool:
    """Whether a row continues a header with cells merged across and down."""
    filled = [place for place, cell in enumerate(lower) if _text(lower, place)]
    if not filled or not all(_is_label(lower[place]) for place in filled):
        return False
    across = any(not _text(upper, place) for place in filled)
    down = any(_text(upper, place) and place not in filled for place in range(len(upper)))
    return across and down


def _header_names(rows: list[list[Any]]) -> list[str]:
    """The names of the columns. A cell merged with the one above takes its text.

    Repeated names get the name of their group.
    """
    width = min(max(len(cells) for cells in rows), MAX_COLUMNS)
    last, above = rows[-1], rows[-2] if len(rows) > 1 else []
    # A title over the header stands alone and is no group of columns.
    if sum(1 for cell in above if str(cell or "").strip()) < 2:
        above = []
    names: list[str] = []
    group = ""
    for position in range(width):
        own = _text(last, position)
        group = _text(above, position) or (group if own else "")
        name = own or _text(above, position)
        if name and name in names:
            name = f"{group} {name}".strip() if group else f"{name} {position + 1}"
        if name and name in names:
            name = f"{name} {position + 1}"
        names.append(name)
    return names


def _is_label(value: Any) -> bool:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_HEADER:
        return False
    return sum(char.isdigit() for char in value) <= MOST_DIGITS


def _filled(cells: list[Any]) -> bool:
    return any(cell is not None and cell != "" and cell_texts.visible(str(cell)) for cell in cells)


def _text(cells: list[Any], position: int) -> str:
    if position >= len(cells) or cells[position] is None:
        return ""
    return " ".join(cell_texts.visible(str(cells[position])).split())
