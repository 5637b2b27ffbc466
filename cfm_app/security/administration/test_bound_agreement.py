"""Whoever agrees agrees to what they have read, and nothing waits that would open the same again."""

from typing import Any
from unittest.mock import patch

import frappe

from cfm_app.base import consts
from cfm_app.security.administration import access_requests
from cfm_app.testing import CFMTestCase


class TestBoundAgreement(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.user(consts.PSEA)
        self.guardian = self.user(consts.DATA_PROTECTION)
        self.other = self.user(consts.OPERATOR)
        self.managers = [self.user(consts.MANAGER), self.user(consts.MANAGER, email="two@test.cfm")]
        # The framework gives an account what it lacks when it is saved first.
        frappe.get_doc("User", self.other).save()
        frappe.set_user(self.other)
        self.case(category="Exploitation ou abus sexuel")
        frappe.set_user(self.managers[0])

    def give(self, **more: Any) -> None:
        doc = frappe.get_doc("User", self.other)
        doc.append("roles", {"role": consts.PSEA})
        doc.update(more)
        doc.save()

    def state(self, request: Any) -> str:
        return str(frappe.db.get_value(request.doctype, request.name, "state"))

    def test_a_request_that_was_read_does_not_change(self) -> None:
        read = self.waits(self.give)
        written = frappe.db.get_value(read.doctype, read.name, "change_values")
        self.assertEqual(self.waits(self.give).name, read.name)
        other = self.waits(lambda: self.give(first_name="Autre"))
        self.assertNotEqual(other.name, read.name)
        self.assertEqual(frappe.db.get_value(read.doctype, read.name, "change_values"), written)
        self.assertEqual(self.state(read), access_requests.WITHDRAWN)
        frappe.set_user(self.guardian)
        with self.assertRaises(frappe.ValidationError):
            access_requests.agree(read.name)
        self.assertNotIn(consts.PSEA, frappe.get_roles(self.other))

    def test_only_who_asked_takes_a_request_back(self) -> None:
        request = self.waits(self.give)
        for user in (self.managers[1], self.guardian, self.other):
            frappe.set_user(user)
            self.assertRaises(frappe.PermissionError, access_requests.withdraw, request.name)
        self.assertEqual(self.state(request), access_requests.WAITING)
        frappe.set_user(self.managers[0])
        access_requests.withdraw(request.name)
        self.assertEqual(self.state(request), access_requests.WITHDRAWN)

    def test_whoever_agrees_gives_a_fresh_code_first(self) -> None:
        request = self.waits(self.give)
        frappe.set_user(self.guardian)
        with (
            patch.object(access_requests.step_up, "require", side_effect=frappe.PermissionError),
            self.assertRaises(frappe.PermissionError),
        ):
            access_requests.agree(request.name)
        self.assertEqual(self.state(request), access_requests.WAITING)

    def test_what_was_taken_back_is_not_opened_by_an_older_request(self) -> None:
        older = self.waits(self.give)
        frappe.set_user(self.managers[1])
        newer = self.waits(self.give)
        frappe.set_user(self.guardian)
        access_requests.agree(newer.name)
        self.assertEqual(self.state(older), access_requests.WITHDRAWN)
        frappe.set_user(self.managers[0])
        user = frappe.get_doc("User", self.other)
        user.roles = [row for row in user.roles if row.role != consts.PSEA]
        user.save()
        frappe.set_user(self.guardian)
        with self.assertRaises(frappe.ValidationError):
            access_requests.agree(older.name)
        self.assertNotIn(consts.PSEA, frappe.get_roles(self.other))
