"""Nothing that a person wrote runs as a formula in the sheet of somebody else."""

import csv
import io

import openpyxl

from cfm_app.base import workbook
from cfm_app.testing import CFMTestCase

FORMULA = "cmd|' /C calc'!A0"
IN_FRONT = ("", " ", "\t", "\r", "\n", "\u00a0", "\u200b", "\ufeff", "\u2060", "\u3000", " \u200b ")
SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe66")


class TestFormulas(CFMTestCase):
    def test_none_runs(self) -> None:
        written = [before + sign + FORMULA for before in IN_FRONT for sign in SIGNS]
        content = workbook.write_csv(["said"], [[text] for text in written]).decode("utf-8-sig")
        for row, text in zip(
            [*csv.reader(io.StringIO(content, newline=""), delimiter=";")][1:], written, strict=True
        ):
            self.assertEqual(row[0][:1], "'", repr(text))
        book = openpyxl.load_workbook(
            io.BytesIO(workbook.write("sheet", ["said"], [[text] for text in written]))
        )
        cells = [row[0] for row in book.active.iter_rows(min_row=2)]
        self.assertEqual({cell.data_type for cell in cells}, {"s"})
        self.assertTrue(all(cell.quotePrefix for cell in cells))

    def test_other_texts_stay_as_they_are(self) -> None:
        texts = ["Ration", "5 kg", "\u0645\u0627\u0621", "a=b", "«\u202fmil\u202f»"]
        content = workbook.write_csv(["said"], [[text] for text in texts]).decode("utf-8-sig")
        self.assertEqual(content.split("\r\n")[1:-1], texts)
