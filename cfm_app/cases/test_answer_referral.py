"""An answer is its receiver's: written by them, or recorded with how it was received."""

from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.cases import answer_referral, message, more_time, refer, revoke
from cfm_app.cases.search import referral_messages
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

    def test_a_message_reads_as_it_was_written(self) -> None:
        text = "Less than <5 kg & nothing > 3"
        message.write(self.name, text)
        self.assertEqual(referral_messages.of_referrals([self.name])[self.name][-1].content, text)

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
        told = {"for_user": self.focal, "subject": ["like", f"%{self.name}%"]}
        subjects = frappe.get_all("Notification Log", told, pluck="subject")
        self.assertTrue(any("withdrew the request" in subject for subject in subjects), subjects)

    def test_nobody_becomes_the_receiver_by_answering(self) -> None:
        for user in (self.operator, self.manager):
            frappe.set_user(user)
            for state in (consts.REFERRAL_OPEN, consts.REFERRAL_DONE):
                with self.subTest(user=user, state=state):
                    referral = self.stored()
                    referral.update({"focal_point": user, "response": "Mine"})
                    referral.workflow_state = state
                    self.assertRaises(frappe.PermissionError, referral.save)
        self.assertEqual(self.stored().focal_point, self.focal)

    def test_an_answer_stays_with_whoever_gave_it(self) -> None:
        frappe.set_user(self.focal)
        answer_referral.answer(self.name, "Delivered")
        other = self.user(consts.FOCAL_POINT, email="other.focal@test.cfm")
        frappe.set_user(self.manager)
        referral = self.stored()
        referral.focal_point = other
        self.assertRaises(frappe.ValidationError, referral.save)
        self.assertEqual(self.stored().focal_point, self.focal)

    def test_half_an_answer_does_not_go_to_another_receiver(self) -> None:
        frappe.set_user(self.focal)
        referral = self.stored()
        referral.response = "I think so"
        referral.save()
        frappe.set_user(self.operator)
        referral = self.stored()
        referral.focal_point = self.user(consts.FOCAL_POINT, email="other.focal@test.cfm")
        referral.save()
        self.assertFalse(self.stored().response)

    def test_accepting_is_the_receivers_own(self) -> None:
        frappe.set_user(self.user(consts.DATA_PROTECTION))
        with self.assertRaises(frappe.PermissionError):
            answer_referral.accept(self.name)
        self.assertEqual(self.stored().workflow_state, consts.REFERRAL_OPEN)

    def test_who_only_reads_a_referral_does_nothing_with_it(self) -> None:
        """Accountability and gender answer what is sent to them, and read what is sent to others."""
        acts = (
            lambda: answer_referral.accept(self.name),
            lambda: answer_referral.send_back(self.name, "Not ours"),
            lambda: answer_referral.answer(self.name, "Done", "Phone"),
            lambda: message.ask_for_progress(self.name),
            lambda: more_time.ask_for_referral(self.name, 5, "Please"),
        )
        for role in (consts.AAP, consts.GENDER):
            frappe.set_user(self.user(role))
            self.assertTrue(self.stored().has_permission("read"))
            for act in acts:
                self.assertRaises(frappe.PermissionError, act)
        stored = self.stored()
        self.assertEqual((stored.workflow_state, stored.asked_count), (consts.REFERRAL_OPEN, 0))
