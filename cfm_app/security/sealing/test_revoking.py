"""A key in wrong hands is taken out of use, and those concerned are told."""

import frappe

from cfm_app.base import consts
from cfm_app.security.sealing import body, circle, giving, keys, resealing, revoking, unlocking
from cfm_app.security.sealing.test_body import MARK, SealingTestCase

WHY = "The laptop was stolen"


class TestRevoking(SealingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.turn_on()
        self.report = self.told()
        self.stolen = self.identities[self.psea]

    def opens_it(self) -> bool:
        words = frappe.db.get_value(body.REPORT, self.report, "description")
        with unlocking.opened_with(self.stolen):
            return body.readable(words) == f"{MARK} description"

    def test_it_opens_nothing_that_is_given_anew(self) -> None:
        self.assertTrue(self.opens_it())
        frappe.set_user(self.other)
        revoking.revoke(self.psea, WHY)
        self.assertEqual(circle.of(self.sensitivity).members, (self.other,))
        self.assertEqual(resealing.outdated(self.sensitivity), 1)
        with unlocking.opened_with(self.identities[self.other]):
            giving.give(self.sensitivity)
        self.assertFalse(self.opens_it())
        frappe.set_user(self.psea)
        self.assertRaises(frappe.ValidationError, keys.required, self.psea)

    def test_its_owner_the_handlers_and_data_protection_are_told_why(self) -> None:
        protector = self.user(consts.DATA_PROTECTION)
        frappe.set_user(self.psea)
        revoking.revoke(self.psea, WHY)
        told = frappe.get_all(
            "Notification Log", {"subject": ["like", f"%{WHY}%"]}, pluck="for_user"
        )
        self.assertLessEqual({protector, self.other}, set(told))
        logged = frappe.get_all("CFM Access Log", {"ref_name": self.psea}, pluck="detail")
        self.assertIn("Key revoked", logged)
        self.assertNotIn(WHY, " ".join(filter(None, logged)))

    def test_a_manager_an_operator_or_a_handler_of_another_class_may_not(self) -> None:
        others = [self.user(role) for role in (consts.MANAGER, consts.OPERATOR, consts.FRAUD)]
        for user in others:
            frappe.set_user(user)
            self.assertRaises(frappe.PermissionError, revoking.revoke, self.psea, WHY)

    def test_not_without_a_reason(self) -> None:
        frappe.set_user(self.psea)
        self.assertRaises(frappe.ValidationError, revoking.revoke, self.psea, "  ")
        self.assertIn(self.psea, circle.of(self.sensitivity).members)

    def test_nobody_is_shut_out(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.delete(circle.RECOVERY)
        frappe.set_user(self.psea)
        revoking.revoke(self.psea, WHY)
        frappe.set_user(self.other)
        self.assertRaises(frappe.ValidationError, revoking.revoke, self.other, WHY)
        self.assertEqual(circle.of(self.sensitivity).members, (self.other,))

    def test_a_reason_is_words_whatever_it_looks_like(self) -> None:
        frappe.set_user(self.psea)
        revoking.revoke(self.psea, '<img src="https://elsewhere.example/seen">')
        told = frappe.get_all("Notification Log", {"for_user": self.other}, pluck="subject")
        self.assertTrue([line for line in told if "elsewhere.example" in line])
        self.assertFalse([line for line in told if "<img" in line])
