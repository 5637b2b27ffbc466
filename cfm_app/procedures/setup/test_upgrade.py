"""A later version of the defaults meets a site whose managers have edited and deleted some."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import frappe

from cfm_app.api import defaults as answers
from cfm_app.procedures.setup import defaults
from cfm_app.testing import CFMTestCase

UNTOUCHED = {
    "Workflow": "CFM Referral",
    "Notification": "CFM Case reopened",
    "Print Format": "CFM Case Summary",
    "CFM SOP": "Rumeur ou perception",
    "Case Category": "Information sur le ciblage",
}
EDITED = {
    "Workflow": "CFM Case",
    "Notification": "CFM Referral overdue",
    "Print Format": "CFM Referral Letter",
    "CFM SOP": "Demande d'information",
    "Case Category": "Demande d'information",
}
DELETED = ("CFM SOP", "Suggestion")
# What the office writes, and what the later version says, of each kind.
FIELD = {
    "Workflow": "send_email_alert",
    "Notification": "subject",
    "Print Format": "margin_top",
    "CFM SOP": "resolve_within_hours",
    "Case Category": "aliases",
}
OURS = {
    "Workflow": 1,
    "Notification": "Le renvoi attend",
    "Print Format": 21,
    "CFM SOP": 11,
    "Case Category": "le mot du bureau",
}
LATER = {
    "Workflow": 1,
    "Notification": "Nouveau : {{ doc.name }}",
    "Print Format": 25,
    "CFM SOP": 99,
    "Case Category": "un autre mot",
}


class TestUpgrade(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        for folder in defaults.folders().values():
            shutil.copytree(defaults.ROOT / folder, self.root / folder, dirs_exist_ok=True)

    def file_of(self, doctype: str, name: str) -> Path:
        for file in (self.root / defaults.folders()[doctype]).glob("*.json"):
            if json.loads(file.read_text(encoding="utf-8"))["name"] == name:
                return file
        raise AssertionError(name)

    def ship(self, doctype: str, name: str, **values: Any) -> None:
        """The later version says something else about a record."""
        file = self.file_of(doctype, name)
        shipped = json.loads(file.read_text(encoding="utf-8"))
        file.write_text(json.dumps({**shipped, **values}), encoding="utf-8")

    def edit(self, doctype: str, name: str, **values: Any) -> None:
        doc = frappe.get_doc(doctype, name)
        doc.update(values)
        doc.save()

    def value(self, doctype: str, name: str) -> Any:
        return frappe.db.get_value(doctype, name, FIELD[doctype])

    def entry(self, doctype: str, name: str) -> Any:
        return frappe.get_doc(defaults.LEDGER, {"ref_doctype": doctype, "ref_name": name})

    def upgrade(self) -> None:
        """The office edits and deletes, then the later version comes, which changes all of it."""
        for doctype, name in EDITED.items():
            self.edit(doctype, name, **{FIELD[doctype]: OURS[doctype]})
            self.ship(doctype, name, **{FIELD[doctype]: LATER[doctype], "idx": 3})
        for doctype, name in UNTOUCHED.items():
            self.ship(doctype, name, **{FIELD[doctype]: LATER[doctype]})
        frappe.delete_doc(*DELETED)
        self.ship(*DELETED, resolve_within_hours=99)
        defaults.sync(self.root)

    def test_what_nobody_touched_follows(self) -> None:
        self.upgrade()
        for doctype, name in UNTOUCHED.items():
            self.assertEqual(self.value(doctype, name), LATER[doctype], name)
            entry = self.entry(doctype, name)
            self.assertEqual((entry.status, entry.newer_available), ("Installed", 0), name)

    def test_what_was_edited_stays_and_the_later_version_is_offered(self) -> None:
        self.upgrade()
        offers = {(row.ref_doctype, row.ref_name): row for row in answers.overview()}
        for doctype, name in EDITED.items():
            self.assertEqual(self.value(doctype, name), OURS[doctype], name)
            row = offers[(doctype, name)]
            self.assertEqual((row.status, row.newer_available), ("Edited", 1), name)
        defaults.sync(self.root)
        self.assertEqual(self.entry("CFM SOP", EDITED["CFM SOP"]).newer_available, 1)

    def test_what_was_deleted_stays_away_and_comes_back_on_demand(self) -> None:
        self.upgrade()
        self.assertFalse(frappe.db.exists(*DELETED))
        self.assertEqual(self.entry(*DELETED).status, "Deleted")
        defaults.restore(*DELETED, root=self.root)
        self.assertEqual(self.value(*DELETED), 99)
        self.assertEqual(self.entry(*DELETED).status, "Installed")

    def test_the_offer_is_taken(self) -> None:
        self.upgrade()
        for doctype, name in EDITED.items():
            defaults.restore(doctype, name, root=self.root)
            self.assertEqual(self.value(doctype, name), LATER[doctype], name)
            self.assertEqual(defaults.compare(doctype, name, root=self.root), [], name)
            entry = self.entry(doctype, name)
            self.assertEqual((entry.status, entry.newer_available), ("Installed", 0), name)
        self.ship("CFM SOP", EDITED["CFM SOP"], resolve_within_hours=100)
        defaults.sync(self.root)
        self.assertEqual(self.value("CFM SOP", EDITED["CFM SOP"]), 100)

    def test_the_office_keeps_its_own_until_the_next_version(self) -> None:
        self.upgrade()
        kept = ("CFM SOP", EDITED["CFM SOP"])
        defaults.keep(*kept, root=self.root)
        defaults.sync(self.root)
        self.assertEqual((self.value(*kept), self.entry(*kept).newer_available), (11, 0))
        self.ship(*kept, resolve_within_hours=100)
        defaults.sync(self.root)
        self.assertEqual((self.value(*kept), self.entry(*kept).newer_available), (11, 1))

    def test_an_edit_that_was_taken_back_counts_as_none(self) -> None:
        sop = ("CFM SOP", EDITED["CFM SOP"])
        before = self.value(*sop)
        self.edit(*sop, resolve_within_hours=11)
        defaults.sync()
        self.edit(*sop, resolve_within_hours=before)
        self.ship(*sop, resolve_within_hours=99)
        defaults.sync(self.root)
        self.assertEqual((self.value(*sop), self.entry(*sop).status), (99, "Installed"))

    def test_what_is_shipped_no_more_stays_and_belongs_to_the_office(self) -> None:
        answer = ("CFM Standard Answer", "Remerciement")
        self.file_of(*answer).unlink()
        defaults.sync(self.root)
        self.assertTrue(frappe.db.exists(*answer))
        self.assertEqual(self.entry(*answer).status, "Superseded")
        defaults.sync()
        self.assertEqual(self.entry(*answer).status, "Installed")

    def test_a_new_record_that_needs_a_deleted_one_is_offered(self) -> None:
        sop = json.loads(self.file_of("CFM SOP", "Suggestion").read_text(encoding="utf-8"))
        new = {**sop, "name": "Nouvelle", "title": "Nouvelle", "functional_area": "Supprimé"}
        (self.root / "shipped" / "sops" / "nouvelle.json").write_text(
            json.dumps(new), encoding="utf-8"
        )
        defaults.sync(self.root)
        self.assertFalse(frappe.db.exists("CFM SOP", "Nouvelle"))
        entry = self.entry("CFM SOP", "Nouvelle")
        self.assertEqual((entry.status, entry.newer_available), ("Deleted", 1))
        self.assertIn("Supprimé", entry.reason)

    def test_a_later_workflow_that_loses_a_state_is_offered_with_the_reason(self) -> None:
        """Cases may stand in it; a migration neither strands them nor breaks off."""
        file = self.file_of("Workflow", "CFM Case")
        values = json.loads(file.read_text(encoding="utf-8"))
        for table, fields in (("states", ("state",)), ("transitions", ("state", "next_state"))):
            values[table] = [
                row for row in values[table] if "On Hold" not in [row[field] for field in fields]
            ]
        file.write_text(json.dumps(values), encoding="utf-8")
        defaults.sync(self.root)
        workflow = frappe.get_doc("Workflow", "CFM Case")
        self.assertIn("On Hold", [row.state for row in workflow.states])
        entry = self.entry("Workflow", "CFM Case")
        self.assertEqual((entry.status, entry.newer_available), ("Installed", 1))
        self.assertIn(frappe._("On Hold"), entry.reason)
        self.assertIn("CFM Case", [row.ref_name for row in answers.overview()])

    def test_restoring_a_workflow_with_a_state_of_the_office_says_what_to_do_first(self) -> None:
        state = "Vérification"
        frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": state}).insert()
        workflow = frappe.get_doc("Workflow", "CFM Case")
        workflow.append("states", {"state": state, "doc_status": "0", "allow_edit": "CFM Operator"})
        workflow.save()
        with self.assertRaisesRegex(frappe.ValidationError, state):
            defaults.restore("Workflow", "CFM Case")
        workflow.reload()
        workflow.states = [row for row in workflow.states if row.state != state]
        workflow.state_moves = {state: "New"}
        workflow.save()
        defaults.restore("Workflow", "CFM Case")
        self.assertEqual(defaults.compare("Workflow", "CFM Case"), [])
