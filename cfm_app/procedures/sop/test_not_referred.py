"""Reminders to refer, and what is done for whoever would be told too much at once."""

from datetime import timedelta
from unittest.mock import patch

import frappe

from cfm_app.base import consts, notices
from cfm_app.procedures.sop import reminders
from cfm_app.procedures.sop.test_support import CATEGORY, SENSITIVE, RemindersTestCase


class TestNotReferred(RemindersTestCase):
    def test_a_case_that_is_not_referred_in_time_is_reminded_of_and_escalated(self) -> None:
        self.received(71, "Register")
        self.run_at(self.now)
        self.assertEqual(self.told(self.operator, notices.NOT_REFERRED), [])
        for hours in (1, 2, 24, 26, 49):
            self.run_at(self.later(hours))
        self.assertEqual(len(self.told(self.operator, notices.NOT_REFERRED)), 2)
        self.assertEqual(len(self.told(self.manager, notices.NOT_REFERRED)), 1)
        self.assertEqual(self.told(self.other), [])

    def test_a_case_that_was_referred_is_not_reminded_of(self) -> None:
        frappe.set_user("Administrator")
        focal = self.user(consts.FOCAL_POINT)
        frappe.set_user(self.operator)
        case = self.received(71, "Register")
        frappe.set_user(self.operator)
        self.consent(case.name, "Record", consts.SHARE_INSIDE)
        sent = {"cfm_case": case.name, "focal_point": focal, "shared_summary": "Ration"}
        frappe.get_doc({"doctype": "Referral", **sent}).insert()
        for hours in (2, 49):
            self.run_at(self.later(hours))
        self.assertEqual(self.told(self.operator, notices.NOT_REFERRED), [])

    def test_before_a_first_response_that_alone_is_asked_for(self) -> None:
        self.received(80)
        self.run_at(self.now)
        self.assertEqual(self.told(self.operator), [notices.RESPONSE])

    def test_a_step_with_the_same_hours_speaks_first(self) -> None:
        received_on = self.now - timedelta(hours=73)
        case = self.case(category=CATEGORY, received_on=received_on)
        self.act(case, "Register")
        self.run_at(self.now)
        self.assertEqual(self.told(self.operator), [notices.STEP_LATE])
        self.run_at(self.later(24))
        self.assertEqual(self.told(self.operator, notices.NOT_REFERRED), [notices.NOT_REFERRED])

    def test_an_answered_or_paused_case_need_not_be_referred(self) -> None:
        self.received(80, "Register", "Start Work", "Resolve")
        self.received(80, "Register", "Start Work", "Put on Hold")
        self.run_at(self.now)
        self.assertEqual(self.told(self.operator), [])

    def test_only_the_entrusted_are_reminded_to_refer_a_restricted_case(self) -> None:
        frappe.set_user("Administrator")
        handler = self.user(consts.PSEA)
        frappe.set_user(self.operator)
        case = self.received(60, category=SENSITIVE)
        frappe.set_user(handler)
        self.act(frappe.get_doc("Case", case.name), "Register")
        self.run_at(self.now)
        self.assertEqual(self.told(handler, notices.NOT_REFERRED), [notices.NOT_REFERRED])
        self.assertEqual((self.told(self.operator), self.told(self.manager)), ([], []))


class TestMuchAtOnce(RemindersTestCase):
    def test_whoever_would_find_a_heap_finds_one_line(self) -> None:
        for _case in range(notices.MOST_AT_ONCE + 1):
            self.received(270, "Register")
        frappe.set_user(self.other)
        self.received(270, "Register")
        frappe.set_user("Administrator")
        frappe.db.set_value("User", self.operator, "language", "en")
        self.run_by_the_clock()
        subjects = self.subjects(self.operator)
        said = [text for text in subjects if "reminders have become due at once" in text]
        self.assertEqual(len(said), 1)
        self.assertTrue(said[0].startswith("42 reminders"), said)
        self.assertEqual(len(self.subjects(self.other)), 2)
        self.run_by_the_clock()
        self.assertEqual(len(self.subjects(self.operator)), len(subjects))

    def test_others_write_between_parts_of_a_heap(self) -> None:
        for _case in range(4):
            self.received(270, "Register")
        frappe.set_user("Administrator")
        held: list[int] = []

        def count() -> None:
            held.append(frappe.db.count(notices.DOCTYPE) - sum(held))

        held.append(frappe.db.count(notices.DOCTYPE))
        with (
            patch.object(notices, "IN_ONE_GO", 3),
            patch.object(reminders, "now_datetime", lambda: self.now),
            patch.object(frappe.db, "commit", count),
        ):
            reminders.run()
        self.assertGreater(sum(held[1:]), 3)
        self.assertLessEqual(max(held[1:]), 3)

    def run_by_the_clock(self) -> None:
        """What the scheduler does, inside of the transaction of the test."""
        commit = frappe.db.commit
        self.addCleanup(setattr, frappe.db, "commit", commit)
        frappe.db.commit = lambda: None
        reminders.run()
        frappe.db.commit = commit

    def subjects(self, user: str) -> list[str]:
        return frappe.get_all(
            "Notification Log", filters={"for_user": user}, pluck="subject", order_by="creation asc"
        )
