"""Rows that stay, by whatever a client sends."""

from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import add_days, get_datetime, now_datetime

from cfm_app.base import consts
from cfm_app.cases import contact, follow_up, resolve
from cfm_app.testing import CFMTestCase

CATEGORY = "Quantité de la ration"
SENSITIVE = "Exploitation ou abus sexuel"


class TestSteps(CFMTestCase):
    """The steps of a case are those of its procedure."""

    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.handler = self.user(consts.PSEA)
        frappe.set_user(self.handler)
        self.name = self.case(category=SENSITIVE, description="x").name

    def stored(self) -> Any:
        return frappe.get_doc("Case", self.name)

    def titles(self) -> list[str]:
        return [row.step_title for row in self.stored().sop_steps]

    def refused(self, case: Any) -> None:
        before = self.titles()
        self.assertRaises(frappe.ValidationError, case.save)
        self.assertEqual(self.titles(), before)

    def test_none_is_taken_away_to_resolve_without_it(self) -> None:
        case = self.stored()
        for action in ("Register", "Start Work"):
            case = self.act(case, action)
        self.assertTrue(case.sop_steps)
        case.set("sop_steps", [])
        self.refused(case)
        with self.assertRaises(frappe.ValidationError):
            resolve.resolve(self.name, "Done")

    def test_none_is_replaced_by_one_of_another_name(self) -> None:
        case = self.stored()
        case.set("sop_steps", [{"step_title": row.step_title, "done": 1} for row in case.sop_steps])
        self.refused(case)

    def test_none_is_added(self) -> None:
        case = self.stored()
        case.append("sop_steps", {"step_title": "My own"})
        self.refused(case)

    def test_a_new_case_brings_none_of_its_own(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        own = [{"step_title": "Mine", "done": 1}]
        case = self.case(category=CATEGORY, sop_steps=own)
        self.assertNotIn("Mine", [row.step_title for row in case.sop_steps])
        self.assertTrue(case.sop_steps)

    def test_what_the_procedure_says_of_one_stays(self) -> None:
        case = self.stored()
        fields = (
            "step_title",
            "instruction",
            "responsible_role",
            "required_before_phase",
            "due_on",
        )
        before = [[row.get(field) for field in fields] for row in case.sop_steps]
        for row in case.sop_steps:
            row.update({"step_title": "x", "instruction": "x", "responsible_role": None})
            row.update({"required_before_phase": None, "due_on": "2020-01-01", "due_hours": 9000})
        case.sop_steps.reverse()
        for at, row in enumerate(case.sop_steps, start=1):
            row.idx = at
        case.save()
        after = [[row.get(field) for field in fields] for row in self.stored().sop_steps]
        self.assertEqual(after, before)

    def test_they_are_ticked_and_follow_another_category(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        case = self.case(category=CATEGORY)
        before = [row.step_title for row in case.sop_steps]
        case.sop_steps[0].update({"done": 1, "note": "Called"})
        case.save()
        row = frappe.get_doc("Case", case.name).sop_steps[0]
        self.assertEqual((row.done, row.note, row.done_by), (1, "Called", frappe.session.user))
        other = self.case(category=CATEGORY)
        other.category = "Information sur le ciblage"
        other.save()
        self.assertNotEqual([row.step_title for row in other.sop_steps], before)


class TestNotes(CFMTestCase):
    """A note is its writer's."""

    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.writer = self.user(consts.OPERATOR)
        self.other = self.user(consts.OPERATOR, email="other@test.cfm")
        frappe.set_user(self.writer)
        self.name = self.case(category=CATEGORY).name
        follow_up.note(self.name, "Called the depot")

    def stored(self) -> Any:
        return frappe.get_doc("Case", self.name)

    def emptied(self) -> Any:
        case = self.stored()
        case.set("follow_ups", [])
        return case

    def reworded(self) -> Any:
        case = self.stored()
        case.follow_ups[0].action = "Never called"
        return case

    def test_nobody_else_deletes_or_rewords_it(self) -> None:
        frappe.set_user(self.other)
        for case in (self.emptied(), self.reworded()):
            self.assertRaises(frappe.ValidationError, case.save)
        self.assertEqual([row.action for row in self.stored().follow_ups], ["Called the depot"])

    def test_its_writer_corrects_it_on_the_same_day(self) -> None:
        self.reworded().save()
        self.assertEqual(self.stored().follow_ups[0].action, "Never called")
        self.emptied().save()
        self.assertEqual(self.stored().follow_ups, [])

    def test_later_not_even_its_writer_does(self) -> None:
        row = self.stored().follow_ups[0].name
        yesterday = add_days(now_datetime(), -1)
        frappe.db.set_value("Case Follow Up", row, "followed_on", yesterday)
        for case in (self.emptied(), self.reworded()):
            self.assertRaises(frappe.ValidationError, case.save)

    def test_its_date_and_writer_are_not_sent(self) -> None:
        case = self.stored()
        forged = {"followed_on": "2020-01-01 10:00:00", "followed_by": self.other}
        case.follow_ups[0].update(forged)
        case.append("follow_ups", {"action": "Another", **forged})
        case.save()
        for row in self.stored().follow_ups:
            self.assertEqual(row.followed_by, self.writer)
            self.assertEqual(get_datetime(row.followed_on).date(), now_datetime().date())

    def test_so_in_the_report_of_a_restricted_case(self) -> None:
        frappe.set_user("Administrator")
        handler, other = self.user(consts.PSEA), self.user(consts.PSEA, email="psea2@test.cfm")
        frappe.set_user(handler)
        name = self.case(category=SENSITIVE, description="x").name
        follow_up.note(name, "Spoke to the nurse")
        report = frappe.get_doc("Sensitive Report", {"cfm_case": name})
        report.append("handlers", {"user": other})
        report.save()
        frappe.set_user(other)
        report = frappe.get_doc("Sensitive Report", report.name)
        report.set("follow_ups", [])
        self.assertRaises(frappe.ValidationError, report.save)


class TestDates(CFMTestCase):
    """No contact and no case is dated where none can have been."""

    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.set_user(self.user(consts.OPERATOR))

    def test_a_contact_lies_between_the_receipt_and_now(self) -> None:
        received_on = now_datetime() - timedelta(hours=10)
        case = self.case(category=CATEGORY, received_on=received_on)
        for hours in (1, -11):
            fresh = frappe.get_doc("Case", case.name)
            moment = now_datetime() + timedelta(hours=hours)
            fresh.append("contact_attempts", {"outcome": "No answer", "attempted_on": moment})
            self.assertRaises(frappe.ValidationError, fresh.save)
        moment = (now_datetime() - timedelta(hours=2)).replace(second=0, microsecond=0)
        case.append("contact_attempts", {"outcome": "No answer", "attempted_on": moment})
        case.save()
        self.assertEqual(get_datetime(case.contact_attempts[0].attempted_on), moment)
        case.contact_attempts[0].attempted_on = "2020-01-01 10:00:00"
        self.assertRaises(frappe.ValidationError, case.save)
        stored = frappe.get_doc("Case", case.name)
        self.assertEqual(get_datetime(stored.contact_attempts[0].attempted_on), moment)

    def test_a_contact_at_the_moment_of_the_receipt_is_one(self) -> None:
        case = self.case(category=CATEGORY)
        contact.record(case.name, contact.Contact("No answer"))

    def test_no_case_comes_from_the_future(self) -> None:
        tomorrow = now_datetime() + timedelta(days=1)
        with self.assertRaises(frappe.ValidationError):
            self.case(category=CATEGORY, received_on=tomorrow)
        case = self.case(category=CATEGORY, received_on=now_datetime() + timedelta(minutes=3))
        case.received_on = tomorrow
        self.assertRaises(frappe.ValidationError, case.save)

    def test_a_case_without_a_date_was_received_now(self) -> None:
        case = self.case(category=CATEGORY, received_on=None)
        self.assertEqual(get_datetime(case.received_on).date(), now_datetime().date())
        kept = case.received_on
        case.received_on = None
        case.save()
        self.assertEqual(get_datetime(case.received_on), get_datetime(kept))

    def test_an_old_case_keeps_its_date(self) -> None:
        case = self.case(category=CATEGORY, received_on="2019-03-04 08:00:00")
        self.assertEqual(str(case.received_on)[:10], "2019-03-04")
