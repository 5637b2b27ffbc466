"""CSV: reading what users upload, writing what they download."""

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from ..core.context import response
from ..core.messages import throw
from ..i18n.plurals import counted
from ..i18n.translator import _
from .formula import as_plain_field
from .text import cstr

__all__ = ["UnicodeWriter", "build_csv_response", "read_csv_content", "to_csv"]

_ENCODINGS = ("utf-8-sig", "cp1252")
_MOST_ROWS = 200_000


def read_csv_content(fcontent: bytes | str) -> list[list[str | None]]:
    """The rows of a CSV; empty cells are ``None``. Comma, semicolon and tab are recognised."""
    text = fcontent if isinstance(fcontent, str) else _decoded(fcontent)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:10000], delimiters=",;\t")
        dialect.doublequote = True
    except csv.Error:
        dialect = csv.excel
    try:
        read = csv.reader(io.StringIO(text, newline=""), dialect, strict=False)
        rows = list(islice(read, _MOST_ROWS + 1))
    except csv.Error as error:
        throw(_("Not a valid Comma Separated Value (CSV File): {0}").format(error))
    if len(rows) > _MOST_ROWS:
        throw(counted(_("The file has more than {0} rows: split it."), _MOST_ROWS))
    return [[cell.strip() or None for cell in row] for row in rows]


def _decoded(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    throw(_("Unknown file encoding. Tried to use: {0}").format(", ".join(_ENCODINGS)))


class UnicodeWriter:
    """Collects rows of a CSV; every text is quoted and none starts a formula."""

    def __init__(
        self,
        encoding: str = "utf-8",
        quoting: Any = csv.QUOTE_NONNUMERIC,
        delimiter: str = ",",
    ) -> None:
        self.encoding = encoding
        self._stream = io.StringIO(newline="")
        self._writer = csv.writer(self._stream, quoting=quoting, delimiter=delimiter)

    def writerow(self, row: Sequence[Any]) -> None:
        self._writer.writerow([as_plain_field(cell) for cell in row])

    def getvalue(self) -> str:
        return self._stream.getvalue()


def to_csv(data: Iterable[Sequence[Any]], delimiter: str = ",") -> str:
    """Rows as CSV."""
    writer = UnicodeWriter(delimiter=delimiter)
    for row in data:
        writer.writerow(row)
    return writer.getvalue()


def build_csv_response(data: Iterable[Sequence[Any]], filename: str) -> None:
    """Answer the request with a CSV file."""
    response.result = cstr(to_csv(data))
    response.doctype = filename
    response.type = "csv"
