"""What pages let anybody try is counted each by itself, by the place that tries."""

import frappe

from cfm_app.security.log_in import counted_calls
from cfm_app.testing import CFMTestCase, request_of

HOUR = 3600


class TestCountedCalls(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.local.request = request_of("/cfm/status", "POST")
        frappe.local.form_dict = frappe._dict()
        self.network = f"2001:db8:{frappe.generate_hash(length=4)}:1"
        self.name = frappe.generate_hash(length=8)

    def call(self, number: int, name: str = "", most: int = 2) -> str:
        frappe.local.request_ip = f"{self.network}::{number}"
        return counted_calls.limited(self.address, f"{self.name}{name}", most, HOUR)()

    def address(self) -> str:
        return str(frappe.local.request_ip)

    def refused(self, number: int, name: str = "", most: int = 2) -> None:
        with self.assertRaises(frappe.RateLimitExceededError):
            self.call(number, name, most)

    def test_one_count_leaves_another_alone(self) -> None:
        self.call(1)
        self.call(1)
        self.refused(1)
        self.call(1, "requests", most=1)
        self.refused(1, "requests", most=1)

    def test_a_network_is_one_place(self) -> None:
        """Who has one address of version 6 has all of its network: a new one for each try."""
        self.call(1)
        self.call(2)
        self.refused(3)
        self.network = f"{self.network[:-1]}2"
        self.call(1)

    def test_what_is_called_knows_the_address(self) -> None:
        self.assertEqual(self.call(7), f"{self.network}::7")
        self.assertEqual(frappe.local.request_ip, f"{self.network}::7")

    def test_what_a_sender_says_changes_nothing(self) -> None:
        self.call(1)
        self.call(1)
        frappe.local.form_dict[counted_calls.KEY] = "another"
        self.refused(1)
