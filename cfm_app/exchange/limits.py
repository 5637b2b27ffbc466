"""Limits of files, checked before anything is unpacked: a small file can grow large.

A workbook is a ZIP archive of XML. The archive states the size of each part, and nothing is read beyond
it; so these sizes are checked first. Then each sheet is scanned once in chunks.
"""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from frappe import _

from cfm_app.base.counting import counted

Item = TypeVar("Item")

MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_ENTRIES = 2_000
# All sheets together, and what is held in memory as a whole: the texts that cells share, styles.
MAX_SHEET_BYTES = 150 << 20
MAX_OTHER_BYTES = 40 << 20
# Logs are compressed to a tenth, sheets of empty cells to a hundredth.
MAX_RATIO = 200
SMALL_BYTES = 1 << 20
# A row of 16,384 cells, the widest that there is, takes less.
MAX_ROW_BYTES = 4 << 20
MAX_LINE_CHARACTERS = 1 << 20
CHUNK_BYTES = 65_536
SHEETS = "xl/worksheets/"
UNREAD = ("xl/media/", "xl/drawings/", "xl/charts/", "xl/embeddings/", "customXml/")
# The errors that the archive formats raise for damaged files.
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(RuntimeError, EOFError, OSError, ValueError, NotImplementedError),
)
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_FORMULA = re.compile(rb"<f[ />]")


class UnreadableFile(ValueError):
    """The file cannot be read as a log; the message says why."""


@dataclass(frozen=True)
class Contents:
    """What the scan of a workbook found."""

    has_formulas: bool


@dataclass(frozen=True)
class Sizes:
    """What an archive may hold: entries, bytes of all and of one, and how far one may swell."""

    entries: int
    together: int
    one: int
    ratio: int = MAX_RATIO


def is_swollen(parts: Collection[zipfile.ZipInfo], most: Sizes) -> bool:
    """Whether an archive holds more than it may, by the sizes that it states: nothing is read beyond them."""
    return (
        len(parts) > most.entries
        or sum(each.file_size for each in parts) > most.together
        or any(
            each.file_size > min(most.one, max(SMALL_BYTES, most.ratio * each.compress_size))
            for each in parts
        )
    )


def check_workbook(content: bytes) -> Contents:
    """Throw for a workbook that is no archive, or takes too much memory or time."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_sizes(archive.infolist())
            found = [_look_through(archive, each) for each in archive.infolist() if _is_read(each)]
    except UnreadableFile:
        raise
    # A damaged archive fails in whatever way the place of the damage brings about.
    except Exception as error:
        raise broken(error) from error
    return Contents(any(found))


def broken(error: Exception) -> UnreadableFile:
    return UnreadableFile(
        _("This workbook cannot be opened. Open it in Excel and save it again. ({0})").format(
            str(error)[:200]
        )
    )


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    sheets = sum(each.file_size for each in parts if each.filename.startswith(SHEETS))
    others = sum(
        each.file_size for each in parts if not each.filename.startswith((SHEETS, *UNREAD))
    )
    swollen = any(
        each.file_size > max(SMALL_BYTES, MAX_RATIO * each.compress_size) and _is_read(each)
        for each in parts
    )
    if swollen or sheets > MAX_SHEET_BYTES or others > MAX_OTHER_BYTES or len(parts) > MAX_ENTRIES:
        raise UnreadableFile(
            _(
                "This workbook holds more than can be read at once. Copy the log into a new workbook,"
                " without empty rows and formats, or split it."
            )
        )


def _is_read(part: zipfile.ZipInfo) -> bool:
    return not part.filename.startswith(UNREAD) and not part.is_dir()


def _look_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part has a formula; throws for XML that no spreadsheet program writes."""
    is_sheet = part.filename.startswith(SHEETS)
    has_formula = False
    since_row = 0
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            text = tail + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise UnreadableFile(
                    _("This workbook holds definitions that no table needs. Save it again as XLSX.")
                )
            if is_sheet:
                has_formula = has_formula or _FORMULA.search(text) is not None
                since_row = 0 if _ROW.search(text) else since_row + len(chunk)
            if since_row > MAX_ROW_BYTES:
                raise UnreadableFile(_("A row of this workbook is too long to be read."))
            tail = chunk[-16:]
    return has_formula


def bounded(items: Iterable[Item]) -> Iterator[Item]:
    """The rows, up to a limit."""
    for number, item in enumerate(items):
        if number >= MAX_ROWS:
            raise UnreadableFile(
                counted(
                    _(
                        "The file has more than {0} rows. Delete the empty rows at its end, or split it."
                    ),
                    MAX_ROWS,
                )
            )
        yield item


def short_lines(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if len(line) > MAX_LINE_CHARACTERS:
            raise UnreadableFile(_("A row of this file is too long to be read."))
        yield line
