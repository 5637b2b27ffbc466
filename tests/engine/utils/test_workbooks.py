"""Workbooks of users are read within bounds, and refused with a sentence beyond them."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from frappe_embedded.kernel.utils import xlsxutils
from frappe_embedded.kernel.utils.xlsxutils import BadWorkbook, rows_of_first_sheet

SHEET = "xl/worksheets/sheet1.xml"


def book(*rows: list[object]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def changed(content: bytes, part: str, body: bytes) -> io.BytesIO:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, body if name == part else source.read(name))
    buffer.seek(0)
    return buffer


def test_values_come_back() -> None:
    assert rows_of_first_sheet(io.BytesIO(book(["a", 1], ["b", None]))) == [["a", 1], ["b", None]]


@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("body", [b"<a>" + b" " * (20 << 20) + b"</a>", b"<a", b""])
def test_what_grows_large_or_is_broken_is_refused(part: str, body: bytes) -> None:
    with pytest.raises(BadWorkbook):
        rows_of_first_sheet(changed(book(["a"]), part, body))


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsxutils, "_MOST_ROWS", 10)
    with pytest.raises(BadWorkbook, match="10 rows"):
        rows_of_first_sheet(io.BytesIO(book(*[["a"]] * 11)))
