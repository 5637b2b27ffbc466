"""Difficult calls: marked in one step, read by the person and the managers alone, talked about, rested after."""

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.api import wellbeing
from cfm_app.base import consts
from cfm_app.cases.wellbeing import difficult_calls, rest
from cfm_app.testing import CFMTestCase

DOCTYPE = consts.DIFFICULT_CALL


class TestDifficultCalls(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.delete(DOCTYPE)
        frappe.db.delete(consts.CALL)
        frappe.db.set_single_value("CFM Settings", {"rest_minutes": 10, "rest_after_minutes": 75})
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        self.manager = self.user(consts.MANAGER)
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)

    def test_a_mark_is_enough(self) -> None:
        entry = difficult_calls.mark()
        self.assertEqual((entry.user, entry.state), (self.operator, difficult_calls.MARKED))
        self.assertEqual([row.name for row in difficult_calls.own()], [entry.name])
        self.assertEqual(self.told(self.manager), [])

    def test_only_the_person_and_the_managers_read_it(self) -> None:
        entry = difficult_calls.mark()
        difficult_calls.describe(entry.name, note="I could not sleep")
        for role in (*consts.ROLES, "System Manager"):
            user = self.user(role, email=f"other.{frappe.scrub(role)}@test.cfm")
            frappe.set_user(user)
            may_read = role == consts.MANAGER
            self.assertEqual(frappe.has_permission(DOCTYPE, "read", entry.name), may_read, role)
            if frappe.has_permission(DOCTYPE, "read"):
                found = frappe.get_list(DOCTYPE, filters={"name": entry.name}, pluck="note")
                self.assertEqual(found, ["I could not sleep"] if may_read else [], role)

    def test_who_wishes_to_talk_is_seen_by_the_managers_once(self) -> None:
        entry = difficult_calls.mark()
        for _each in range(2):
            difficult_calls.describe(entry.name, "Threats", "He threatened me", wants_talk=True)
        self.assertEqual(len(self.told(self.manager)), 1)
        self.assertNotIn("threatened", self.told(self.manager)[0])
        frappe.set_user(self.manager)
        self.assertEqual([row.name for row in difficult_calls.to_talk_about()], [entry.name])
        self.assertEqual(difficult_calls.of_team(), [{"user": self.operator, "number": 1}])
        difficult_calls.note_talk(entry.name, "Two days without calls")
        self.assertEqual(difficult_calls.to_talk_about(), [])
        frappe.set_user(self.operator)
        [row] = difficult_calls.own()
        self.assertEqual((row.agreed, row.talked_with), ("Two days without calls", self.manager))

    def test_nobody_acts_for_another(self) -> None:
        entry = difficult_calls.mark()
        other = self.user(consts.FRAUD)
        for user in (other, self.manager):
            frappe.set_user(user)
            with self.assertRaises((frappe.PermissionError, frappe.DoesNotExistError)):
                difficult_calls.describe(entry.name)
            # Their own rest ends, and nobody else's.
            difficult_calls.end_rest()
        frappe.set_user(self.operator)
        self.assertEqual(rest.due().entry, entry.name)
        with self.assertRaises(frappe.PermissionError):
            difficult_calls.note_talk(entry.name)
        frappe.set_user(self.manager)
        mine = difficult_calls.mark()
        with self.assertRaises(frappe.ValidationError):
            difficult_calls.note_talk(mine.name)

    def test_no_hand_writes_it(self) -> None:
        entry = difficult_calls.mark()
        frappe.set_user(self.manager)
        doc = frappe.get_doc(DOCTYPE, entry.name)
        doc.note = "written by another"
        with self.assertRaises(frappe.PermissionError):
            doc.save()

    def test_a_rest_is_due_until_it_is_over_or_taken(self) -> None:
        entry = difficult_calls.mark()
        due = rest.due()
        self.assertEqual((due.entry, due.until), (entry.name, entry.rest_until))
        self.assertIsNone(rest.due(add_to_date(now_datetime(), minutes=11)))
        difficult_calls.end_rest()
        self.assertIsNone(rest.due())
        frappe.set_user("Administrator")
        frappe.db.set_single_value("CFM Settings", "rest_minutes", 0)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        frappe.set_user(self.operator)
        difficult_calls.mark()
        self.assertIsNone(rest.due())

    def test_long_talking_asks_for_a_rest(self) -> None:
        self.call(minutes_ago=180, seconds=7200)
        self.call(minutes_ago=60, seconds=40 * 60)
        self.assertIsNone(rest.due())
        self.call(minutes_ago=5, seconds=35 * 60)
        self.assertEqual(rest.due().minutes, 75)
        rest.taken()
        self.assertIsNone(rest.due())

    def test_one_rest_is_a_rest_from_all_of_it(self) -> None:
        self.call(minutes_ago=5, seconds=80 * 60)
        for _call in range(2):
            difficult_calls.mark()
        wellbeing.end_rest()
        self.assertIsNone(rest.due())

    def call(self, minutes_ago: int, seconds: int) -> None:
        ended = add_to_date(now_datetime(), minutes=-minutes_ago)
        call = frappe.get_doc(
            doctype=consts.CALL,
            operator=self.operator,
            direction="In",
            started_on=add_to_date(ended, seconds=-seconds),
            ended_on=ended,
            talking_seconds=seconds,
            unique_key=frappe.generate_hash(length=12),
        )
        call.insert(ignore_permissions=True, ignore_mandatory=True)

    def told(self, user: str) -> list[str]:
        return frappe.get_all(
            "Notification Log",
            filters={"for_user": user, "document_type": DOCTYPE},
            pluck="subject",
        )
