"""The page of shipped defaults: it knows of an edit at once, and says what each choice would lose."""

from datetime import timedelta
from typing import Any

import frappe

from cfm_app.api import defaults as api
from cfm_app.base import consts
from cfm_app.procedures.setup import defaults
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import diff, shipped_defaults

SOP = "Demande d'information"
ANSWER = "Remerciement"


class TestShippedPage(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user(self.user(consts.MANAGER, "System Manager"))

    def line(self, doctype: str, name: str) -> str:
        filters = {"ref_doctype": doctype, "ref_name": name}
        return frappe.db.get_value(defaults.LEDGER, filters, "name")

    def edit(self, **values: Any) -> Any:
        sop = frappe.get_doc("CFM SOP", SOP)
        sop.update(values)
        sop.save()
        return sop

    def fields(self, doctype: str, name: str) -> dict[str, Any]:
        found = shipped_defaults.detail(self.line(doctype, name))["fields"]
        return {each["label"]: each for each in found}

    def test_nothing_was_changed(self) -> None:
        view = shipped_defaults.overview("", "")
        self.assertEqual((view["lines"], view["changed"]), ([], 0))

    def test_an_edit_is_seen_at_once_and_gone_when_taken_back_by_hand(self) -> None:
        hours = frappe.db.get_value("CFM SOP", SOP, "resolve_within_hours")
        self.edit(resolve_within_hours=11)
        lines = shipped_defaults.overview("", "")["lines"]
        self.assertEqual(
            [(each["title"], each["state"]) for each in lines], [(frappe._(SOP), "Edited")]
        )
        self.edit(resolve_within_hours=hours)
        self.assertEqual(shipped_defaults.overview("", "")["lines"], [])

    def test_a_deleted_record_is_listed_and_comes_back_whole(self) -> None:
        frappe.delete_doc("CFM Standard Answer", ANSWER)
        view = shipped_defaults.detail(self.line("CFM Standard Answer", ANSWER))
        self.assertEqual((view["state"], view["exists"], view["fields"]), ("Deleted", False, []))
        self.assertIn("Merci beaucoup", str(view["whole"]))
        api.take({"name": view["id"]})
        self.assertEqual(shipped_defaults.overview("", "")["lines"], [])
        self.assertTrue(frappe.db.exists("CFM Standard Answer", ANSWER))

    def test_filters_by_kind_and_state(self) -> None:
        frappe.delete_doc("CFM Standard Answer", ANSWER)
        self.edit(resolve_within_hours=11)
        view = shipped_defaults.overview("CFM SOP", "")
        self.assertEqual([each["title"] for each in view["lines"]], [frappe._(SOP)])
        self.assertEqual(shipped_defaults.overview("CFM SOP", "Deleted")["lines"], [])
        self.assertEqual(
            [(each["value"], each["count"]) for each in view["states"]],
            [("Edited", 1), ("Deleted", 1)],
        )

    def test_short_values_stand_side_by_side_and_rows_line_by_line(self) -> None:
        sop = frappe.get_doc("CFM SOP", SOP)
        sop.resolve_within_hours = 11
        sop.steps[0].due_hours = 4
        sop.append("steps", {"step_title": "Vérifier la liste"})
        sop.save()
        fields = self.fields("CFM SOP", SOP)
        limit = fields[frappe._("Resolve within (hours)")]
        self.assertEqual((limit["yours"], limit["shipped"]), ("11", "72"))
        rows = fields[frappe._("Steps")]["lines"]
        self.assertEqual([row["sign"] for row in rows], ["-", "-", "+"])
        self.assertIn(("4", True), rows[0]["parts"])
        self.assertIn(("1", True), rows[2]["parts"])

    def test_a_long_text_shows_its_changed_lines_and_counts_the_others(self) -> None:
        letter = frappe.get_doc("Print Format", "CFM Referral Letter")
        letter.html = letter.html.replace("doc.shared_summary", "doc.reason")
        letter.save()
        (field,) = shipped_defaults.detail(self.line("Print Format", letter.name))["fields"]
        signs = [row["sign"] for row in field["lines"]]
        self.assertEqual(signs, ["", " ", " ", "-", "+", " ", " ", ""])
        self.assertIn(("reason", True), field["lines"][3]["parts"])

    def test_what_the_file_does_not_name_in_a_row_is_told_as_well(self) -> None:
        workflow = frappe.get_doc("Workflow", "CFM Case")
        workflow.states[0].message = "Read the script to the caller."
        workflow.save()
        (field,) = shipped_defaults.detail(self.line("Workflow", workflow.name))["fields"]
        self.assertIn("Read the script to the caller.", str(field["lines"]))

    def test_keeping_a_newer_default_leaves_it_an_edit_of_the_office(self) -> None:
        self.edit(resolve_within_hours=11)
        line = self.line("CFM SOP", SOP)
        frappe.db.set_value(defaults.LEDGER, line, "newer_available", 1)
        self.assertEqual(shipped_defaults.detail(line)["state"], shipped_defaults.NEWER)
        api.keep({"name": line})
        self.assertEqual(shipped_defaults.detail(line)["state"], "Edited")
        self.assertEqual(frappe.db.get_value("CFM SOP", SOP, "resolve_within_hours"), 11)

    def test_an_update_that_could_not_be_made_loses_nothing_of_the_office(self) -> None:
        line = self.line("CFM SOP", SOP)
        frappe.db.set_value("CFM SOP", SOP, "resolve_within_hours", 11)
        entry = frappe.get_doc(defaults.LEDGER, line)
        older = {**defaults.shipped_values("CFM SOP", SOP), "resolve_within_hours": 11}
        defaults._note("CFM SOP", SOP, entry, "of an older version", older)
        frappe.db.set_value(defaults.LEDGER, line, {"newer_available": 1, "reason": "Locked"})
        view = shipped_defaults.detail(line)
        self.assertEqual((view["state"], view["is_losing"]), (shipped_defaults.NEWER, False))
        self.assertEqual([field["yours"] for field in view["fields"]], ["11"])

    def test_who_may_not_change_a_kind_is_told_so(self) -> None:
        notification = "CFM Case reopened"
        doc = frappe.get_doc("Notification", notification)
        doc.subject = "Anders"
        doc.save()
        frappe.db.delete("Custom DocPerm", {"parent": "Notification", "role": consts.MANAGER})
        frappe.clear_cache(doctype="Notification")
        frappe.set_user(self.user(consts.MANAGER))
        line = self.line("Notification", notification)
        if frappe.has_permission("Notification", "read"):
            self.assertFalse(shipped_defaults.detail(line)["may_change"])
        else:
            self.assertRaises(frappe.DoesNotExistError, shipped_defaults.detail, line)
        self.assertRaises(frappe.PermissionError, api.take, {"name": line})

    def test_a_time_is_the_same_however_it_is_written(self) -> None:
        """Settings keep a time on a bench as it was typed, without its seconds."""
        shipped_values = {"doctype": "CFM Settings", "work_start": "07:30:00"}
        for yours in ("07:30", "7:30:00", timedelta(hours=7, minutes=30)):
            fields = [{"fieldname": "work_start", "yours": yours, "shipped": "07:30:00"}]
            self.assertEqual(diff.compare(shipped_values, shipped_values, fields), [], yours)
