"""The key of drafts belongs to one session, and is given while that lives and is open."""

import frappe

from cfm_app.security.second_factor import idle
from cfm_app.security.second_factor.test_idle import IdleTestCase
from cfm_app.web.pages import draft_key


class DraftKeyTest(IdleTestCase):
    def test_each_session_has_its_own(self) -> None:
        first = draft_key.of_session()
        self.assertEqual(draft_key.of_session(), first)
        self.sit("second")
        self.assertNotEqual(draft_key.of_session(), first)

    def test_nobody_gets_one_without_a_session_or_while_it_is_locked(self) -> None:
        idle.lock()
        self.assertEqual(draft_key.of_session(), "")
        frappe.set_user("Guest")
        self.assertEqual(draft_key.of_session(), "")
