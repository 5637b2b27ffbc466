"""A mission from its plan to its report, and who does what."""

import frappe
from frappe.utils import add_days, today

from cfm_app.base import consts
from cfm_app.office.missions import (
    approval,
    checklist,
    entry,
    plan,
    reminders,
    report,
    states,
    waiting,
)
from cfm_app.office.missions.test_support import CLOSED, MissionTestCase


class TestMissions(MissionTestCase):
    def test_a_mission_goes_from_plan_to_report(self) -> None:
        mission = self.planned()
        self.assertEqual(mission.state, states.PLANNED)
        self.checked(mission)
        self.assertEqual(approval.submit(mission.name).state, states.WAITING)
        told = {"for_user": self.manager, "document_name": mission.name}
        self.assertEqual(frappe.db.count("Notification Log", told), 1)
        frappe.set_user(self.manager)
        self.assertEqual([row.name for row in waiting.missions()], [mission.name])
        mission = approval.approve(mission.name)
        self.assertEqual((mission.state, mission.approved_by), (states.APPROVED, self.manager))
        frappe.set_user(self.operator)
        noted = {"outcome": states.DONE, "women": 14, "girls": "3"}
        report.note_activity(mission.name, mission.activities[0].name, noted)
        report.write(mission.name, {"summary": "Two days of desk", "lessons": "Bring shade"})
        self.assertEqual(report.send(mission.name).state, states.REPORTED)
        frappe.set_user(self.manager)
        self.assertEqual(report.accept(mission.name, "Thanks").state, states.CLOSED)

    def test_nobody_approves_what_they_have_a_part_in(self) -> None:
        mission = plan.add_member(self.planned().name, self.manager)
        self.checked(mission)
        approval.submit(mission.name)
        frappe.set_user(self.manager)
        self.assertEqual(waiting.missions(), [])
        with self.assertRaisesRegex(frappe.PermissionError, "another manager"):
            approval.approve(mission.name)
        frappe.set_user(self.user(consts.MANAGER, email="second.manager@test.cfm"))
        self.assertEqual(approval.approve(mission.name).state, states.APPROVED)

    def test_a_required_line_keeps_it_from_being_approved(self) -> None:
        mission = self.checked(self.planned())
        required = next(row for row in mission.security_checks if row.is_required)
        optional = next(row for row in mission.security_checks if not row.is_required)
        checklist.refuse(mission.name, optional.name, "Nobody answers")
        approval.submit(mission.name)
        checklist.take_back(mission.name, required.name)
        frappe.set_user(self.manager)
        with self.assertRaisesRegex(frappe.ValidationError, "Nobody has checked"):
            approval.approve(mission.name)
        checklist.refuse(mission.name, required.name, "No clearance for Saturday")
        with self.assertRaisesRegex(frappe.ValidationError, "Not in place"):
            approval.approve(mission.name)
        mission = checklist.tick(mission.name, required.name)
        line = next(row for row in mission.security_checks if row.name == required.name)
        self.assertEqual((line.checked_by, line.missing_because), (self.manager, None))
        self.assertEqual(approval.approve(mission.name).state, states.APPROVED)

    def test_the_office_says_what_is_checked(self) -> None:
        frappe.set_user(self.manager)
        line = {"doctype": "CFM Security Check", "check_name": "Life jackets 4471"}
        frappe.get_doc({**line, "enabled": 1, "sort_index": -1}).insert()
        frappe.set_user(self.operator)
        self.assertEqual(self.planned().security_checks[0].check_text, "Life jackets 4471")

    def test_sent_back_it_is_planned_anew_and_cancelled_it_stays(self) -> None:
        mission = self.approved()
        frappe.set_user(self.manager)
        with self.assertRaisesRegex(frappe.ValidationError, "has to be changed"):
            approval.send_back(mission.name, " ")
        mission = approval.send_back(mission.name, "Leave a day later")
        self.assertEqual((mission.state, mission.approved_on), (states.RETURNED, None))
        frappe.set_user(self.operator)
        self.assertEqual([row.name for row in waiting.missions()], [mission.name])
        plan.change(mission.name, {"starts_on": add_days(today(), 1)})
        mission = approval.cancel(mission.name, "The road is closed")
        self.assertEqual(mission.state, states.CANCELLED)
        with self.assertRaises(frappe.ValidationError):
            approval.submit(mission.name)
        with self.assertRaises(frappe.ValidationError):
            frappe.delete_doc(entry.DOCTYPE, mission.name, ignore_permissions=True)

    def test_what_was_approved_is_changed_by_nobody(self) -> None:
        mission = self.approved()
        acts = (
            lambda: plan.change(mission.name, {"purpose": "Another"}),
            lambda: plan.add_member(mission.name, self.manager),
            lambda: plan.remove_activity(mission.name, mission.activities[0].name),
            lambda: checklist.take_back(mission.name, mission.security_checks[0].name),
        )
        for act in acts:
            with self.assertRaisesRegex(frappe.ValidationError, "moved on"):
                act()

    def test_who_reads_and_who_acts(self) -> None:
        mission = self.planned()
        confined = self.planned(is_confined=1)
        names = [mission.name, confined.name]
        readers = {
            consts.AAP: names[:1],
            consts.GENDER: names[:1],
            consts.DATA_PROTECTION: names[:1],
            consts.ANALYST: [],
            consts.FOCAL_POINT: [],
            consts.PSEA: [],
            consts.MANAGER: names,
        }
        for role, seen in readers.items():
            user = self.user(role)
            frappe.set_user(user)
            found = frappe.get_list(entry.DOCTYPE, filters={"name": ["in", names]}, pluck="name")
            self.assertEqual(sorted(found), sorted(seen), role)
            if role != consts.MANAGER:
                with self.assertRaises(CLOSED):
                    plan.change(mission.name, {"purpose": "Mine"})
        frappe.set_user(self.operator)
        plan.add_member(confined.name, self.user(consts.FOCAL_POINT))
        frappe.set_user(self.user(consts.FOCAL_POINT))
        self.assertEqual(frappe.get_list(entry.DOCTYPE, pluck="name"), [confined.name])

    def test_nobody_writes_it_by_hand(self) -> None:
        mission = self.planned()
        for user in (self.operator, self.manager):
            frappe.set_user(user)
            doc = frappe.get_doc(entry.DOCTYPE, mission.name)
            doc.approved_on = today()
            with self.assertRaises(frappe.PermissionError):
                doc.save()

    def test_a_plan_that_makes_no_sense_is_refused_in_words(self) -> None:
        refused = {
            "first day": {"ends_on": add_days(today(), -1)},
            "at most": {"ends_on": add_days(today(), 400)},
            "place": {"location": "Atlantis"},
            "what the mission is for": {"purpose": " "},
            "works with": {"leader": "Guest"},
        }
        for words, values in refused.items():
            with self.assertRaisesRegex(frappe.ValidationError, words):
                self.planned(**values)
        bare = plan.plan({"purpose": "Desk", "location": self.place, "starts_on": today()})
        with self.assertRaisesRegex(frappe.ValidationError, "at least one activity"):
            approval.submit(bare.name)

    def test_a_report_is_asked_for_once_a_week_and_not_sent_half_done(self) -> None:
        mission = self.approved(starts_on=add_days(today(), -1), ends_on=today())
        with self.assertRaisesRegex(frappe.ValidationError, "came of each activity"):
            report.send(mission.name)
        self.assertEqual(reminders.remind_of_reports(), 0)
        frappe.db.set_value(entry.DOCTYPE, mission.name, "ends_on", add_days(today(), -1))
        self.assertEqual(reminders.remind_of_reports(), 1)
        self.assertEqual(reminders.remind_of_reports(), 0)
        self.assertEqual([row.name for row in waiting.missions()], [mission.name])
        frappe.db.set_value(entry.DOCTYPE, mission.name, "ends_on", add_days(today(), -8))
        self.assertEqual(reminders.remind_of_reports(), 1)
