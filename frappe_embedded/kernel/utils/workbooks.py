"""Reading workbooks that users send: a small file can grow large, and a broken one fails anywhere."""

from __future__ import annotations

import zipfile
from itertools import islice
from typing import IO, Any

import openpyxl

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
