"""An import from the upload to the sheet of errors, as a manager goes through it."""

import io
from datetime import timedelta
from typing import Any
from unittest import mock

import frappe
import openpyxl
from frappe.utils import now_datetime

from cfm_app.api import exchange
from cfm_app.base import consts
from cfm_app.exchange import export_jobs, import_jobs, import_records, job_runs
from cfm_app.exchange.test_case_import import HEADERS, sheet
from cfm_app.testing import CommittedTestCase

LOG = sheet(
    ["I-1", "03/02/2026", "hotline", "Question", "no", "When is it?"],
    ["I-2", "04/02/2026", "Ligne vert", "Question", "no", "Where is it?"],
    ["I-3", "never", "hotline", "Question", "no", "What is it?"],
    ["I-4", "05/02/2026", "hotline", "Exploitation ou abus sexuel", "yes", "Something grave"],
)


class TestImports(CommittedTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        self.manager = self.user(consts.MANAGER)
        self.other = self.user(consts.MANAGER, email="second.manager@test.cfm")
        frappe.db.commit()
        frappe.set_user(self.manager)

    def tearDown(self) -> None:
        """Batches are committed, so what they wrote has to be taken away by hand."""
        frappe.set_user("Administrator")
        frappe.db.rollback()
        for name in frappe.get_all("CFM Import", pluck="name", order_by="creation asc"):
            frappe.delete_doc("CFM Import", name, delete_permanently=True)
        filters = {"source_id": ["like", "I-%"]}
        restricted = frappe.get_all("Sensitive Report", filters=filters, pluck="cfm_case")
        for name in [*frappe.get_all("Case", filters=filters, pluck="name"), *restricted]:
            report = frappe.db.get_value("Sensitive Report", {"cfm_case": name}, "name")
            if report:
                frappe.delete_doc("Sensitive Report", report, force=True, delete_permanently=True)
            frappe.delete_doc("Case", name, force=True, delete_permanently=True)
        frappe.db.commit()
        super().tearDown()

    def opened(self, content: bytes = LOG, name: str = "log.xlsx") -> dict[str, Any]:
        frappe.local.uploaded_file, frappe.local.uploaded_filename = content, name
        return exchange.open_log()

    def done(self, name: str, task: str) -> dict[str, Any]:
        """Do a task at once, as the worker would."""
        import_records.start(name, task)
        import_jobs.run(name, import_records.mine(name).run_id, "en")
        return exchange.state(name)

    def test_from_the_file_to_the_cases(self) -> None:
        log = self.opened()
        self.assertEqual(log["columns_map"]["description"], "What was said")
        scanned = self.done(log["name"], "Scan")
        self.assertEqual(scanned["rows_total"], 4)
        [unknown] = scanned["unknown"]
        self.assertEqual(unknown["field"], "channel")
        self.assertEqual(unknown["values"][0]["guess"], "Ligne verte")

        values = {"channel": {"Ligne vert": "Ligne verte"}}
        exchange.choose(log["name"], log["columns_map"], values)
        checked = self.done(log["name"], "Check")
        self.assertEqual((checked["created_count"], checked["failed_count"]), (3, 1))
        self.assertEqual(
            [(each["row"], each["column"]) for each in checked["errors"]], [(4, "Date received")]
        )
        self.assertFalse(frappe.db.exists("Case", {"source_id": "I-1"}))

        result = self.done(log["name"], "Import")
        self.assertEqual(result["status"], "Finished")
        self.assertEqual((result["created_count"], result["failed_count"]), (3, 1))
        case = frappe.get_doc("Case", {"source_id": "I-2"})
        self.assertEqual((case.channel, case.owner), ("Ligne verte", self.manager))
        self.assertTrue(case.sop and case.resolve_by and case.workflow_state)

    def test_the_sheet_of_errors_can_be_mended_and_imported(self) -> None:
        log = self.opened()
        self.done(log["name"], "Import")
        exchange.error_sheet(log["name"])
        book = openpyxl.load_workbook(io.BytesIO(frappe.response["filecontent"]))
        head, line = ([cell.value for cell in row] for row in book.active.iter_rows())
        self.assertEqual(head[2:], HEADERS)
        self.assertEqual((line[0], line[2]), (4, "I-3"))
        self.assertIn("never", line[1])
        book.active["D2"].value = "06/02/2026"
        mended = io.BytesIO()
        book.save(mended)
        again = self.opened(mended.getvalue(), "log-errors.xlsx")
        self.assertEqual(again["columns_map"], log["columns_map"])
        self.assertEqual(self.done(again["name"], "Import")["created_count"], 1)

    def test_the_next_file_with_these_columns_is_mapped_already(self) -> None:
        log = self.opened()
        columns = {"source_id": "Ref", "description": "Type", "category": "What was said"}
        exchange.choose(
            log["name"], columns, {"category": {"When is it?": "Demande d'information"}}
        )
        self.done(log["name"], "Scan")
        frappe.set_user(self.other)
        again = self.opened()
        self.assertEqual(again["columns_map"], columns)
        self.assertEqual(
            again["values_map"], {"category": {"When is it?": "Demande d'information"}}
        )

    def test_an_import_that_died_goes_on(self) -> None:
        log = self.opened()
        import_records.start(log["name"], "Import")
        frappe.db.set_value(
            "CFM Import",
            log["name"],
            {
                "status": "Running",
                "rows_done": 2,
                "created_count": 2,
                "beat_on": now_datetime() - timedelta(hours=1),
            },
        )
        self.assertTrue(exchange.state(log["name"])["is_silent"])
        result = self.done(log["name"], "Import")
        self.assertEqual((result["rows_done"], result["created_count"]), (4, 3))
        self.assertFalse(frappe.db.exists("Case", {"source_id": "I-1"}))
        self.assertTrue(frappe.db.exists("Sensitive Report", {"source_id": "I-4"}))

    def test_a_run_that_was_replaced_ends(self) -> None:
        log = self.opened()
        import_records.start(log["name"], "Import")
        import_jobs.run(log["name"], "another run", "en")
        self.assertEqual(exchange.state(log["name"])["status"], "Waiting")
        exchange.stop(log["name"])
        self.assertEqual(exchange.state(log["name"])["status"], "Stopped")

    def test_an_unexpected_error_tells_its_kind_and_place_but_no_words(self) -> None:
        log = self.opened()
        known = set(frappe.get_all("Error Log", pluck="name"))
        with mock.patch.object(import_jobs._Task, "work", side_effect=KeyError("Zibeline")):
            state = self.done(log["name"], "Import")
        self.assertEqual(state["status"], "Failed")
        self.assertIn("KeyError", state["message"])
        [error] = frappe.get_all("Error Log", {"name": ["not in", [*known, ""]]}, ["*"])
        self.assertIn("job_runs", error.error)
        self.assertNotIn("Zibeline", f"{state}{error}")
        frappe.db.delete("Error Log", {"name": error.name})

    def test_of_two_runs_the_later_one_goes_on(self) -> None:
        log = self.opened()
        import_records.start(log["name"], "Import")
        row = import_records.mine(log["name"])
        first = import_jobs._Task(job_runs.claim(import_records.DOCTYPE, row.name, row.run_id))
        import_jobs.run(row.name, row.run_id, "en")
        with self.assertRaises(job_runs.Replaced):
            first.beat({"rows_done": 0})
        frappe.db.rollback()
        self.assertEqual(exchange.state(row.name)["rows_done"], 4)

    def test_a_manager_sees_no_more_than_before(self) -> None:
        log = self.opened()
        self.done(log["name"], "Import")
        name = frappe.db.get_value("Sensitive Report", {"source_id": "I-4"}, "cfm_case")
        self.assertEqual(frappe.get_list("Case", filters={"name": name}), [])
        self.assertEqual(len(frappe.get_list("CFM Case Stub", filters={"cfm_case": name})), 1)
        self.assertEqual(frappe.get_list("Sensitive Report", filters={"cfm_case": name}), [])
        frappe.set_user(self.other)
        self.assertEqual(frappe.get_list("Case", filters={"name": name}), [])
        with self.assertRaises(frappe.PermissionError):
            exchange.state(log["name"])
        with self.assertRaises(frappe.PermissionError):
            exchange.error_sheet(log["name"])
        self.assertFalse(frappe.has_permission("CFM Import", "read", doc=log["name"]))
        file = frappe.db.get_value("CFM Import", log["name"], "file_id")
        self.assertFalse(frappe.has_permission("File", "read", doc=file))
        [line] = exchange.list_imports()
        self.assertFalse(line["is_mine"])
        self.assertNotIn("log.xlsx", str(line))
        self.assertNotIn("log.xlsx", str(frappe.db.get_value("File", file, "*", as_dict=True)))

    def test_only_managers_import(self) -> None:
        frappe.set_user("Administrator")
        operator = self.user(consts.OPERATOR)
        frappe.set_user(operator)
        for call in (exchange.open_log, exchange.list_imports):
            with self.as_served(), self.assertRaises(frappe.PermissionError):
                call()

    def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(self) -> None:
        for content, name in (
            (b"\xd0\xcf\x11\xe0old", "log.xls"),
            (b"no workbook", "log.xlsx"),
            (b"x", "log.docx"),
            (b"\n\n", "log.csv"),
        ):
            with self.assertRaises(frappe.ValidationError):
                self.opened(content, name)

    def test_rows_with_unknown_values_are_refused_on_wish(self) -> None:
        log = self.opened()
        exchange.choose(log["name"], log["columns_map"], {}, strict=1)
        checked = self.done(log["name"], "Check")
        self.assertEqual(
            [(each["row"], each["column"]) for each in checked["errors"]],
            [(3, "Channel"), (4, "Date received")],
        )

    def test_old_imports_and_exports_are_removed(self) -> None:
        log = self.opened()
        values = {"doctype": "File", "is_private": 1, "content": "x"}
        export = frappe.get_doc({**values, "file_name": "cfm-export-case.csv"}).insert()
        long_ago = now_datetime() - timedelta(days=60)
        frappe.db.set_value("CFM Import", log["name"], "modified", long_ago, update_modified=False)
        frappe.db.set_value("File", export.name, "creation", long_ago, update_modified=False)
        frappe.set_user("Administrator")
        import_records.tidy()
        export_jobs.tidy()
        self.assertFalse(frappe.db.exists("CFM Import", log["name"]))
        self.assertFalse(frappe.db.exists("File", export.name))

    def test_the_file_goes_when_all_rows_are_in_or_after_a_week(self) -> None:
        whole = sheet(["I-8", "03/02/2026", "Ligne verte", "Question", "no", "When is it?"])
        log, half = self.opened(whole), self.opened()
        kept = {each["name"]: import_records.mine(each["name"]).file_id for each in (log, half)}
        for each in (log, half):
            exchange.choose(each["name"], each["columns_map"], {})
            self.done(each["name"], "Import")
        self.assertFalse(frappe.db.exists("File", kept[log["name"]]))
        self.assertTrue(frappe.db.exists("File", kept[half["name"]]))
        shown = exchange.layout(log["name"])
        self.assertEqual(shown["created_count"], 1)
        self.assertTrue(shown["columns"])
        frappe.set_user(self.other)
        self.assertFalse(frappe.has_permission("File", "read", doc=kept[half["name"]]))
        frappe.set_user("Administrator")
        old = now_datetime() - timedelta(days=import_records.FILE_KEPT_DAYS + 1)
        frappe.db.set_value("CFM Import", half["name"], "modified", old, update_modified=False)
        import_records.tidy()
        self.assertFalse(frappe.db.exists("File", kept[half["name"]]))
        self.assertTrue(frappe.db.exists("CFM Import", half["name"]))

    def test_removing_an_import_removes_its_file(self) -> None:
        log = self.opened()
        file = import_records.mine(log["name"]).file_id
        exchange.remove(log["name"])
        self.assertFalse(frappe.db.exists("File", file))
