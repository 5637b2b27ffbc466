"""Uninstalling leaves nothing of the cases behind in the tables of the framework."""

import frappe

from cfm_app.base import consts, doctype_access, notices
from cfm_app.procedures.setup import original_values, uninstall
from cfm_app.testing import CFMTestCase


class TestRemoval(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")

    def test_nothing_about_a_case_stays(self) -> None:
        case = self.case()
        case.add_comment("Comment", "Called again")
        frappe.get_doc(
            {
                "doctype": "File",
                "file_name": "note.txt",
                "content": "A note about a case",
                "is_private": 1,
                "attached_to_doctype": "Case",
                "attached_to_name": case.name,
            }
        ).insert()
        self.act(case, "Register")
        uninstall.remove()
        # Its own logs are tables of the app, which the framework drops.
        for carrier in doctype_access.CARRIERS.keys() - set(uninstall.doctypes()):
            type_field, _name_field = doctype_access.CARRIERS[carrier]
            filters = {type_field: ["in", uninstall.doctypes()]}
            self.assertEqual(frappe.get_all(carrier, filters=filters, pluck="name"), [], carrier)

    def test_files_on_their_way_and_notices_about_no_record_go(self) -> None:
        made = {}
        for name in ("cfm-import-0f.xlsx", "cfm-export-case-0f.csv", "of-another-app.csv"):
            values = {"doctype": "File", "file_name": name, "is_private": 1, "content": name}
            made[name] = frappe.get_doc(values).insert().name
        notices.tell("Administrator", "Somebody may see restricted cases")
        uninstall.remove()
        left = [name for name, file in made.items() if frappe.db.exists("File", file)]
        self.assertEqual(left, ["of-another-app.csv"])
        self.assertEqual(
            frappe.get_all("Notification Log", {"document_type": ["is", "not set"]}), []
        )

    def test_copies_of_what_was_deleted_about_a_case_go(self) -> None:
        case = self.case()
        about = {"reference_type": "Case", "reference_name": case.name}
        copies = {}
        for description, of in (("About the case", about), ("Of another app", {})):
            task = frappe.get_doc({"doctype": "ToDo", "description": description, **of}).insert()
            task.delete()
            kept = {"deleted_doctype": "ToDo", "deleted_name": task.name}
            copies[description] = frappe.db.get_value("Deleted Document", kept)
        self.assertTrue(all(copies.values()))
        uninstall.remove()
        left = [each for each, name in copies.items() if frappe.db.exists("Deleted Document", name)]
        self.assertEqual(left, ["Of another app"])

    def test_workflows_roles_and_jobs_go(self) -> None:
        uninstall.remove()
        for doctype in ("Workflow", "Notification"):
            filters = {"document_type": ["in", uninstall.doctypes()]}
            self.assertFalse(frappe.db.exists(doctype, filters), doctype)
        self.assertFalse(frappe.db.exists("Letter Head", "CFM"))
        self.assertFalse(frappe.db.get_default("letter_head"))
        self.assertEqual(frappe.db.count("Singles", {"doctype": "CFM Settings"}), 0)
        self.assertFalse(frappe.db.exists("Workflow State", "Loop Closed"))
        self.assertFalse(frappe.db.exists("Workflow Action Master", "Inform the Person"))
        jobs = frappe.get_all("Scheduled Job Type", pluck="method", order_by="method asc")
        self.assertFalse([job for job in jobs if job.startswith("cfm_app.")])

    def test_counters_go_unless_another_doctype_counts_there_too(self) -> None:
        counted = ["IMP-2031-", "TRS-2031-", "EV", "TRS-", "TRS-2031-A"]
        for name in counted:
            frappe.db.delete("Series", {"name": name})
            frappe.db.bulk_insert("Series", ["name", "current"], [[name, 7]])
        uninstall.remove()
        left = frappe.db.sql_list("select name from `tabSeries`")
        self.assertEqual([name for name in counted if name in left], ["EV", "TRS-", "TRS-2031-A"])

    def test_no_record_is_counted_together_with_those_of_others(self) -> None:
        """All patterns that begin with "format:" share one counter of the framework."""
        asked = {"name": ["in", uninstall.doctypes()], "autoname": ["like", "format:%{#%"]}
        self.assertEqual(frappe.get_all("DocType", filters=asked, pluck="name"), [])

    def test_what_people_arranged_for_the_lists_goes(self) -> None:
        user = self.user(consts.OPERATOR)
        arranged = (
            {"doctype": "Property Setter", "doctype_or_field": "DocType", "doc_type": "Case"}
            | {"property": "sort_order", "property_type": "Data", "value": "ASC"},
            {"doctype": "User Permission", "user": user, "allow": "CFM Programme"}
            | {"for_value": frappe.get_all("CFM Programme", pluck="name", limit_page_length=1)[0]},
            {"doctype": "List Filter", "filter_name": "Mine", "reference_doctype": "Case"}
            | {"for_user": user, "filters": "[]"},
        )
        made = [
            frappe.get_doc(values).insert(ignore_permissions=True)
            for values in arranged
            if frappe.db.exists("DocType", values["doctype"])
        ]
        uninstall.remove()
        self.assertEqual([doc.name for doc in made if frappe.db.exists(doc.doctype, doc.name)], [])
        self.assertTrue(frappe.db.exists("User", user))

    def test_settings_go_back_to_what_they_were_unless_somebody_chose_anew(self) -> None:
        frappe.db.delete("DefaultValue", {"defkey": original_values.KEPT})
        settings = "System Settings"
        given = {"time_format": "HH:mm", "date_format": "dd-mm-yyyy", "language": "fr"}
        for field, value in (("time_format", "HH:mm:ss"), ("date_format", "yyyy-mm-dd")):
            frappe.db.set_single_value(settings, field, value)
        frappe.db.set_single_value(settings, "language", None)
        original_values.note(settings, settings, given)
        for field, value in given.items():
            frappe.db.set_single_value(settings, field, value)
        frappe.db.set_single_value(settings, "date_format", "mm/dd/yyyy")
        original_values.restore()
        held = {field: frappe.db.get_single_value(settings, field, cache=False) for field in given}
        self.assertEqual(held["time_format"], "HH:mm:ss")
        self.assertEqual(held["date_format"], "mm/dd/yyyy")
        self.assertFalse(held["language"])

    def test_a_name_that_another_workflow_uses_stays(self) -> None:
        frappe.get_doc(
            {
                "doctype": "Workflow",
                "workflow_name": "Of another app",
                "document_type": "ToDo",
                "is_active": 0,
                "workflow_state_field": "status",
                "states": [{"state": "Closed", "doc_status": "0", "allow_edit": "System Manager"}],
                "transitions": [],
            }
        ).insert()
        uninstall.remove()
        self.assertTrue(frappe.db.exists("Workflow State", "Closed"))
