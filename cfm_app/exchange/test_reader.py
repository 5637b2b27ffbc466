"""Sheet, header and lines are found in what offices really keep."""

import io

import openpyxl

from cfm_app.exchange import column_guess, reader
from cfm_app.exchange.test_case_import import sheet
from cfm_app.testing import CFMTestCase

COLUMNS = ("Ref", "Date received", "Channel", "What was said")
LINE = ["R-1", "2026-02-03", "hotline", "Bonjour, la ration, le mil, l'huile"]


class TestReader(CFMTestCase):
    def first(self, content: bytes, name: str = "log.xlsx", **where) -> dict:
        return next(reader.read(content, name, **where).rows).values

    def test_titles_above_the_header(self) -> None:
        titles = [["Registre des plaintes"], ["Bureau de Bol", None, "2026"], []]
        log = reader.read(sheet(LINE, headers=[*titles, list(COLUMNS)]), "log.xlsx")
        self.assertEqual((log.headers, log.header_row), (COLUMNS, 4))
        row = next(log.rows)
        self.assertEqual((row.number, row.values["Ref"]), (5, "R-1"))

    def test_headers_merged_across_and_down(self) -> None:
        upper = ["Réf.", "Personne", None, "Propos recueillis"]
        lower = [None, "Sexe", "Âge", None]
        log = reader.read(sheet(["R-1", "F", "18-59", "Bonjour"], headers=[upper, lower]), "l.xlsx")
        self.assertEqual(log.headers, ("Réf.", "Sexe", "Âge", "Propos recueillis"))
        self.assertEqual(next(log.rows).values["Réf."], "R-1")

    def test_semicolons_between_columns_and_commas_in_texts(self) -> None:
        text = ";".join(COLUMNS) + "\n" + ";".join(LINE) + "\n"
        self.assertEqual(self.first(text.encode(), "log.csv")["What was said"], LINE[3])

    def test_the_first_sheet_that_is_used(self) -> None:
        book = openpyxl.Workbook()
        book.active.title = "Vide"
        for name in ("Janvier", "Février"):
            for row in (COLUMNS, [name, *LINE[1:]]):
                (book[name] if name in book.sheetnames else book.create_sheet(name)).append(row)
        buffer = io.BytesIO()
        book.save(buffer)
        log = reader.read(buffer.getvalue(), "log.xlsx")
        self.assertEqual((log.sheet, log.sheets), ("Janvier", ("Vide", "Janvier", "Février")))
        self.assertEqual(self.first(buffer.getvalue(), sheet="Février")["Ref"], "Février")

    def test_another_row_of_headers_can_be_chosen(self) -> None:
        content = sheet(["x", "y"], ["a", "b"], ["1", "2"], headers=[["Ref", "Channel"]])
        self.assertEqual(reader.read(content, "log.xlsx", header_row=3).headers, ("a", "b"))
        with self.assertRaises(reader.UnreadableFile):
            reader.read(sheet([], ["a"], headers=[["Ref"]]), "log.xlsx", header_row=2)

    def test_files_that_are_no_tables(self) -> None:
        for content, name in (
            (b"\xd0\xcf\x11\xe0", "old.xls"),
            (b"\xd0\xcf\x11\xe0", "password.xlsx"),
            (b"PK broken", "broken.xlsx"),
            (b"\x00\x01\x02", "picture.csv"),
            (b"", "empty.csv"),
            (b"%PDF", "scan.pdf"),
            (b"text", "noending"),
        ):
            with self.assertRaises(reader.UnreadableFile, msg=name):
                reader.read(content, name)

    def test_headers_are_recognised_with_their_signs(self) -> None:
        found = column_guess.columns_of(
            ["N° :", "Date de réception", "TÉLÉPHONE", "Row", "Reçu le"]
        )
        self.assertEqual(
            found, {"source_id": "N° :", "received_on": "Date de réception", "phone": "TÉLÉPHONE"}
        )

    def test_what_an_export_wrote_as_text_is_read_as_it_was(self) -> None:
        content = b"Ref;Description\n1;'=SUM(A1)\n"
        self.assertEqual(self.first(content, "log.csv")["Description"], "=SUM(A1)")
