"""What a log leaves open is asked or told: dates both ways, errors in cells, categories nobody mapped."""

from typing import Any

import frappe

from cfm_app.api import exchange
from cfm_app.exchange import case_import, dates, import_jobs, import_records, reader
from cfm_app.exchange.mapping import Mapping
from cfm_app.exchange.test_case_import import HEADERS, sheet
from cfm_app.testing import CFMTestCase, CommittedTestCase

UNCLEAR, ORDINARY = "À clarifier", "Non sensible"


class TestDates(CFMTestCase):
    def read(self, raw: Any, order: str = "") -> str:
        return str(dates.moment(raw, order))[:16]

    def test_dates_as_people_write_them(self) -> None:
        for raw, meant in (
            ("03/02/2026", "2026-02-03 00:00"),
            ("3.2.26 14:05", "2026-02-03 14:05"),
            ("3 février 2026", "2026-02-03 00:00"),
            ("03-févr.-26", "2026-02-03 00:00"),
            ("1er août 2026", "2026-08-01 00:00"),
            ("3 Feb 2026", "2026-02-03 00:00"),
            ("٣ فبراير ٢٠٢٦", "2026-02-03 00:00"),
            ("2026-02-03T10:11:12Z", "2026-02-03 10:11"),
            ("2020/06/01", "2020-06-01 00:00"),
            (46056, "2026-02-03 00:00"),
        ):
            self.assertEqual(self.read(raw), meant, raw)
        self.assertEqual(self.read("02/13/2026 03:15pm", dates.MONTH_FIRST), "2026-02-13 15:15")
        self.assertEqual(self.read("12/31/2026 12:05 AM", dates.MONTH_FIRST), "2026-12-31 00:05")

    def test_what_is_no_date_is_refused(self) -> None:
        for raw in ("jamais", "31/02/2026", "13/02/2026x", "7", "lundi", "99/99/9999", "mai"):
            with self.assertRaises(ValueError, msg=raw):
                dates.moment(raw)
        with self.assertRaisesRegex(ValueError, "13/02/2026"):
            dates.moment("13/02/2026", dates.MONTH_FIRST)

    def test_a_row_decides_or_it_is_asked(self) -> None:
        for values, asked, order in (
            (["03/02/2026", "04/02/2026"], True, ""),
            (["03/02/2026", "13/02/2026"], True, dates.DAY_FIRST),
            (["03/02/2026", "02/13/2026"], True, dates.MONTH_FIRST),
            (["03/02/2026", "02/13/2026", "13/02/2026"], True, ""),
            (["03/03/2026", "13/02/2026"], False, dates.DAY_FIRST),
            (["2026-02-03", "3 février 2026"], False, ""),
        ):
            orders = dates.Orders()
            for each in values:
                orders.see(each)
            self.assertEqual((bool(orders.told()), orders.decided), (asked, order), values)
        orders = dates.Orders()
        orders.see("03/02/2026")
        self.assertEqual(
            orders.told()["readings"],
            {dates.DAY_FIRST: "2026-02-03", dates.MONTH_FIRST: "2026-03-02"},
        )


