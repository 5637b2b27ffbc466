"""Procedures and cases that are older than the acts of steps."""

import frappe

from cfm_app.base import consts
from cfm_app.patches import acts_of_steps
from cfm_app.testing import CFMTestCase

SOP = "Plainte sur l'assistance"
TITLE = "Référer au point focal"


class TestActsOfSteps(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.set_user(self.user(consts.OPERATOR))
        case = self.case(category="Quantité de la ration")
        self.consent(case.name, consts.SHARE_INSIDE)
        self.act(frappe.get_doc("Case", case.name), "Register")
        receiver = self.user(consts.FOCAL_POINT)
        referral = {"doctype": "Referral", "cfm_case": case.name, "focal_point": receiver}
        frappe.get_doc(referral).insert()
        self.name = case.name
        frappe.set_user("Administrator")
        for doctype, parent in (("CFM SOP Step", SOP), ("Case SOP Step", self.name)):
            before = {"act": None}
            if doctype == "Case SOP Step":
                before |= {"done": 0, "by_act": 0, "done_on": None, "done_by": None}
            frappe.db.set_value(doctype, {"parent": parent}, before)
        frappe.clear_cache()

    def step(self, doctype: str, parent: str) -> frappe._dict:
        at = {"parent": parent, "step_title": TITLE}
        fields = ["act"] + (["done", "done_by"] if doctype == "Case SOP Step" else [])
        return frappe.db.get_value(doctype, at, fields, as_dict=True)

    def test_shipped_steps_learn_their_act(self) -> None:
        acts_of_steps.execute()
        self.assertEqual(self.step("CFM SOP Step", SOP).act, "Refer")
        done = self.step("Case SOP Step", self.name)
        self.assertEqual((done.act, done.done), ("Refer", 1))
        self.assertEqual(done.done_by, self.user(consts.OPERATOR))

    def test_what_a_manager_chose_or_wrote_stays(self) -> None:
        chosen = frappe.db.get_value("CFM SOP Step", {"parent": SOP, "step_title": TITLE}, "name")
        frappe.db.set_value("CFM SOP Step", chosen, "act", "Call")
        other = {"parent": SOP, "step_title": "Vérifier les faits"}
        frappe.db.set_value("CFM SOP Step", other, "step_title", "Appeler le village")
        frappe.clear_cache()
        acts_of_steps.execute()
        self.assertEqual(frappe.db.get_value("CFM SOP Step", chosen, "act"), "Call")
        own = {"parent": SOP, "step_title": "Appeler le village"}
        self.assertFalse(frappe.db.get_value("CFM SOP Step", own, "act"))
