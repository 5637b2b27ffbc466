"""What managers edit or delete survives an upgrade; what nobody touched follows it."""

import json
from unittest import mock

import frappe

from cfm_app.procedures.setup import defaults
from cfm_app.testing import CFMTestCase


class TestDefaults(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")

    def entry(self, doctype: str, name: str) -> frappe._dict:
        filters = {"ref_doctype": doctype, "ref_name": name}
        return frappe.get_doc(defaults.LEDGER, filters)

    def test_each_folder_holds_the_records_of_its_doctype(self) -> None:
        for doctype, folder in defaults.folders().items():
            files = sorted((defaults.ROOT / folder).glob("*.json"))
            self.assertTrue(files, folder)
            for file in files:
                shipped = json.loads(file.read_text(encoding="utf-8"))
                self.assertEqual(shipped["doctype"], doctype, file)

    def test_the_framework_finds_no_fixtures_to_import(self) -> None:
        """It would put back at each migration what somebody edited, roles among them."""
        self.assertEqual(list((defaults.ROOT / "fixtures").glob("*.json")), [])
        self.assertFalse(frappe.get_hooks("fixtures", app_name="cfm_app"))

    def test_second_run_changes_nothing(self) -> None:
        before = frappe.get_all(defaults.LEDGER, fields=["*"], order_by="name asc")
        defaults.sync()
        after = frappe.get_all(defaults.LEDGER, fields=["*"], order_by="name asc")
        self.assertEqual(before, after)
        self.assertFalse([row for row in after if row.status != "Installed"])

    def test_installed_records_are_what_the_app_ships(self) -> None:
        shipped = defaults.shipped()
        with mock.patch.object(defaults, "shipped", return_value=shipped):
            for values in shipped:
                doctype, name = values["doctype"], values.get("name") or values["doctype"]
                self.assertEqual(defaults.compare(doctype, name), [], (doctype, name))

    def test_a_file_that_names_more_fields_still_reaches_what_nobody_edited(self) -> None:
        """The version before did not know of a limit; nobody has touched its record."""
        sop, older = frappe.get_doc("CFM SOP", "Demande d'information"), {}
        for values in defaults.shipped():
            if values.get("name") == sop.name and values["doctype"] == "CFM SOP":
                older = {**values, "title": sop.title}
        del older["resolve_within_hours"]
        older["steps"] = [{"step_title": row["step_title"]} for row in older["steps"]]
        sop.db_set("resolve_within_hours", 0)
        for row in sop.steps:
            row.db_set({"instruction": None, "responsible_role": None, "due_hours": 0})
            row.db_set({"required_before_phase": None})
        entry = self.entry("CFM SOP", sop.name)
        defaults._note("CFM SOP", sop.name, entry, defaults._hash(older), older)
        defaults.sync()
        sop.reload()
        self.assertEqual(sop.resolve_within_hours, 72)
        self.assertTrue(sop.steps[0].instruction)
        self.assertEqual(self.entry("CFM SOP", sop.name).status, "Installed")

    def test_edited_record_is_left_alone_and_can_be_restored(self) -> None:
        sop = frappe.get_doc("CFM SOP", "Demande d'information")
        sop.resolve_within_hours = 11
        sop.save()
        defaults.sync()
        sop.reload()
        self.assertEqual(sop.resolve_within_hours, 11)
        self.assertEqual(self.entry("CFM SOP", sop.name).status, "Edited")
        defaults.restore("CFM SOP", sop.name)
        sop.reload()
        self.assertEqual(sop.resolve_within_hours, 72)

    def test_edit_of_what_the_file_does_not_name_counts(self) -> None:
        workflow = frappe.get_doc("Workflow", "CFM Case")
        workflow.states[0].message = "Read the script to the caller."
        workflow.save()
        defaults.sync()
        self.assertEqual(self.entry("Workflow", workflow.name).status, "Edited")

    def test_deleted_record_stays_deleted(self) -> None:
        name = "Remerciement"
        frappe.delete_doc("CFM Standard Answer", name)
        defaults.sync()
        self.assertFalse(frappe.db.exists("CFM Standard Answer", name))
        self.assertEqual(self.entry("CFM Standard Answer", name).status, "Deleted")

    def test_untouched_record_follows_the_file(self) -> None:
        entry = self.entry("Case Priority", "Haute")
        entry.db_set("shipped_hash", "of an older version")
        defaults.sync()
        self.assertNotEqual(
            self.entry("Case Priority", "Haute").shipped_hash, "of an older version"
        )
