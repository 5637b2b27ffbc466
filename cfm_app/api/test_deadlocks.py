"""A request that the database ended for another one is carried out again, and told in words at last."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import TABLE_CHANGED, TRIES, retried
from cfm_app.testing import CFMTestCase


class TestRetried(CFMTestCase):
    def setUp(self) -> None:
        self.seen: list[dict[str, Any]] = []

    def ending(self, times: int, ended: Exception | None = None) -> Any:
        """A method that is ended so many times, by a deadlock if nothing else is said, and spoils what it is given."""

        @retried
        def method(case: dict[str, Any]) -> str:
            self.seen.append(dict(case))
            case.clear()
            frappe.msgprint("Of a try that was taken back")
            if len(self.seen) <= times:
                raise ended or frappe.QueryDeadlockError
            return "stored"

        return method

    def test_it_begins_anew_with_what_was_sent(self) -> None:
        frappe.clear_messages()
        self.assertEqual(self.ending(2)(case={"said": "x"}), "stored")
        self.assertEqual(self.seen, [{"said": "x"}] * 3)
        self.assertEqual(len(frappe.get_message_log()), 1)

    def test_it_begins_anew_where_a_table_was_written_anew(self) -> None:
        changed = frappe.db.OperationalError(TABLE_CHANGED, "Table definition has changed")
        self.assertEqual(self.ending(1, changed)(case={}), "stored")
        self.seen.clear()
        with self.assertRaises(frappe.db.OperationalError):
            self.ending(1, frappe.db.OperationalError(1054, "Unknown column"))(case={})
        self.assertEqual(len(self.seen), 1)

    def test_after_some_tries_it_is_refused_in_words(self) -> None:
        with self.assertRaises(frappe.ValidationError):
            self.ending(TRIES)(case={})
        self.assertEqual(len(self.seen), TRIES)

    def test_what_a_request_left_out_is_told_in_words(self) -> None:
        with self.assertRaisesRegex(frappe.ValidationError, "case"):
            self.ending(0)()
        self.assertEqual(self.seen, [])
