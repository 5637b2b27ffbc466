"""An answer is its receiver's: written by them, or recorded with how it was received."""

from typing import Any

import frappe

from cfm_app import consts
from cfm_app.cases import answer_referral, refer, revoke
from cfm_app.testing import CFMTestCase


class TestAnswers(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.focal, self.manager = self.user(consts.FOCAL_POINT), self.user(consts.MANAGER)
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)
        case = self.case(category="Quantité de la ration")
        self.consent(case.name, consts.SHARE_INSIDE)
        self.act(frappe.get_doc("Case", case.name), "Register")
        self.name = refer.refer(case.name, {"focal_point": self.focal}).name

    def stored(self) -> Any:
        return frappe.get_doc("Referral", self.name)

    def test_the_office_does_not_write_it(self) -> None:
        for user in (self.operator, self.manager):
            frappe.set_user(user)
            for field in ("response", "rejection_reason"):
                with self.subTest(user=user, field=field):
                    referral = self.stored()
                    referral.set(field, "In their name")
                    self.assertRaises(frappe.PermissionError, referral.save)
            with self.assertRaises(frappe.PermissionError):
                answer_referral.answer(self.name, "In their name")
        self.assertFalse(self.stored().response)
        self.assertEqual(self.stored().workflow_state, consts.REFERRAL_OPEN)

    def test_the_office_records_what_it_was_told(self) -> None:
        answer_referral.answer(self.name, "Delivered on the 12th", "Phone")
        stored = self.stored()
        self.assertEqual(stored.workflow_state, consts.REFERRAL_DONE)
        self.assertEqual((stored.recorded_by, stored.received_via), (self.operator, "Phone"))
        frappe.set_user(self.manager)
        stored.response = "Something else"
        stored.received_via = None
        self.assertRaises(frappe.PermissionError, stored.save)

    def test_a_receiver_signs_by_answering(self) -> None:
        frappe.set_user(self.focal)
        referral = self.stored()
        referral.update({"response": "Delivered", "received_via": "Phone"})
        referral.recorded_by = self.manager
        referral.save()
        self.assertFalse(referral.received_via or referral.recorded_by)
        self.assertEqual(
            answer_referral.answer(self.name, "Delivered")["workflow_state"], consts.REFERRAL_DONE
        )
        self.assertFalse(self.stored().recorded_by)

    def test_an_answer_does_not_come_with_the_question(self) -> None:
        values = {"cfm_case": self.stored().cfm_case, "focal_point": self.focal}
        with self.assertRaises(frappe.ValidationError):
            frappe.get_doc({"doctype": "Referral", "response": "Done", **values}).insert()

    def test_revoking_needs_a_reason(self) -> None:
        self.assertRaises(frappe.ValidationError, revoke.revoke, self.name, " ")
        with self.assertRaises(frappe.ValidationError):
            self.act(self.stored(), "Revoke")
        revoked = revoke.revoke(self.name, "The person withdrew the request")
        self.assertEqual(revoked.workflow_state, consts.REFERRAL_REVOKED)
