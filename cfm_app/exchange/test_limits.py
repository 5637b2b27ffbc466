"""A small file that grows large, or that is broken, is refused before it takes memory or time."""

import io
import time
import tracemalloc
import zipfile

import openpyxl

from cfm_app.exchange import import_records, limits, reader
from cfm_app.exchange.test_case_import import sheet
from cfm_app.testing import CFMTestCase

COLUMNS = ["Ref", "Date received", "Channel", "What was said"]
LINE = ["R-1", "2026-02-03", "hotline", "Bonjour"]
SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FOOT = b"</sheetData></worksheet>"
MOST_BYTES = 64 << 20
MOST_SECONDS = 5


def rewritten(parts: dict[str, bytes]) -> bytes:
    """A workbook of which parts have other contents."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheet(LINE, headers=[COLUMNS]))) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, parts.get(name, source.read(name)))
        for name in parts.keys() - set(source.namelist()):
            target.writestr(name, parts[name])
    return buffer.getvalue()


def rows(count: int, cells: str = '<c r="A{0}" t="inlineStr"><is><t>a{0}</t></is></c>') -> bytes:
    made = "".join(
        f'<row r="{number}">{cells.format(number)}</row>' for number in range(1, count + 1)
    )
    return HEAD + made.encode() + FOOT


class TestLimits(CFMTestCase):
    def assert_refused(self, content: bytes, name: str = "log.xlsx") -> None:
        """Refused with a sentence, in little time and memory."""
        began = time.monotonic()
        self._read_in_vain(content, name)
        self.assertLess(time.monotonic() - began, MOST_SECONDS)
        tracemalloc.start()
        try:
            self._read_in_vain(content, name)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        self.assertLess(peak, MOST_BYTES)

    def _read_in_vain(self, content: bytes, name: str) -> None:
        with self.assertRaises(reader.UnreadableFile) as refused:
            for _row in reader.read(content, name).rows:
                pass
        self.assertGreater(len(str(refused.exception)), 20)

    def test_sheets_that_grow_large(self) -> None:
        for cell in (b"<c/>", b" ", b'<c r="A1"/>'):
            body = HEAD + b'<row r="1">' + cell * (12 << 20) + b"</row>" + FOOT
            self.assert_refused(rewritten({SHEET: body}))

    def test_texts_that_grow_large(self) -> None:
        body = b'<?xml version="1.0"?><sst>' + b"<si><t>aaaaaaaa</t></si>" * (2 << 20) + b"</sst>"
        self.assert_refused(rewritten({TEXTS: body}))

    def test_other_parts_that_grow_large(self) -> None:
        for part in ("xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml", "xl/theme/x.xml"):
            self.assert_refused(rewritten({part: b"<a>" + b" " * (50 << 20) + b"</a>"}))

    def test_many_small_parts(self) -> None:
        self.assert_refused(rewritten({f"xl/x{number}.xml": b"" for number in range(3_000)}))

    def test_a_row_that_does_not_end(self) -> None:
        noise = "".join(f"<c><v>{number * 7919 % 999983}</v></c>" for number in range(400_000))
        self.assert_refused(rewritten({SHEET: HEAD + b"<row>" + noise.encode() + b"</row>" + FOOT}))

    def test_entities_that_multiply(self) -> None:
        bomb = (
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        )
        for part in (SHEET, TEXTS, "xl/workbook.xml", "xl/styles.xml"):
            self.assert_refused(rewritten({part: bomb + HEAD + FOOT}))

    def test_a_last_row_that_is_far_away(self) -> None:
        body = HEAD + b'<row r="1"><c r="A1"><v>1</v></c></row>'
        for row in (b"900000000", b"1048576"):
            far = body + b'<row r="' + row + b'"><c r="A1"><v>1</v></c></row>' + FOOT
            self._read_in_vain(rewritten({SHEET: far}), "log.xlsx")

    def test_a_last_column_that_is_far_away(self) -> None:
        log = reader.read(
            rewritten({SHEET: rows(5_000, '<c r="A{0}"><v>{0}</v></c><c r="XFD{0}"><v>1</v></c>')}),
            "log.xlsx",
            header_row=1,
        )
        began = time.monotonic()
        self.assertEqual(len(list(log.rows)), 4_999)
        self.assertLess(time.monotonic() - began, MOST_SECONDS)

    def test_broken_sheets(self) -> None:
        whole = rows(100)
        for body in (whole[:-400], whole.replace(b'<row r="60"', b'<row r="x"'), b"", b"<a"):
            self.assert_refused(rewritten({SHEET: body}))

    def test_broken_archives(self) -> None:
        whole = sheet(LINE, headers=[COLUMNS])
        for share in (0.1, 0.5, 0.9, 0.99):
            self.assert_refused(whole[: int(len(whole) * share)])
        for place in range(40, len(whole), len(whole) // 40):
            damaged = bytearray(whole)
            damaged[place] ^= 0xFF
            try:
                list(reader.read(bytes(damaged), "log.xlsx").rows)
            except reader.UnreadableFile:
                continue

    def test_lines_of_text_that_do_not_end(self) -> None:
        self.assert_refused(b"," * (8 << 20), "log.csv")
        self.assert_refused(b"Ref,Said\n1," + b"a" * (2 << 20), "log.csv")
        self.assert_refused(b'Ref,Said\n1,"' + b"a\n" * (1 << 20), "log.csv")

    def test_too_many_lines(self) -> None:
        self._read_in_vain(b"Ref,Said\n" + b"1,a\n" * (limits.MAX_ROWS + 1), "log.csv")

    def test_a_large_log_is_read(self) -> None:
        book = openpyxl.Workbook(write_only=True)
        page = book.create_sheet()
        page.append(COLUMNS)
        for number in range(5_000):
            page.append([f"R-{number}", "2026-02-03", "hotline", "La ration manque."])
        buffer = io.BytesIO()
        book.save(buffer)
        self.assertEqual(sum(1 for _ in reader.read(buffer.getvalue(), "log.xlsx").rows), 5_000)

    def test_what_breaks_below_the_first_rows_is_told(self) -> None:
        body = rows(100).replace(b'<row r="60"', b'<row r="x"')
        name = import_records.create(rewritten({SHEET: body}), "log.xlsx")
        log, _name = import_records.open_log(import_records.mine(name).file_id)
        with self.assertRaisesRegex(Exception, "cannot be opened|ne peut pas"):
            list(log.rows)
