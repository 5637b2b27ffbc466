"""What waits for whom, against what is stored; and that it moves on when somebody acts."""

from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime

from cfm_app.api import console
from cfm_app.base import consts
from cfm_app.cases import answer_referral, contact, refer, resolve, worklists
from cfm_app.testing import CFMTestCase

CATEGORY = "Quantité de la ration"


class TestWaiting(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.focal = self.user(consts.FOCAL_POINT)
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)

    def referred(self) -> tuple[str, str]:
        case = self.case(category=CATEGORY)
        self.consent(case.name, consts.SHARE_INSIDE, consts.CALL_BACK)
        self.act(frappe.get_doc("Case", case.name), "Register")
        return case.name, refer.refer(case.name, {"focal_point": self.focal}).name

    def lists_with(self, case: str) -> list[str]:
        lists = worklists.work()
        return [key for key, rows in lists.items() if case in [row.name for row in rows]]

    def calls(self) -> list[str]:
        return [row["name"] for row in worklists.calls()]

    def as_receiver(self, act: Any, *given: str) -> None:
        frappe.set_user(self.focal)
        act(*given)
        frappe.set_user(self.operator)

    def test_an_answer_comes_to_the_top_and_leaves_when_the_office_goes_on(self) -> None:
        case, referral = self.referred()
        self.assertEqual(self.lists_with(case), ["today"] if self.is_due_today(case) else ["later"])
        self.as_receiver(answer_referral.answer, referral, "Delivered")
        self.assertEqual(self.lists_with(case), ["answered"])
        self.assertNotIn(case, self.calls())
        doc = frappe.get_doc("Case", case)
        for row in doc.sop_steps:
            row.done, row.note = 1, "Not needed"
        doc.save()
        resolve.resolve(case, "Delivered on the 12th")
        self.assertEqual(self.lists_with(case), [])
        self.assertIn(case, self.calls())
        told = contact.Contact(consts.ATTEMPT_INFORMED, response_given="Delivered")
        contact.record(case, told, close=True)
        self.assertEqual((self.lists_with(case), case in self.calls()), ([], False))

    def is_due_today(self, case: str) -> bool:
        due = frappe.db.get_value("Case", case, "next_due_on")
        return due.date() == now_datetime().date()

    def test_a_restricted_case_waits_today_until_its_handler_takes_it_up(self) -> None:
        frappe.set_user("Administrator")
        handler = self.user(consts.PSEA)
        frappe.set_user(self.operator)
        name = self.case(category="Exploitation ou abus sexuel").name
        frappe.db.set_value("Case", name, "next_due_on", now_datetime() + timedelta(days=3))
        frappe.set_user(handler)
        self.assertEqual(self.lists_with(name), ["today"])
        frappe.db.set_value("Case", name, "taken_up_on", now_datetime())
        self.assertEqual(self.lists_with(name), ["later"])

    def test_what_was_returned_waits_until_it_is_sent_again(self) -> None:
        case, referral = self.referred()
        self.as_receiver(answer_referral.send_back, referral, "Which site?")
        self.assertEqual(self.lists_with(case), ["answered"])
        refer.send_again(referral, {"shared_summary": "Site of Baga Sola"})
        self.assertNotEqual(self.lists_with(case), ["answered"])
        frappe.set_user(self.focal)
        self.assertIn(referral, worklists.referrals(1000))

    def test_one_of_two_answers_does_not_call_the_office(self) -> None:
        case, referral = self.referred()
        refer.refer(case, {"focal_point": self.focal})
        self.as_receiver(answer_referral.answer, referral, "Delivered")
        self.assertNotIn("answered", self.lists_with(case))

    def test_a_late_step_makes_a_case_late(self) -> None:
        moment = now_datetime() - timedelta(hours=30)
        case = self.act(self.case(category=CATEGORY, received_on=moment), "Register")
        self.assertEqual(self.lists_with(case.name), ["late"])
        for row in case.sop_steps:
            row.done, row.note = 1, "Not needed"
        case.save()
        self.assertNotEqual(self.lists_with(case.name), ["late"])

    def test_what_has_no_limit_is_not_forgotten(self) -> None:
        case = self.act(self.case(category=CATEGORY), "Register")
        frappe.db.set_value("Case", case.name, "next_due_on", None)
        self.assertEqual(self.lists_with(case.name), ["later"])

    def test_nothing_waits_with_whoever_is_not_entrusted(self) -> None:
        handler = self.user(consts.PSEA)
        moment = now_datetime() - timedelta(hours=90)
        case = self.case(
            category="Exploitation ou abus sexuel", received_on=moment, description="x"
        )
        self.assertEqual(self.lists_with(case.name), [])
        frappe.set_user(handler)
        self.assertEqual(self.lists_with(case.name), ["late"])

    def test_a_restricted_case_is_due_when_its_handlers_must_first_act(self) -> None:
        handler = self.user(consts.PSEA)
        made = console.new_case({"category": "Exploitation ou abus sexuel", "description": "x"})
        case = frappe.get_doc("Case", made["case"])
        self.assertTrue(case.first_response_on)
        self.assertEqual(case.next_due_on, case.respond_by)
        frappe.set_user(handler)
        self.assertNotIn("later", self.lists_with(case.name))
        report = frappe.get_doc("Sensitive Report", {"cfm_case": case.name})
        report.assistance_offered = "Care"
        report.save()
        taken = frappe.db.get_value("Case", case.name, ["next_due_on", "respond_by"], as_dict=True)
        self.assertGreater(taken.next_due_on, taken.respond_by)

    def test_nor_is_it_begun_before_they_save_the_case(self) -> None:
        handler = self.user(consts.PSEA)
        made = console.new_case({"category": "Exploitation ou abus sexuel", "description": "x"})
        frappe.set_user(handler)
        case = self.act(frappe.get_doc("Case", made["case"]), "Start Work")
        self.assertGreater(case.next_due_on, case.respond_by)


class TestDataProtection(CFMTestCase):
    def test_what_is_entrusted_is_all_of_the_work(self) -> None:
        frappe.set_user("Administrator")
        [name] = frappe.get_all(
            "Case Sensitivity",
            filters={"hidden": 1, "handler_role": consts.DATA_PROTECTION},
            pluck="name",
        )
        guardian, operator = self.user(consts.DATA_PROTECTION), self.user(consts.OPERATOR)
        both = self.user(consts.DATA_PROTECTION, consts.OPERATOR, email="both@test.cfm")
        frappe.set_user(operator)
        ordinary = self.case(category=CATEGORY, next_contact_on=now_datetime()).name
        self.consent(ordinary, consts.CALL_BACK)
        frappe.set_user(guardian)
        own = self.case(sensitivity=name, description="x").name
        self.assertTrue(frappe.has_permission("Case", doc=ordinary))
        for user, sees_office in ((guardian, False), (both, True), (operator, True)):
            frappe.set_user(user)
            lists = worklists.work()
            found = {row.name for rows in lists.values() for row in rows}
            self.assertEqual(ordinary in found, sees_office, user)
            self.assertEqual(own in found, user != operator, user)
            called = {row["name"] for row in (*worklists.calls(), *worklists.later_calls())}
            self.assertEqual(ordinary in called, sees_office, user)
        frappe.set_user(guardian)
        self.assertEqual(
            worklists.counts()["work"],
            sum(len(rows) for key, rows in worklists.work().items() if key != "later"),
        )
