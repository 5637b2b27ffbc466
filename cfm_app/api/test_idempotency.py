"""A request that is sent twice is carried out once."""

import frappe

from cfm_app import consts
from cfm_app.api.idempotency import DOCTYPE, run_once, tidy
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
        tidy()
        self.assertTrue(frappe.db.count(DOCTYPE))
        frappe.db.sql(f"update `tab{DOCTYPE}` set creation = '2020-01-01'")
        tidy()
        self.assertFalse(frappe.db.count(DOCTYPE))
