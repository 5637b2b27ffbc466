"""A form slows down for an address, and stays open."""

import time
from unittest.mock import patch

import frappe

from cfm_app.channels.public_form import pace
from cfm_app.security.log_in import counted_calls
from cfm_app.testing import CFMTestCase, request_of


def store(number: int) -> str:
    return f"code {number}"


class TestPace(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.local.request = request_of("/cfm/feedback", "POST")
        frappe.local.form_dict = frappe._dict()
        frappe.local.request_ip = f"41.202.{frappe.generate_hash(length=6)}"

    def test_each_one_more_waits_its_turn(self) -> None:
        with patch.object(pace, "PACES", (1,)):
            taken = [pace.take(store, 2, number) for number in range(3)]
            self.assertEqual(taken, ["code 0", "code 1", "code 2"])
            with self.assertRaises(pace.TooFast) as caught:
                pace.take(store, 2, 3)
            self.assertEqual(caught.exception.seconds, 1)
            time.sleep(1.1)
            self.assertEqual(pace.take(store, 2, 3), "code 3")

    def test_what_a_sender_says_changes_nothing(self) -> None:
        pace.take(store, 1, 0)
        pace.take(store, 1, 1)
        frappe.local.form_dict[counted_calls.KEY] = "another"
        self.assertRaises(pace.TooFast, pace.take, store, 1, 2)

    def test_another_address_is_not_slower(self) -> None:
        pace.take(store, 1, 0)
        frappe.local.request_ip = f"41.203.{frappe.generate_hash(length=6)}"
        self.assertEqual(pace.take(store, 1, 1), "code 1")

    def test_the_turns_grow_to_a_minute(self) -> None:
        paces = [pace.pace_of(beyond, 60) for beyond in (0, 59, 60, 119, 120, 10_000)]
        self.assertEqual(paces, [15, 15, 30, 30, 60, 60])
