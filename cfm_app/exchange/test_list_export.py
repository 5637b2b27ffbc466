"""Lists out of the system: only what one may read, nothing that runs, all of it written down."""

import csv
import io
from typing import Any

import frappe
import openpyxl

from cfm_app.api import exchange
from cfm_app.base import consts
from cfm_app.exchange import export_jobs, list_export
from cfm_app.testing import CFMTestCase

PSEA_CATEGORY = "Exploitation ou abus sexuel"


class TestExport(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.manager = self.user(consts.MANAGER)
        operator = self.user(consts.OPERATOR)
        frappe.set_user(operator)
        self.ration = self.case(
            category="Quantité de la ration",
            location="TD0701",
            received_on="2026-02-03 10:00:00",
            description="=HYPERLINK()",
        ).name
        self.other = self.case(
            category="Information sur le ciblage", received_on="2026-03-04 10:00:00"
        ).name
        self.secret = self.case(category=PSEA_CATEGORY, received_on="2026-02-03 10:00:00").name
        frappe.set_user(self.manager)

    def exported(self, columns: list[str], format: str = "xlsx", **filters: Any) -> list[list[Any]]:
        self.assertIsNone(exchange.export_list("Case", columns, filters, format))
        content = frappe.response["filecontent"]
        if format == "csv":
            text = content.decode("utf-8-sig")
            return list(csv.reader(io.StringIO(text), delimiter=";"))
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return [list(row) for row in sheet.iter_rows(values_only=True)]

    def test_rows_and_columns_that_were_chosen(self) -> None:
        head, *rows = self.exported(["name", "received_on", "location", "category"])
        self.assertEqual(head, ["Number", "Received on", "Place of the person", "Category"])
        line = next(row for row in rows if row[0] == self.ration)
        self.assertEqual((line[1].year, line[2]), (2026, "Mamdi (TD0701)"))
        self.assertIn(self.other, [row[0] for row in rows])

    def test_a_field_that_was_hidden_in_the_form_can_still_be_taken_out(self) -> None:
        frappe.db.set_value("Case", self.ration, "programme", None)
        frappe.db.set_value("Case", self.ration, "sex", "Female")
        frappe.get_doc(
            {
                "doctype": "Property Setter",
                "doctype_or_field": "DocField",
                "doc_type": "Case",
                "field_name": "sex",
                "property": "hidden",
                "property_type": "Check",
                "value": "1",
            }
        ).insert()
        frappe.clear_cache(doctype="Case")
        self.addCleanup(frappe.clear_cache, doctype="Case")
        columns = {each["value"]: each for each in list_export.columns_of("Case")}
        self.assertIn("hidden", columns["sex"]["label"])
        self.assertFalse(columns["sex"]["usual"])
        # What programs keep for themselves stays theirs.
        self.assertNotIn("is_restricted", columns)
        _head, *rows = self.exported(["name", "sex"])
        self.assertIn([self.ration, "Female"], [list(row) for row in rows])

    def test_a_case_one_may_not_see_is_not_exported(self) -> None:
        names = [row[0] for row in self.exported(["name"])]
        self.assertNotIn(self.secret, names)

    def test_filters(self) -> None:
        for filters, expected in (
            ({"from_date": "2026-03-01", "to_date": "2026-03-04"}, [self.other]),
            ({"from_date": "2026-02-03", "to_date": "2026-02-03"}, [self.ration]),
            ({"location": "TD07", "from_date": "2026-01-01"}, [self.ration]),
            ({"category": "Demande d'information", "to_date": "2026-03-05"}, [self.other]),
            ({"phase": "Closed"}, []),
        ):
            _head, *rows = self.exported(["name"], **filters)
            mine = [row[0] for row in rows if row[0] in (self.ration, self.other)]
            self.assertEqual(mine, expected, filters)
            self.assertEqual(exchange.export_count("Case", filters), len(rows))

    def test_what_people_said_never_runs(self) -> None:
        for format, expected in (("xlsx", "=HYPERLINK()"), ("csv", "'=HYPERLINK()")):
            rows = self.exported(["name", "description"], format)
            self.assertIn([self.ration, expected], rows)
        sheet = openpyxl.load_workbook(io.BytesIO(self.content(["description"]))).active
        self.assertEqual({cell.data_type for cell in sheet["A"]} - {"n"}, {"s"})

    def content(self, columns: list[str]) -> bytes:
        return list_export.write(list_export.ExportRequest.of("Case", columns, {}))

    def test_identity_cannot_be_had(self) -> None:
        for doctype, column in (
            ("Case", "community_member"),
            ("Consent", "community_member"),
            ("Consent", "witness"),
        ):
            offered = [each["value"] for each in exchange.export_columns(doctype)]
            self.assertNotIn(column, offered)
            with self.assertRaises(frappe.ValidationError):
                exchange.export_list(doctype, ["name", column])
        with self.assertRaises(frappe.ValidationError):
            exchange.export_list("Community Member", ["name"])

    def test_every_export_is_written_down(self) -> None:
        self.exported(["name", "category"])
        log = frappe.get_last_doc("CFM Access Log", filters={"action": "Export"})
        self.assertEqual((log.user, log.ref_doctype), (self.manager, "Case"))
        self.assertIn("name, category", log.detail)

    def test_operators_export_nothing(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        with self.assertRaises(frappe.PermissionError):
            exchange.export_list("Case", ["name"])

    def test_a_long_list_is_made_in_the_background(self) -> None:
        request = list_export.ExportRequest.of("Case", ["name"], {})
        export_id = export_jobs.start(request, list_export.count(request))
        self.assertEqual(exchange.export_state(export_id)["status"], "Waiting")
        wanted = {"doctype": "Case", "columns": ["name"], "filters": {}, "format_": "csv"}
        export_jobs.run(export_id, wanted, 2, "en")
        file = frappe.get_last_doc("File", filters={"file_name": ["like", "cfm-export-%"]})
        self.assertTrue(file.is_private)
        self.assertIn(self.ration, file.get_content())
        frappe.set_user(self.user(consts.MANAGER, email="second.manager@test.cfm"))
        with self.assertRaises(frappe.ValidationError):
            exchange.export_state(export_id)
