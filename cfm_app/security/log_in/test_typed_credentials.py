"""What is no text is no name, no password and no code."""

from unittest import mock

import frappe

from cfm_app.security.log_in import typed_credentials
from cfm_app.testing import CFMTestCase


class TestTypedCredentials(CFMTestCase):
    def test_texts_and_nothing_else(self) -> None:
        for odd in (5, True, 1.5, ["a"], {"a": 1}, [[]]):
            for name in typed_credentials.CREDENTIALS:
                with (
                    self.subTest(name=name, value=odd),
                    self.assertRaises(frappe.AuthenticationError),
                ):
                    typed_credentials.require_texts({"usr": "a", "pwd": "b", name: odd})
        for good in ({}, {"usr": "a", "pwd": "b"}, {"otp": "1", "tmp_id": "x"}, {"usr": None}):
            typed_credentials.require_texts(good)

    def test_a_code_that_no_password_came_before_is_left_out(self) -> None:
        for begun in ({}, {"tmp_id": ""}, {"tmp_id": "made-up"}):
            form = {"usr": "a", "pwd": "b", "otp": "1", **begun}
            typed_credentials.leave_out_early_code(form)
            self.assertEqual(form, {"usr": "a", "pwd": "b", **begun})
        form = {"tmp_id": "begun", "otp": "1"}
        with mock.patch.object(frappe.cache, "get", return_value=b"a"):
            typed_credentials.leave_out_early_code(form)
        self.assertEqual(form, {"tmp_id": "begun", "otp": "1"})

    def test_a_begun_log_in_without_a_code_is_left_out(self) -> None:
        for empty in ({}, {"otp": ""}, {"otp": None}):
            form = {"tmp_id": "begun", **empty}
            typed_credentials.leave_out_begun(form)
            self.assertEqual(form, empty)
        form = {"tmp_id": "begun", "otp": "1"}
        typed_credentials.leave_out_begun(form)
        self.assertEqual(form, {"tmp_id": "begun", "otp": "1"})
