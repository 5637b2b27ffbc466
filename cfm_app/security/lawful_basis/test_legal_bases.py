"""Another legal basis than consent goes past what the person says: who may, and that it is told."""

from typing import Any

import frappe

from cfm_app.api import console
from cfm_app.base import consts
from cfm_app.security.lawful_basis import consent
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages.case import timeline, view

SAID = "Je suis la femme du chef"
REASON = "Le juge l'exige"


class TestLegalBasis(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        self.manager = self.user(consts.MANAGER)
        frappe.set_user(self.operator)

    def decided(self, case: str, **values: str) -> Any:
        rows = [{"purpose": consts.RECORD, "decision": "Refused"}]
        given = {"doctype": "Consent", "cfm_case": case, "purposes": rows, **values}
        return self.act(frappe.get_doc(given).insert(), "Record Decision")

    def test_an_operator_does_not_go_past_a_refusal(self) -> None:
        told = {"category": "Quantité de la ration", "description": SAID}
        refused = {
            "purposes": [{"purpose": consts.RECORD, "decision": "Refused"}],
            "legal_basis": "Legitimate interest",
            "basis_reason": REASON,
        }
        with self.assertRaises(frappe.PermissionError):
            console.new_case(told, {}, refused)
        case = self.case(category="Quantité de la ration").name
        with self.assertRaises(frappe.PermissionError):
            self.decided(case, legal_basis="Vital interest", basis_reason=REASON)

    def test_nor_decides_what_somebody_else_wrote_down(self) -> None:
        case = self.case(category="Quantité de la ration").name
        frappe.set_user(self.manager)
        rows = [{"purpose": consts.SHARE_INSIDE, "decision": "Granted"}]
        based = {"legal_basis": "Vital interest", "basis_reason": REASON, "purposes": rows}
        draft = frappe.get_doc({"doctype": "Consent", "cfm_case": case, **based}).insert()
        frappe.set_user(self.operator)
        with self.assertRaises(frappe.PermissionError):
            self.act(draft, "Record Decision")

    def test_a_manager_says_why(self) -> None:
        case = self.case(category="Quantité de la ration").name
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.MandatoryError):
            self.decided(case, legal_basis="Legal obligation", basis_reason=" ")
        self.decided(case, legal_basis="Legal obligation", basis_reason=REASON)
        self.assertTrue(frappe.db.get_value("Case", case, "description"))
        shown = view.load(case)
        told = " ".join(each.get("note") or "" for each in timeline.entries(shown))
        listed = " ".join(" ".join(each.values()) for each in view.consents(shown))
        for words in (told, listed):
            self.assertIn(REASON, words)
            self.assertIn(frappe._("Legal obligation"), words)

    def test_what_another_basis_asks_for_is_recorded_whatever_was_refused_before(self) -> None:
        case = self.case(category="Quantité de la ration").name
        self.decided(case)
        self.assertTrue(consent.refuses_record(case))
        frappe.set_user(self.manager)
        self.decided(case, legal_basis="Legal obligation", basis_reason=REASON)
        self.assertFalse(consent.refuses_record(case))

    def test_the_focal_point_of_a_restricted_class_may_choose_one(self) -> None:
        frappe.set_user(self.user(consts.PSEA, email="psea.basis@test.cfm"))
        case = self.case(category="Exploitation ou abus sexuel").name
        told = self.decided(case, legal_basis="Mandatory report", basis_reason=REASON)
        self.assertEqual(told.workflow_state, consts.CONSENT_DECIDED)
