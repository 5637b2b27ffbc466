"""Whoever takes a category out of use hears what still hangs on it."""

from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.testing import CFMTestCase

CATEGORY = "Quantité de la ration"


class TestRetiredCategory(CFMTestCase):
    def retired(self, **values: Any) -> str:
        """What a manager is told who takes the category out of use."""
        frappe.set_user(self.user(consts.MANAGER))
        category = frappe.get_doc("Case Category", CATEGORY)
        category.update({"enabled": 0, **values})
        frappe.clear_messages()
        category.save()
        return str(frappe.get_message_log())

    def procedure(self) -> str:
        values = {"doctype": "CFM SOP", "title": "Ration", "category": CATEGORY}
        return str(frappe.get_doc(values).insert().name)

    def test_open_cases_and_procedures_are_named(self) -> None:
        self.procedure()
        self.case(category=CATEGORY)
        told = self.retired()
        self.assertIn("open case", told)
        self.assertIn("Ration", told)

    def test_of_cases_that_are_closed_to_the_manager_nothing_is_said(self) -> None:
        frappe.set_user(self.user(consts.PSEA))
        before = self.retired()
        self.undo_retirement()
        frappe.set_user(self.user(consts.PSEA))
        self.case(category=CATEGORY, sensitivity="EAS et harcèlement sexuel")
        self.assertEqual(self.retired(), before)

    def undo_retirement(self) -> None:
        frappe.db.set_value("Case Category", CATEGORY, "enabled", 1)
        frappe.clear_messages()

    def test_another_change_says_nothing(self) -> None:
        self.procedure()
        self.assertEqual(self.retired(enabled=1, help="Kilos"), "[]")
