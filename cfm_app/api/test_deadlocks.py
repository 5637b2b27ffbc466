"""A request that the database ended for another one is carried out again, and told in words at last."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import TRIES, retried
from cfm_app.testing import CFMTestCase


class TestRetried(CFMTestCase):
    def setUp(self) -> None:
        self.seen: list[dict[str, Any]] = []

    def ending(self, times: int) -> Any:
        """A method that is ended so many times, and spoils what it is given."""

        @retried
        def method(case: dict[str, Any]) -> str:
            self.seen.append(dict(case))
            case.clear()
            frappe.msgprint("Of a try that was taken back")
            if len(self.seen) <= times:
                raise frappe.QueryDeadlockError
            return "stored"

        return method

    def test_it_begins_anew_with_what_was_sent(self) -> None:
        frappe.clear_messages()
        self.assertEqual(self.ending(2)(case={"said": "x"}), "stored")
        self.assertEqual(self.seen, [{"said": "x"}] * 3)
        self.assertEqual(len(frappe.get_message_log()), 1)

    def test_after_some_tries_it_is_refused_in_words(self) -> None:
        with self.assertRaises(frappe.ValidationError):
            self.ending(TRIES)(case={})
        self.assertEqual(len(self.seen), TRIES)

    def test_what_a_request_left_out_is_told_in_words(self) -> None:
        with self.assertRaisesRegex(frappe.ValidationError, "case"):
            self.ending(0)()
        self.assertEqual(self.seen, [])
