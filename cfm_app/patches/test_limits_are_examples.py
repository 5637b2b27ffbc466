"""Procedures of a site that is older than the field which says that limits are examples."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import frappe

from cfm_app.patches import limits_are_examples
from cfm_app.procedures.setup import defaults, first_steps
from cfm_app.testing import CFMTestCase

SOP = "CFM SOP"
UNTOUCHED, EDITED, CONFIRMED = "Suggestion", "Hors mandat", "Rumeur ou perception"
OWN = "Du bureau"


class TestLimitsAreExamples(CFMTestCase):
    def setUp(self) -> None:
        """The site as the version before left it."""
        frappe.set_user("Administrator")
        root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, root)
        for folder in defaults.folders().values():
            shutil.copytree(defaults.ROOT / folder, root / folder, dirs_exist_ok=True)
        for file in (root / defaults.folders()[SOP]).glob("*.json"):
            values = json.loads(file.read_text(encoding="utf-8"))
            before = limits_are_examples._as_before(values)
            file.write_text(json.dumps(before), encoding="utf-8")
        for values in defaults.shipped(root):
            if values["doctype"] == SOP:
                frappe.db.set_value(SOP, values["name"], "limits_are_examples", 0)
                defaults.restore(SOP, values["name"], root)
        self.change(EDITED, resolve_within_hours=11)
        explanation = frappe.db.get_value(SOP, CONFIRMED, "explanation")
        told = explanation.replace(limits_are_examples.SENTENCE, "").strip()
        self.change(CONFIRMED, explanation=told, resolve_within_hours=12)
        own = {"title": OWN, "explanation": f"À nous. {limits_are_examples.SENTENCE}"}
        frappe.get_doc({"doctype": SOP, **own}).insert()

    def change(self, name: str, **values: Any) -> None:
        frappe.get_doc(SOP, name).update(values).save()

    def upgrade(self) -> None:
        limits_are_examples.execute()
        defaults.sync()

    def state(self, name: str) -> tuple[str, int]:
        entry = frappe.get_doc(defaults.LEDGER, {"ref_doctype": SOP, "ref_name": name})
        return defaults.status_of(entry), entry.newer_available

    def test_the_sentence_becomes_a_field(self) -> None:
        self.upgrade()
        for name in (UNTOUCHED, EDITED, OWN):
            told = frappe.db.get_value(SOP, name, ["explanation", "limits_are_examples"])
            self.assertNotIn(limits_are_examples.SENTENCE, told[0])
            self.assertEqual(told[1], 1, name)
        self.assertNotIn(CONFIRMED, first_steps.unconfirmed_procedures())
        self.assertEqual(frappe.db.get_value(SOP, CONFIRMED, "limits_are_examples"), 0)

    def test_what_nobody_edited_follows_and_nothing_new_is_offered(self) -> None:
        self.upgrade()
        self.assertEqual(self.state(UNTOUCHED), ("Installed", 0))
        self.assertEqual(self.state(EDITED), ("Edited", 0))
        self.assertEqual(self.state(CONFIRMED), ("Edited", 0))
        self.assertEqual(frappe.db.get_value(SOP, EDITED, "resolve_within_hours"), 11)

    def test_it_runs_twice(self) -> None:
        self.upgrade()
        self.upgrade()
        self.assertEqual(self.state(UNTOUCHED), ("Installed", 0))
