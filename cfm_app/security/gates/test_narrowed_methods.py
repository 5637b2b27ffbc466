"""What the framework lets everybody call, the office leaves to fewer."""

import json
from contextlib import suppress
from unittest.mock import patch

import frappe

from cfm_app.base import consts
from cfm_app.security import framework_methods
from cfm_app.security.gates import narrowed_methods
from cfm_app.testing import CFMTestCase, request_of


class TestNarrowedMethods(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)
        frappe.local.request = request_of("/api/method/x", "POST")

    def test_nobody_logs_in_by_a_link(self) -> None:
        """And the answer is the same for an account and for none."""
        said = []
        for email in (self.operator, "nobody@test.cfm"):
            frappe.set_user("Guest")
            with self.assertRaises(frappe.PermissionError) as caught:
                narrowed_methods.send_login_link(email=email)
            said.append(str(caught.exception))
        self.assertEqual(said[0], said[1])
        self.assertRaises(frappe.PermissionError, narrowed_methods.login_via_key, key="x")
        self.assertEqual(frappe.session.user, "Guest")

    def test_each_of_them_stands_in_the_place_of_the_frameworks(self) -> None:
        replaced = frappe.get_hooks("override_whitelisted_methods")
        for name in (
            narrowed_methods.SMS,
            narrowed_methods.ACCESS_LOG,
            narrowed_methods.DEFAULT_APP,
        ):
            self.assertIn(narrowed_methods.__name__, replaced[name][-1])
        for name in (
            "www.login.send_login_link",
            "www.login.login_via_key",
            "www.contact.send_message",
        ):
            self.assertIn(narrowed_methods.__name__, replaced[f"frappe.{name}"][-1])

    def test_who_sets_up_the_gateway_tries_it(self) -> None:
        with patch.object(framework_methods, "of", return_value=lambda **given: given):
            for user in (self.operator, self.user(consts.PSEA)):
                frappe.set_user(user)
                with self.subTest(user), self.assertRaises(frappe.PermissionError):
                    narrowed_methods.send_sms(receiver_list="[]", msg="x")
            frappe.set_user("Administrator")
            if frappe.db.exists("DocType", narrowed_methods.SMS_SETTINGS):
                numbers = json.dumps(["+23566000001"])
                said = narrowed_methods.send_sms(receiver_list=numbers, msg="x", cmd="y")
                self.assertEqual(said, {"receiver_list": ["+23566000001"], "msg": "x"})
                for given in ({}, {"receiver_list": numbers}, {"receiver_list": "{", "msg": "x"}):
                    with self.assertRaises(frappe.ValidationError):
                        narrowed_methods.send_sms(**given)

    def test_a_message_of_somebody_is_not_lost_unsaid(self) -> None:
        frappe.set_user("Guest")
        with self.assertRaises(frappe.ValidationError) as caught:
            narrowed_methods.send_message(sender="a@b.org", message="x")
        self.assertIn("/cfm/feedback", str(caught.exception))

    def test_the_page_after_the_log_in_is_of_an_app(self) -> None:
        for odd in ("no_app", "os", "../x", "x" * 200):
            with self.subTest(odd):
                self.assertRaises(frappe.ValidationError, narrowed_methods.set_app_as_default, odd)
                user = frappe._dict(default_app=odd)
                self.assertRaises(frappe.ValidationError, narrowed_methods.check_default_app, user)
        narrowed_methods.check_default_app(frappe._dict(default_app="cfm_app"))
        narrowed_methods.check_default_app(frappe._dict())

    def test_nobody_makes_any_number_of_lines_and_reports(self) -> None:
        made: list[int] = []
        for doctype in ("Access Log", "Prepared Report", "Report"):
            if not frappe.db.exists("DocType", doctype):
                continue
            with self.subTest(doctype), patch.object(narrowed_methods, "MOST_MADE", 2):
                for number in range(2):
                    narrowed_methods.require_few(doctype)
                    doc = {"doctype": doctype, "name": f"made-{number}", "owner": self.operator}
                    frappe.get_doc(doc).db_insert()
                    made.append(number)
                self.assertRaises(
                    frappe.TooManyRequestsError, narrowed_methods.require_few, doctype
                )
        self.assertTrue(made)
        events = frappe.get_hooks("doc_events")
        for doctype in ("Prepared Report", "Report"):
            asked = events[doctype]["before_insert"]
            self.assertIn(f"{narrowed_methods.__name__}.check_made", asked)

    def test_a_line_of_the_log_has_a_length(self) -> None:
        with suppress(frappe.PermissionError):
            self.assertRaises(
                frappe.ValidationError, narrowed_methods.make_access_log, filters="x" * 20_000
            )
