"""Reminders and escalations: once, in time, to the right person, and to nobody else."""

from datetime import timedelta

import frappe
from frappe.permissions import add_user_permission
from frappe.utils import get_datetime

from cfm_app.api import sensitive
from cfm_app.base import consts, notices
from cfm_app.cases import withdraw
from cfm_app.procedures.sop import reminders, rungs
from cfm_app.procedures.sop.test_support import CATEGORY, SENSITIVE, SOP, RemindersTestCase


class TestReminders(RemindersTestCase):
    def setUp(self) -> None:
        super().setUp()
        # What is not referred in time has tests of its own.
        frappe.db.set_value("CFM SOP", SOP, "refer_within_hours", 0)

    # --- the escalation chain ---------------------------------------------------------------
    def test_each_rung_speaks_once_to_its_people(self) -> None:
        self.received(270, "Register")
        self.assertEqual(self.run_at(self.now), 1)
        self.assertEqual(self.run_at(self.now), 0)
        self.assertEqual(self.told(self.operator), [notices.ESCALATION])
        self.assertEqual((self.told(self.other), self.told(self.manager)), ([], []))
        self.run_at(self.later(22))
        self.assertEqual(len(self.told(self.operator)), 1)
        self.run_at(self.later(25))
        self.assertEqual(len(self.told(self.operator)), 2)
        self.run_at(self.later(89))
        self.assertEqual(len(self.told(self.manager)), 0)
        self.run_at(self.later(91))
        self.assertEqual(len(self.told(self.manager)), 1)

    def test_nobody_is_told_of_a_case_outside_their_part_of_the_office(self) -> None:
        frappe.set_user("Administrator")
        limited = [
            self.user(consts.OPERATOR, email="limited@test.cfm"),
            self.user(consts.MANAGER, email="limited.manager@test.cfm"),
        ]
        for user in limited:
            add_user_permission("CFM Location", "TD01", user)
        frappe.set_user(self.operator)
        self.received(270, "Register", location="TD07")
        frappe.db.set_value("User", self.operator, "enabled", 0)
        self.run_at(self.later(100))
        self.assertTrue(self.told(self.other))
        self.assertTrue(self.told(self.manager))
        self.assertEqual([self.told(user) for user in limited], [[], []])

    def test_after_an_outage_there_is_no_burst(self) -> None:
        self.received(270, "Register")
        self.run_at(self.now)
        self.run_at(self.later(24 * 20))
        self.assertEqual(len(self.told(self.operator)), 2)
        self.assertEqual(len(self.told(self.manager)), 1)

    def test_two_jobs_at_once_send_one_notice(self) -> None:
        self.received(270, "Register")
        frappe.set_user("Administrator")
        due = [notice for batch in reminders.batches(self.now) for notice in batch]
        fresh = {notice.key: notice for notice in due}
        self.assertEqual(len(notices._claim(fresh)), 1)
        # The other job has looked before the first one wrote its line.
        self.assertEqual(notices._claim(fresh), [])

    def test_a_resolved_or_paused_case_is_silent(self) -> None:
        self.received(270, "Register", "Start Work", "Resolve")
        self.received(270, "Register", "Start Work", "Put on Hold")
        self.assertEqual(self.run_at(self.later(200)), 0)

    def test_an_extension_starts_the_chain_again(self) -> None:
        case = self.received(270, "Register")
        self.run_at(self.now)
        row = {"hours": 100, "reason": "x", "decision": "Approved", "idx": 1}
        row |= {"parent": case.name, "parenttype": "Case", "parentfield": "extensions"}
        frappe.get_doc({"doctype": "CFM Case Extension", **row}).db_insert()
        self.assertEqual(self.run_at(self.later(60)), 0)
        self.assertEqual(self.run_at(self.later(80)), 1)

    def test_the_subject_tells_the_number_alone_in_the_language_of_its_reader(self) -> None:
        case = self.received(270, "Register", description="Mahamat took the sacks")
        frappe.db.set_value("User", self.operator, "language", "fr")
        subjects = []
        for hours in (0, 100):
            self.run_at(self.later(hours))
            filters = {"document_name": case.name, "for_user": self.operator}
            found = frappe.get_all("Notification Log", filters=filters, pluck="subject")
            subjects += [text for text in found if text not in subjects]
        # At 268.8 hours, and again 96 hours later, when 336 hours are over.
        first = f"Cas {case.name}\u00a0: 80 % du délai est écoulé"
        self.assertEqual(subjects, [first, f"Cas {case.name}\u00a0: délai dépassé de 28 h"])

    def chained(self, limit: float, threshold: float, every: float) -> None:
        """The procedure with one rung that reminds the operator."""
        sop = frappe.get_doc("CFM SOP", SOP)
        sop.resolve_within_hours = limit
        rung = {"trigger_on": rungs.PERCENT, "threshold": threshold, "repeat_hours": every}
        sop.set("escalations", [{**rung, "to_role": consts.OPERATOR}])
        frappe.set_user("Administrator")
        sop.save()
        frappe.set_user(self.operator)

    def test_what_is_due_on_the_hour_is_said_on_the_hour(self) -> None:
        # 80 % are 28.8 hours; in fractions of hours 34.8 is less than 28.8 and 6.
        self.chained(36, 80, 6)
        self.received(28.8, "Register")
        for hours, sent in ((0, 1), (5.9, 0), (6, 1)):
            self.assertEqual(self.run_at(self.later(hours)), sent)

    def test_the_percent_that_are_said_are_those_of_the_rung(self) -> None:
        # In fractions of hours, 32.8 of 41 hours are a little less than 80 %.
        self.chained(41, 80, 24)
        frappe.db.set_value("User", self.operator, "language", "en")
        case = self.received(32.8, "Register")
        self.run_at(self.now)
        lines = {"for_user": self.operator, "document_name": case.name}
        subjects = frappe.get_all("Notification Log", filters=lines, pluck="subject")
        self.assertEqual(subjects, [f"Case {case.name}: 80% of its time is used up"])

    # --- before a first response, steps, calls ----------------------------------------------
    def test_a_late_first_response_is_told_to_whoever_recorded_it(self) -> None:
        self.received(80)
        self.run_at(self.now)
        self.assertEqual(self.told(self.operator), [notices.RESPONSE])
        self.assertEqual(self.told(self.other), [])

    def test_a_late_step_is_told_to_its_role_once(self) -> None:
        received_on = self.now - timedelta(hours=30)
        case = self.act(self.case(category=CATEGORY, received_on=received_on), "Register")
        self.run_at(self.now)
        self.run_at(self.later(30))
        self.assertEqual(self.told(self.operator), [notices.STEP_LATE])
        case.reload()
        for step in case.sop_steps:
            step.done = 1
        case.save()
        self.assertEqual(self.run_at(self.later(60)), 0)

    def test_the_call_is_for_whoever_tried_last(self) -> None:
        case = self.received(1, "Register", "Start Work", "Resolve")
        frappe.set_user(self.other)
        attempt = {"attempted_on": self.now, "attempted_by": self.other, "reached": 0}
        case.append("contact_attempts", {**attempt, "next_attempt_on": self.later(2)})
        case.save()
        self.assertEqual(self.run_at(self.later(1)), 0)
        self.assertEqual(self.run_at(self.later(3)), 1)
        self.assertEqual(self.told(self.other), [notices.CALL_BACK])

    def planned_call(self):
        """A case whose person was not reached and is to be called again in two hours."""
        case = self.received(1, "Register", "Start Work", "Resolve")
        attempt = {"attempted_on": self.now, "attempted_by": self.operator, "reached": 0}
        case.append("contact_attempts", {**attempt, "next_attempt_on": self.later(2)})
        case.save()
        return case

    def test_nobody_is_asked_to_call_who_refused_it_meanwhile(self) -> None:
        case = self.planned_call()
        consent = self.consent(case.name, consts.CALL_BACK)
        withdraw.withdraw(consent.name, "Fears the neighbours")
        self.assertEqual(self.run_at(self.later(3)), 0)

    def test_a_call_is_off_when_the_person_is_given_up(self) -> None:
        case = self.planned_call()
        frappe.db.set_value("CFM SOP", case.sop, "contact_attempts", 1)
        case = self.act(case, "Could Not Reach")
        self.assertIsNone(case.next_contact_on)
        case.save()
        self.assertEqual(self.run_at(self.later(3)), 0)
        attempt = {"attempted_on": self.now, "attempted_by": self.operator, "reached": 0}
        case.append("contact_attempts", {**attempt, "next_attempt_on": self.later(5)})
        case.save()
        case.save()
        self.assertEqual(self.run_at(self.later(6)), 1)

    # --- referrals --------------------------------------------------------------------------
    def referral(self, focal: str, due_in: float):
        case = self.received(1, "Register")
        self.consent(case.name, "Record", consts.SHARE_INSIDE)
        values = {"doctype": "Referral", "cfm_case": case.name, "focal_point": focal}
        doc = frappe.get_doc(
            {**values, "shared_summary": "Ration", "due_on": self.later(due_in)}
        ).insert()
        return doc

    def test_a_referral_is_reminded_of_before_and_after_it_is_due(self) -> None:
        focal = self.user(consts.FOCAL_POINT)
        self.referral(focal, 48)
        self.assertEqual(self.run_at(self.later(20)), 0)
        for hours in (25, 30, 49, 60, 73):
            self.run_at(self.later(hours))
        expected = [notices.REFERRAL_DUE, notices.REFERRAL_LATE, notices.REFERRAL_LATE]
        self.assertEqual(self.told(focal, *expected), expected)

    def test_the_deputy_is_reminded_in_an_absence(self) -> None:
        focal, deputy = (
            self.user(consts.FOCAL_POINT, email=f"{name}@test.cfm") for name in ("away", "deputy")
        )
        self.referral(focal, 48)
        frappe.set_user("Administrator")
        values = {"doctype": "CFM Focal Point", "user": focal, "deputy": deputy}
        absence = {"functional_area": "Logistique", "absent_from": "2000-01-01"}
        frappe.get_doc({**values, **absence}).insert()
        self.run_at(self.later(49))
        self.assertEqual(self.told(deputy), [notices.REFERRAL_LATE])
        self.assertEqual(self.told(focal), [])

    # --- restricted cases -------------------------------------------------------------------
    def test_only_the_entrusted_hear_of_a_restricted_case_until_one_acts(self) -> None:
        frappe.set_user("Administrator")
        handler = self.user(consts.PSEA)
        frappe.set_user(self.operator)
        case = self.received(100, category=SENSITIVE)
        # By then the limit of 72 hours, at which its procedure turns to managers, is over.
        for hours in (0, 1, 26):
            self.run_at(self.later(hours))
        taken = self.told(handler, notices.NOT_TAKEN_UP)
        self.assertEqual(len(taken), 2)
        self.assertEqual(self.told(handler, notices.ESCALATION)[0], notices.ESCALATION)
        for user in (self.operator, self.other, self.manager):
            self.assertEqual(self.told(user), [])
            lines = frappe.get_all("Notification Log", filters={"for_user": user}, pluck="subject")
            self.assertFalse([text for text in lines if case.name in text])
        frappe.set_user(handler)
        self.act(frappe.get_doc("Case", case.name), "Register")
        self.run_at(self.later(60))
        self.assertEqual(len(self.told(handler, notices.NOT_TAKEN_UP)), 2)

    def test_a_new_class_waits_for_its_own_people(self) -> None:
        frappe.set_user("Administrator")
        fraud = self.user(consts.FRAUD)
        frappe.set_user(self.operator)
        case = self.received(25, category="À clarifier (contenu incertain)")
        frappe.set_user(self.manager)
        sensitive.clarify(case.name, "Fraude et corruption", "A sum was asked for")
        self.run_at(self.now)
        self.assertEqual(self.told(fraud, notices.NOT_TAKEN_UP), [notices.NOT_TAKEN_UP])
        self.assertEqual(self.told(self.manager, notices.NOT_TAKEN_UP), [])
        frappe.set_user(fraud)
        self.act(frappe.get_doc("Case", case.name), "Register")
        self.run_at(self.later(24))
        self.assertEqual(len(self.told(fraud, notices.NOT_TAKEN_UP)), 1)

    def test_the_ledger_shows_restricted_cases_to_the_entrusted_alone(self) -> None:
        frappe.set_user("Administrator")
        self.user(consts.PSEA)
        frappe.set_user(self.operator)
        sensitive = self.received(100, category=SENSITIVE)
        ordinary = self.received(400, "Register")
        self.run_at(self.now)
        frappe.set_user(self.user(consts.MANAGER, "System Manager"))
        seen = set(frappe.get_list("CFM Notice", pluck="ref_name"))
        self.assertEqual(seen & {sensitive.name, ordinary.name}, {ordinary.name})
        name = frappe.get_all("CFM Notice", filters={"ref_name": sensitive.name}, pluck="name")[0]
        self.assertFalse(frappe.has_permission("CFM Notice", "read", doc=name))

    def test_the_ledger_is_only_appended_to(self) -> None:
        self.received(400, "Register")
        self.run_at(self.now)
        name = frappe.get_all("CFM Notice", pluck="name")[0]
        doc = frappe.get_doc("CFM Notice", name)
        for change in (doc.save, doc.delete):
            with self.assertRaises(frappe.ValidationError):
                change()

    # --- cost -------------------------------------------------------------------------------
    def test_many_cases_cost_no_more_questions(self) -> None:
        frappe.set_user("Administrator")
        self.user(consts.PSEA)
        frappe.set_user(self.operator)
        asked = []
        get_all = frappe.get_all
        self.addCleanup(setattr, frappe, "get_all", get_all)

        def counting(*args, **kwargs):
            asked.append(args)
            return get_all(*args, **kwargs)

        counts = []
        for more in (1, 6):
            for _case in range(more):
                self.received(400, "Register")
                self.received(100, category=SENSITIVE)
            frappe.clear_cache()
            frappe.get_all = counting
            asked.clear()
            self.assertTrue(any(list(reminders.batches(self.now))))
            counts.append(len(asked))
            frappe.get_all = get_all
        self.assertEqual(counts[0], counts[1])

    def test_a_changed_receipt_is_a_fact_too(self) -> None:
        case = self.received(400, "Register")
        case.received_on = self.now
        case.save()
        self.assertEqual(get_datetime(case.resolve_by), self.later(336))
        frappe.db.delete("Case SOP Step", {"parent": case.name})
        self.assertEqual(self.run_at(self.now), 0)
