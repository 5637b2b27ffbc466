"""Conditions that say "is or lies under" follow the tree of categories."""

import json

import frappe

from cfm_app.base import consts
from cfm_app.testing import CFMTestCase

GROUP, ONE, OTHER = "Plainte non sensible", "Quantité de la ration", "Demande d'information"


class TestTreeConditions(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.manager = self.user(consts.MANAGER)
        frappe.set_user(self.manager)
        self.kept = frappe.get_doc(
            {
                "doctype": "Notification",
                "name": "Below",
                "subject": "Below",
                "message": "A case",
                "document_type": "Case",
                "event": "New",
                "channel": "System Notification",
                "condition": f"doc.category in {json.dumps(self.below(), ensure_ascii=False)}",
                "enabled": 1,
                "recipients": [{"receiver_by_role": consts.MANAGER}],
            }
        ).insert()

    def below(self) -> list[str]:
        root = frappe.db.get_value("Case Category", GROUP, ["lft", "rgt"], as_dict=True)
        within = {"lft": [">=", root.lft], "rgt": ["<=", root.rgt]}
        return frappe.get_all("Case Category", within, pluck="name", order_by="lft asc")

    def named(self) -> list[str]:
        condition = frappe.db.get_value("Notification", "Below", "condition")
        return json.loads(condition.removeprefix("doc.category in "))

    def category(self, name: str, parent: str) -> str:
        values = {"category_name": name, "parent_case_category": parent, "enabled": 1}
        return frappe.get_doc({"doctype": "Case Category", **values}).insert().name

    def test_it_holds_of_what_lies_under_a_group(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        self.case(category=ONE)
        told = {"for_user": self.manager, "subject": "Below"}
        self.assertEqual(frappe.db.count("Notification Log", told), 1)
        self.case(category="Information sur le ciblage")
        self.assertEqual(frappe.db.count("Notification Log", told), 1)

    def test_what_comes_under_it_and_leaves_it_follows(self) -> None:
        new = self.category("Sel humide", GROUP)
        self.assertIn(new, self.named())
        frappe.set_user("Administrator")
        moved = frappe.get_doc("Case Category", new)
        moved.parent_case_category = OTHER
        if not frappe.db.exists("Case Category", OTHER):
            moved.parent_case_category = None
        moved.save()
        self.assertNotIn(new, self.named())
        self.assertEqual(self.named()[0], GROUP)

    def test_names_follow(self) -> None:
        frappe.rename_doc("Case Category", ONE, "Ration incomplète")
        self.assertIn("Ration incomplète", self.named())
        self.assertNotIn(ONE, self.named())
        frappe.rename_doc("Case Category", GROUP, "Plainte")
        self.assertEqual(self.named()[0], "Plainte")

    def test_a_list_written_by_hand_stays(self) -> None:
        written = 'doc.category in ["Quantité de la ration", "Information sur le ciblage"]'
        frappe.db.set_value("Notification", "Below", "condition", written)
        self.category("Sel humide", GROUP)
        stored = frappe.db.get_value("Notification", "Below", "condition")
        self.assertEqual(stored, written)
