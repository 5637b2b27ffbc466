"""Nobody learns from a forgotten password who has an account."""

from unittest.mock import patch

import frappe

from cfm_app.security.log_in import password_reset
from cfm_app.testing import CFMTestCase

NAMES = ("Administrator", "Guest", "nobody@nowhere.example", "x" * 5_000)


class TestForgotten(CFMTestCase):
    def test_the_answer_is_the_same_for_everybody(self) -> None:
        answers = set()
        for name in NAMES:
            frappe.clear_messages()
            with patch("frappe.enqueue"):
                answer = password_reset.reset_password(name)
            answers.add((answer, frappe.as_json(frappe.local.message_log)))
        self.assertEqual(len(answers), 1)

    def test_only_a_job_looks_anybody_up(self) -> None:
        with patch("frappe.enqueue") as queued, patch("frappe.get_doc") as looked_up:
            for name in NAMES:
                password_reset.reset_password(name)
        looked_up.assert_not_called()
        self.assertEqual([call.kwargs["user"] for call in queued.call_args_list], list(NAMES[:3]))

    def test_the_job_tells_nobody_how_it_went(self) -> None:
        frappe.clear_messages()
        password_reset.send_link("nobody@nowhere.example")
        self.assertEqual(frappe.local.message_log, [])

    def test_who_runs_the_machine_gets_no_link_by_any_of_their_names(self) -> None:
        boss = self.user("System Manager", email="boss@test.cfm")
        plain = self.user("CFM Operator")
        for user, name in ((boss, "the-boss"), (plain, "the-clerk")):
            frappe.db.set_value("User", user, "username", name)
        frappe.db.set_value("User", boss, "mobile_no", "+23566000001")
        asked = []
        with patch("frappe.get_attr", return_value=asked.append):
            for name in (boss, "the-boss", "+23566000001", plain, "the-clerk"):
                password_reset.send_link(name)
        self.assertEqual(asked, [plain, "the-clerk"])

    def test_the_framework_s_door_leads_here(self) -> None:
        doors = frappe.get_hooks("override_whitelisted_methods")
        self.assertEqual(
            doors[password_reset.DOOR][-1], "cfm_app.security.log_in.password_reset.reset_password"
        )