class TestCells(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")

    def test_errors_of_a_spreadsheet_are_told_by_row_and_never_stored(self) -> None:
        errors = (
            "#REF!",
            "#N/A",
            "#NAME?",
            "#VALUE!",
            "#DIV/0!",
            "#NUM!",
            "#NULL!",
            "#NOM?",
            "Err:502",
        )
        rows = [
            [f"E-{n}", "03/02/2026", "hotline", "Question", "no", error]
            for n, error in enumerate(errors)
        ]
        result = case_import.run(sheet(*rows), "log.xlsx")
        self.assertEqual((result.created, result.failed), (0, len(errors)))
        for found, error in zip(result.errors, errors, strict=True):
            self.assertEqual(found.reasons[0][0], "What was said")
            self.assertIn(error, found.reasons[0][1])

    def test_an_error_in_a_column_that_is_left_out_hinders_nobody(self) -> None:
        row = ["E-20", "03/02/2026", "hotline", "Question", "no", "When?", "#REF!"]
        result = case_import.run(sheet(row, headers=[[*HEADERS, "Coded by"]]), "log.xlsx")
        self.assertEqual((result.created, result.failed), (1, 0))

    def test_an_error_is_no_value_to_be_mapped(self) -> None:
        row = ["E-21", "03/02/2026", "#N/A", "Question", "no", "When?"]
        log = reader.read(sheet(row), "log.xlsx")
        self.assertIsNone(log.first[0].values["Channel"])

    def test_signs_that_nobody_sees_are_no_part_of_a_value(self) -> None:
        text = "\ufeff\ufeffRef;\u200bCanal;Description;Telephone\n"
        text += "\ufeffB-1;hot\u200bline\ufeff;\u200e;\u202a66112233\u202c\n"
        log = reader.read(text.encode(), "log.csv")
        self.assertEqual(log.headers, ("Ref", "Canal", "Description", "Telephone"))
        values = log.first[0].values
        self.assertEqual(list(values.values()), ["B-1", "hotline", "", "66112233"])
        # A joiner within a word is part of how it is written.
        kept = reader.read("Ref;Description\n1;می\u200cخواهم\n".encode(), "log.csv").first[0].values
        self.assertEqual(kept["Description"], "می\u200cخواهم")


class TestUnmappedCategories(CFMTestCase):
    COLUMNS = {"source_id": "Ref", "category": "Type", "description": "What was said"}

    def setUp(self) -> None:
        frappe.set_user("Administrator")

    def row(self, number: str, kind: str, sensitive: str = "no") -> list:
        return [number, "03/02/2026", "hotline", kind, sensitive, "Nobody knows what this is"]

    def class_of(self, number: str) -> str:
        """The class of the case, whether it or its report has the number."""
        case = frappe.db.get_value("Sensitive Report", {"source_id": number}, "cfm_case")
        return frappe.db.get_value("Case", case or {"source_id": number}, "sensitivity")

    def test_a_category_that_nobody_mapped_is_to_be_clarified(self) -> None:
        rows = [self.row("U-1", "Xyz"), self.row("U-2", ""), self.row("U-3", "Question")]
        result = case_import.run(sheet(*rows), "log.xlsx")
        self.assertEqual((result.created, result.failed), (3, 0))
        self.assertEqual(
            [self.class_of(each) for each in ("U-1", "U-2", "U-3")], [UNCLEAR, UNCLEAR, ORDINARY]
        )
        report = frappe.get_doc("Sensitive Report", {"source_id": "U-1"})
        self.assertIn("Type: Xyz", report.description)

    def test_the_manager_says_what_it_means(self) -> None:
        content = sheet(self.row("U-5", "Xyz"), self.row("U-6", ""))
        table = Mapping(dict(self.COLUMNS), unmapped_class=ORDINARY)
        case_import.run(content, "log.xlsx", table)
        self.assertEqual([self.class_of(each) for each in ("U-5", "U-6")], [ORDINARY, ORDINARY])

    def test_an_empty_category_can_be_mapped_as_well(self) -> None:
        table = Mapping(dict(self.COLUMNS), {"category": {"": "Suggestion"}})
        case_import.run(sheet(self.row("U-7", "")), "log.xlsx", table)
        self.assertEqual(
            frappe.db.get_value("Case", {"source_id": "U-7"}, "category"), "Suggestion"
        )

    def test_where_the_office_has_no_class_for_it_the_row_is_told(self) -> None:
        frappe.db.set_single_value("CFM Settings", "unclear_sensitivity", None)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        result = case_import.run(sheet(self.row("U-8", "Xyz")), "log.xlsx")
        self.assertEqual((result.created, result.failed), (0, 1))

    def test_a_log_without_categories_is_as_it_was(self) -> None:
        case_import.run(b"Ref;Description\nU-9;Hello there\n", "log.csv")
        self.assertEqual(self.class_of("U-9"), ORDINARY)


class TestAsking(CommittedTestCase):
    """By the calls of the page."""

    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")

    def tearDown(self) -> None:
        """The scan is committed, so what it wrote has to be taken away by hand."""
        frappe.db.rollback()
        for name in frappe.get_all("CFM Import", pluck="name", order_by="creation asc"):
            frappe.delete_doc("CFM Import", name, delete_permanently=True)
        frappe.db.commit()
        super().tearDown()

    def scanned(self, *rows: list) -> dict[str, Any]:
        frappe.local.uploaded_file, frappe.local.uploaded_filename = sheet(*rows), "log.xlsx"
        name = exchange.open_log()["name"]
        import_records.start(name, "Scan")
        import_jobs.run(name, import_records.mine(name).run_id, "en")
        return exchange.state(name)

    def test_the_order_of_day_and_month_is_asked_and_kept(self) -> None:
        row = ["Q-1", "03/02/2026", "hotline", "Question", "no", "When?"]
        state = self.scanned(row)
        self.assertEqual((state["dates"]["example"], state["date_order"]), ("03/02/2026", ""))
        exchange.choose(
            state["name"],
            state["columns_map"],
            {},
            date_order="Month first",
            unmapped_class=ORDINARY,
        )
        table = import_records.mapping_of(import_records.mine(state["name"]))
        self.assertEqual((table.date_order, table.unmapped_class), ("Month first", ORDINARY))
        again = self.scanned(row)
        self.assertEqual((again["date_order"], again["unmapped_class"]), ("Month first", ORDINARY))
        for wrong in ({"date_order": "Year first"}, {"unmapped_class": "Nothing"}):
            with self.assertRaises(frappe.ValidationError):
                exchange.choose(state["name"], state["columns_map"], {}, **wrong)

    def test_a_row_that_decides_is_believed(self) -> None:
        state = self.scanned(
            ["Q-2", "02/03/2026", "hotline", "Question", "no", "When?"],
            ["Q-3", "02/13/2026", "hotline", "Question", "no", "Where?"],
        )
        self.assertEqual(state["date_order"], "Month first")
        self.assertEqual(state["dates"]["proofs"], ["02/13/2026"])

    def test_unmapped_categories_are_counted_with_what_they_would_become(self) -> None:
        state = self.scanned(
            ["Q-4", "2026-02-03", "hotline", "Xyz", "no", "When?"],
            ["Q-5", "2026-02-03", "hotline", "", "no", "Where?"],
        )
        [group] = state["unknown"]
        self.assertEqual(
            {each["raw"]: each["count"] for each in group["values"]}, {"Xyz": 1, "": 1}
        )
        self.assertEqual(state["unmapped_class"], UNCLEAR)

    def test_the_page_is_told_what_is_not_sure(self) -> None:
        content = b"Ref;B\nQ-6;La ration du mois n'est pas venue au site\nQ-7;Personne ne sait pourquoi elle manque\n"
        frappe.local.uploaded_file, frappe.local.uploaded_filename = content, "log.csv"
        columns = {each["header"]: each["doubt"] for each in exchange.open_log()["columns"]}
        self.assertEqual(columns["B"]["field"], "description")
        self.assertIn("texts", columns["B"]["why"])
        self.assertIsNone(columns["Ref"])
