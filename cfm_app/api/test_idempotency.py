"""A request that is sent twice is carried out once."""

from datetime import timedelta

import frappe
from frappe.utils import get_datetime, now_datetime

from cfm_app.api.idempotency import DOCTYPE, run_once, tidy
from cfm_app.base import consts
from cfm_app.testing import CFMTestCase


class TestRunOnce(CFMTestCase):
    def setUp(self) -> None:
        self.calls = 0
        frappe.set_user(self.user(consts.OPERATOR))

    def act(self) -> dict[str, int]:
        self.calls += 1
        return {"number": self.calls}

    def test_the_second_request_gets_the_answer_of_the_first(self) -> None:
        self.assertEqual(run_once("a", self.act), {"number": 1})
        self.assertEqual(run_once("a", self.act), {"number": 1})
        self.assertEqual(run_once("b", self.act), {"number": 2})

    def test_without_a_key_everything_runs(self) -> None:
        self.assertEqual(
            [run_once(None, self.act), run_once("", self.act)], [{"number": 1}, {"number": 2}]
        )

    def test_a_key_belongs_to_its_user(self) -> None:
        run_once("a", self.act)
        frappe.set_user(self.user(consts.MANAGER))
        self.assertEqual(run_once("a", self.act), {"number": 2})

    def test_a_request_that_failed_may_be_sent_again(self) -> None:
        def fail() -> dict[str, int]:
            raise frappe.ValidationError

        frappe.db.savepoint("request")
        with self.assertRaises(frappe.ValidationError):
            run_once("a", fail)
        frappe.db.rollback(save_point="request")
        self.assertEqual(run_once("a", self.act), {"number": 1})

    def test_a_key_that_no_column_holds_is_refused(self) -> None:
        with self.assertRaises(frappe.ValidationError):
            run_once("x" * 200, self.act)

    def test_keys_are_forgotten_after_a_day(self) -> None:
        run_once("a", self.act)
        [known_until] = frappe.get_all(DOCTYPE, pluck="known_until")
        a_day = get_datetime(known_until) - now_datetime()
        self.assertTrue(timedelta(hours=23) < a_day <= timedelta(days=1))
        tidy()
        self.assertTrue(frappe.db.count(DOCTYPE))
        frappe.db.sql(f"update `tab{DOCTYPE}` set known_until = '2020-01-01'")
        tidy()
        self.assertFalse(frappe.db.count(DOCTYPE))

    def test_a_key_stands_for_one_request(self) -> None:
        """Whoever sends other words under it would take them for stored."""
        run_once("a", self.act, "note", "CFM-1", "First")
        self.assertEqual(run_once("a", self.act, "note", "CFM-1", "First"), {"number": 1})
        for other in (("note", "CFM-1", "Second"), ("resolve", "CFM-1", "First"), ()):
            with self.assertRaises(frappe.ValidationError):
                run_once("a", self.act, *other)
        self.assertEqual(self.calls, 1)

    def test_a_key_may_hold_half_characters(self) -> None:
        self.assertEqual(run_once("\ud800", self.act), {"number": 1})

    def test_nobody_lists_what_was_answered(self) -> None:
        """The answers name restricted cases; a manager may give themselves rights on any DocType."""
        run_once("a", self.act)
        frappe.set_user("Administrator")
        manager = self.user(consts.MANAGER)
        right = {"parent": DOCTYPE, "role": consts.MANAGER, "read": 1, "report": 1}
        frappe.get_doc({"doctype": "Custom DocPerm", **right}).insert()
        name = frappe.get_all(DOCTYPE, pluck="name")[0]
        frappe.set_user(manager)
        self.assertEqual(frappe.get_list(DOCTYPE), [])
        self.assertFalse(frappe.has_permission(DOCTYPE, doc=name))
