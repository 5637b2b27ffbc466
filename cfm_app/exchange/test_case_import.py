"""Logs as offices keep them."""

import io

import frappe
import openpyxl

from cfm_app.base import workbook
from cfm_app.exchange import case_import, import_errors, mapping, reader
from cfm_app.testing import CFMTestCase

HEADERS = ["Ref", "Date received", "Channel", "Type", "Sensitive", "What was said"]


def sheet(*rows: list, headers: list[list] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in [*(headers or [HEADERS]), *rows]:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


class TestImporter(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")

    def test_import_is_repeatable(self) -> None:
        content = sheet(
            ["T-1", "03/02/2026", "hotline", "Question", "no", "When is it?"],
            ["T-2", "04/02/2026", "hotline", "Question", "yes", "Something grave"],
            ["T-1", "03/02/2026", "hotline", "Question", "no", "When is it?"],
        )
        result = case_import.run(content, "log.xlsx")
        self.assertEqual((result.created, result.skipped, len(result.errors)), (2, 1, 0))
        again = case_import.run(content, "log.xlsx")
        self.assertEqual((again.created, again.skipped), (0, 3))
        case = frappe.get_doc("Case", {"source_id": "T-1"})
        self.assertEqual((case.channel, case.category), ("Ligne verte", "Demande d'information"))
        self.assertEqual(str(case.received_on)[:10], "2026-02-03")
        report = frappe.get_doc("Sensitive Report", {"source_id": "T-2"})
        grave = frappe.get_doc("Case", report.cfm_case)
        self.assertFalse(grave.description or grave.source_id)

    def test_dry_run_stores_nothing(self) -> None:
        content = sheet(["T-9", "03/02/2026", "hotline", "Question", "no", "When?"])
        self.assertEqual(case_import.run(content, "log.xlsx", dry_run=True).created, 1)
        self.assertFalse(frappe.db.exists("Case", {"source_id": "T-9"}))

    def test_errors_come_back_as_a_sheet(self) -> None:
        content = sheet(["T-5", "not a date", "hotline", "Question", "no", "+1 harmless"])
        result = case_import.run(content, "log.xlsx")
        self.assertEqual(len(result.errors), 1)
        content = import_errors.as_workbook(HEADERS, result.errors)
        line = openpyxl.load_workbook(io.BytesIO(content)).active[2]
        self.assertEqual([line[0].value, line[7].value], [2, "+1 harmless"])
        self.assertEqual(line[7].data_type, "s")

    def test_formula_without_result_is_told(self) -> None:
        log = reader.read(sheet(["T-7", None, None, None, None, '=CONCAT("a","b")']), "log.xlsx")
        self.assertTrue(next(iter(log.rows)).problems)

    def test_merged_group_headers(self) -> None:
        groups = ["", "Person", None, "Answer", None]
        names = ["Ref", "Sex", "Date", "By", "Date"]
        log = reader.read(sheet([1, 2, 3, 4, 5], headers=[groups, names]), "log.xlsx")
        self.assertEqual(log.headers, ("Ref", "Sex", "Date", "By", "Answer Date"))

    def test_encodings(self) -> None:
        text = "Ref;Canal;Description\nT-8;téléphone;Ménage oublié\n"
        for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
            row = next(reader.read(text.encode(encoding), "log.csv").rows)
            self.assertEqual(row.values["Description"], "Ménage oublié")
        twice = text.encode("utf-8").decode("cp1252").encode("utf-8")
        row = next(reader.read(twice, "log.csv").rows)
        self.assertEqual(row.values["Canal"], "téléphone")

    def test_own_map(self) -> None:
        content = b"Nr;Weg;Text\n77;Anruf;Hello\n"
        table = mapping.Mapping(
            columns={"source_id": "Nr", "channel": "Weg", "description": "Text"},
            values={"channel": {"Anruf": "Ligne verte"}},
        )
        self.assertEqual(case_import.run(content, "log.csv", table).created, 1)
        self.assertEqual(frappe.db.get_value("Case", {"source_id": "77"}, "channel"), "Ligne verte")

    def test_numbers_of_a_spreadsheet(self) -> None:
        content = sheet(
            [7.0, "03/02/2026", "hotline", "Question", "no", "Hello", 66112233.0],
            headers=[[*HEADERS, "Phone"]],
        )
        case_import.run(content, "log.xlsx")
        member = frappe.db.get_value("Case", {"source_id": "7"}, "community_member")
        self.assertEqual(
            frappe.db.get_value("Community Member", member, "phone_key"), "+23566112233"
        )

    def test_people_of_the_same_name_are_told_within_one_log(self) -> None:
        content = "Ref;Nom;Telephone;Description\nN-1;Hawa Zeneba;66112244;A\nN-2;Zeneba Hawa;66112255;B\n"
        case_import.run(content.encode(), "log.csv")
        first, second = (
            frappe.db.get_value("Case", {"source_id": ref}, "community_member")
            for ref in ("N-1", "N-2")
        )
        told = frappe.db.get_value("Community Member", second, "possible_duplicates")
        self.assertEqual(told, first)

    def test_a_row_that_tells_nothing_is_wrong(self) -> None:
        content = b"Ref;Date;Description;Type\nE-1;03/02/2026;;\nE-2;03/02/2026;;Question\n"
        result = case_import.run(content, "log.csv")
        self.assertEqual([error.number for error in result.errors], [2])
        self.assertEqual(result.created, 1)

    def test_cells_never_run(self) -> None:
        self.assertEqual(workbook.as_text("=HYPERLINK()"), "'=HYPERLINK()")
        self.assertEqual(workbook.as_text(-5), -5)
        content = workbook.write("Test", ["A"], [["=HYPERLINK()"], ["+235 66"], [-5]])
        cells = openpyxl.load_workbook(io.BytesIO(content)).active["A"]
        self.assertEqual([cell.data_type for cell in cells], ["s", "s", "s", "n"])
        self.assertEqual([cell.value for cell in cells[1:]], ["=HYPERLINK()", "+235 66", -5])
