"""Where the framework counts wrong passwords, the place that guesses is locked, and codes lock for longer each time."""

from typing import Any
from unittest import mock

import frappe
from frappe import auth

from cfm_app.base import consts
from cfm_app.security.log_in import attempts
from cfm_app.security.second_factor import factor, factor_rows
from cfm_app.testing import CFMTestCase

HERE, THERE = "192.0.2.1", "192.0.2.2"
MOST = 3


class Tracker:
    """Counts as the framework's does, without its interval."""

    def __init__(self, key: str, failures: dict[str, int]) -> None:
        self.key, self.failures, self.max_failed_logins = key, failures, MOST

    def add_failure_attempt(self) -> None:
        self.failures[self.key] = self.failures.get(self.key, 0) + 1

    def add_success_attempt(self) -> None:
        self.failures.pop(self.key, None)

    def is_user_allowed(self) -> bool:
        return self.failures.get(self.key, 0) <= self.max_failed_logins


class TestAttempts(CFMTestCase):
    def setUp(self) -> None:
        # What a wrong code writes is stored at once: here it goes with the test.
        stored = mock.patch.object(frappe.db, "commit")
        stored.start()
        self.addCleanup(stored.stop)
        frappe.db.set_single_value("System Settings", attempts.ALLOWED, MOST)
        failures: dict[str, int] = {}
        self.tracker = attempts.limited(lambda key, _throws=True: Tracker(key, failures))
        self.owner, self.colleague = self.user(consts.OPERATOR), self.user(consts.PSEA)

    def guess(self, user: str, address: str, times: int = 1) -> None:
        """What the framework does at a wrong password."""
        frappe.local.request_ip = address
        for _number in range(times):
            for counted in (self.tracker(address), self.tracker(user)):
                counted.add_failure_attempt()

    def log_in(self, user: str, address: str) -> None:
        frappe.local.request_ip = address
        for counted in (self.tracker(address), self.tracker(user)):
            counted.add_success_attempt()

    def test_the_place_is_locked_and_neither_the_owner_nor_the_office(self) -> None:
        self.guess(self.owner, HERE, MOST + 1)
        with self.assertRaises(frappe.TooManyRequestsError):
            self.guess(self.owner, HERE)
        self.log_in(self.owner, THERE)
        self.log_in(self.colleague, HERE)
        with self.assertRaises(frappe.TooManyRequestsError):
            self.guess(self.owner, HERE)

    def test_from_many_places_together_the_account_is_locked(self) -> None:
        for number in range(attempts.TOGETHER):
            self.guess(self.owner, f"198.51.100.{number}", MOST)
        self.log_in(self.owner, HERE)
        self.guess(self.owner, THERE)
        with self.assertRaises(frappe.TooManyRequestsError):
            self.log_in(self.owner, HERE)

    def test_the_addresses_of_one_network_are_one_place(self) -> None:
        """Who has one address of version 6 has all of its network: a new one for each guess."""
        with self.assertRaises(frappe.TooManyRequestsError):
            for number in range(MOST + 2):
                self.guess(self.owner, f"2001:db8:1:2::{number:x}")
        self.log_in(self.owner, "2001:db8:1:3::1")
        with self.assertRaises(frappe.TooManyRequestsError):
            for number in range(MOST * attempts.TOGETHER + 2):
                self.guess(f"user{number}@test.cfm", f"2001:db8:1:4::{number:x}")
        self.log_in(self.owner, "2001:db8:1:5::1")

    def test_a_password_that_a_session_asks_for_counts_as_well(self) -> None:
        """Whoever sits at an open session would try all passwords of its user."""
        asked: list[str] = []

        def judge(_manager: object, user: str, password: str) -> str:
            asked.append(password)
            if password != "right":
                raise frappe.AuthenticationError
            return user

        frappe.local.request_ip = HERE
        check = attempts.counted_in_session(judge)
        with mock.patch.object(auth, attempts.FUNCTION, self.tracker, create=True):
            for _number in range(MOST):
                with self.assertRaises(frappe.AuthenticationError):
                    check(None, self.owner, "wrong")
            self.assertEqual(check(None, self.owner, "right"), self.owner)
            for _number in range(MOST + 1):
                with self.assertRaises(frappe.AuthenticationError):
                    check(None, self.owner, "wrong")
            with self.assertRaises(frappe.TooManyRequestsError):
                check(None, self.owner, "right")
        self.assertEqual(len(asked), 2 * MOST + 2)

    def test_one_place_for_many_accounts_is_locked_later(self) -> None:
        with self.assertRaises(frappe.TooManyRequestsError):
            for number in range(MOST * attempts.TOGETHER + 2):
                self.guess(f"user{number}@test.cfm", HERE)
        self.log_in(self.owner, THERE)

    def test_an_office_that_counts_nothing_is_left_alone(self) -> None:
        frappe.db.set_single_value("System Settings", attempts.ALLOWED, 0)
        self.assertIsInstance(self.tracker(self.owner), Tracker)

    def test_wrong_codes_lock_for_longer_each_time(self) -> None:
        frappe.local.request_ip = HERE
        frappe.local.form_dict = frappe._dict(otp="000000", tmp_id="begun")
        self.assertIsInstance(self.tracker(self.owner), attempts.Counts)
        frappe.cache.set("begun_usr", self.owner)
        self.addCleanup(frappe.cache.delete, "begun_usr")
        counted = self.tracker(self.owner)
        self.assertIsInstance(counted, attempts.CodeCounts)
        until: list[Any] = []
        for _number in range(MOST + 2):
            counted.add_failure_attempt()
            until.append(factor_rows.locked(self.owner).log_in_locked_until)
        self.assertEqual(until[: MOST - 1], [None] * (MOST - 1))
        self.assertLess(until[-2], until[-1])
        with self.assertRaises(frappe.TooManyRequestsError):
            self.tracker(self.owner)
        factor.note_right_code(self.owner)
        self.assertTrue(self.tracker(self.owner).is_user_allowed())

    def test_it_is_in_place_wherever_the_framework_has_it(self) -> None:
        found = getattr(auth, attempts.FUNCTION, None)
        self.assertTrue(found is None or hasattr(found, "locks_the_guesser"))
