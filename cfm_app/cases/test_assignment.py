"""Who has a case: of two who take it one has it, and none waits for somebody who is not there."""

from typing import Any
from unittest import mock

import frappe
from frappe import _
from frappe.desk.form import assign_to
from frappe.utils import add_days, now_datetime, nowdate

from cfm_app.api import cases as api
from cfm_app.api import console
from cfm_app.base import consts
from cfm_app.cases import assignment, worklists
from cfm_app.security.obligations import gate
from cfm_app.security.persons import processing_restriction
from cfm_app.testing import CFMTestCase

CATEGORY = "Quantité de la ration"
PSEA_CATEGORY = "Exploitation ou abus sexuel"


class AssignmentTestCase(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.zara = self.user(consts.OPERATOR, email="zara@test.cfm")
        self.mahamat = self.user(consts.OPERATOR, email="mahamat@test.cfm")
        self.manager = self.user(consts.MANAGER)
        self.focal = self.user(consts.FOCAL_POINT)
        for user in (self.zara, self.mahamat, self.manager):
            self.come(user)
        frappe.set_user(self.zara)
        self.name = self.case(category=CATEGORY).name

    def come(self, user: str, days_ago: int = 0) -> None:
        """They were seen last so long ago."""
        moment = add_days(now_datetime(), -days_ago)
        frappe.db.set_value("User", user, "last_active", moment, update_modified=False)

    def has(self) -> str | None:
        return frappe.db.get_value("Case", self.name, assignment.FIELD)

    def sees(self, user: str, whose: assignment.Whose = assignment.OWN_AND_FREE) -> bool:
        frappe.set_user(user)
        lists = worklists.work(whose=whose)
        return any(row.name == self.name for rows in lists.values() for row in rows)

    def be_absent(self, user: str) -> Any:
        frappe.set_user("Administrator")
        values = {"user": user, "absent_from": nowdate(), "absent_to": add_days(nowdate(), 2)}
        area = frappe.get_all("CFM Functional Area", limit=1, pluck="name")[0]
        return frappe.get_doc(
            {"doctype": "CFM Focal Point", "functional_area": area, "enabled": 1, **values}
        ).insert()


class TestTaking(AssignmentTestCase):
    def test_of_two_the_second_hears_who_has_it(self) -> None:
        taken = api.take(self.name)
        self.assertEqual((taken["case_owner"], taken["is_own"]), (self.zara, True))
        frappe.set_user(self.mahamat)
        with self.assertRaises(frappe.ValidationError) as refused:
            api.take(self.name)
        self.assertIn(frappe.utils.get_fullname(self.zara), str(refused.exception))
        self.assertEqual(self.has(), self.zara)

    def test_again_changes_nothing(self) -> None:
        api.take(self.name)
        told = frappe.db.count("Comment", {"reference_name": self.name})
        api.take(self.name)
        self.assertEqual(frappe.db.count("Comment", {"reference_name": self.name}), told)

    def test_whoever_types_meanwhile_loses_nothing(self) -> None:
        opened = frappe.get_doc("Case", self.name)
        frappe.set_user(self.mahamat)
        api.take(self.name)
        frappe.set_user(self.zara)
        opened.information_given = "Demain au site"
        opened.save()
        self.assertEqual(self.has(), self.mahamat)

    def test_no_form_writes_it(self) -> None:
        case = frappe.get_doc("Case", self.name)
        case.case_owner = self.mahamat
        case.save()
        self.assertIsNone(self.has())
        made = self.case(category=CATEGORY, case_owner=self.mahamat)
        self.assertIsNone(frappe.db.get_value("Case", made.name, assignment.FIELD))

    def test_a_task_about_it_gives_it_to_nobody(self) -> None:
        task = {"doctype": "Case", "name": self.name, "assign_to": [self.mahamat]}
        assign_to.add(task)
        self.assertIsNone(self.has())
        api.take(self.name)
        assign_to.remove("Case", self.name, self.mahamat)
        self.assertEqual(self.has(), self.zara)

    def test_a_rule_that_gives_tasks_stops_no_call(self) -> None:
        frappe.set_user("Administrator")
        self.assignment_rule()
        frappe.set_user(self.zara)
        made = console.new_case({"category": CATEGORY, "description": "Il manque deux sacs"})
        tasks = frappe.get_all("ToDo", {"reference_name": made["case"]}, pluck="allocated_to")
        self.assertEqual(tasks, [self.mahamat])
        self.assertIsNone(frappe.db.get_value("Case", made["case"], assignment.FIELD))

    def assignment_rule(self) -> None:
        frappe.get_doc(
            {
                "doctype": "Assignment Rule",
                "name": "Every case to Mahamat",
                "document_type": "Case",
                "description": "À traiter",
                "assign_condition": "name",
                "rule": "Round Robin",
                "users": [{"user": self.mahamat}],
                "assignment_days": [{"day": now_datetime().strftime("%A")}],
            }
        ).insert()

    def test_a_closed_one_is_nobodys_work(self) -> None:
        frappe.db.set_value("Case", self.name, "phase", consts.PHASE_CLOSED)
        self.assertRaises(frappe.ValidationError, api.take, self.name)

    def test_whoever_has_not_signed_takes_none(self) -> None:
        with mock.patch.object(gate, "is_closed", return_value=True):
            for act in (api.take, api.give_back):
                self.assertRaises(gate.ObligationError, act, self.name)
        self.assertIsNone(self.has())

    def test_what_is_only_kept_is_taken_by_nobody(self) -> None:
        with mock.patch.object(processing_restriction, "is_closed", return_value=True):
            self.assertRaises(processing_restriction.OnlyKept, api.take, self.name)
        self.assertIsNone(self.has())

    def test_whoever_only_answers_takes_none(self) -> None:
        for user in (self.focal, self.user(consts.ANALYST)):
            frappe.set_user(user)
            for act in (api.take, api.give_back):
                self.assertRaises(
                    (frappe.PermissionError, frappe.DoesNotExistError), act, self.name
                )


class TestEntrusting(AssignmentTestCase):
    def test_the_colleague_is_told_and_it_stands_in_the_story(self) -> None:
        api.assign(self.name, self.mahamat, "Il parle kanembou")
        self.assertEqual(self.has(), self.mahamat)
        told = frappe.get_all("Notification Log", {"for_user": self.mahamat}, pluck="subject")
        text = self.as_read_by(self.mahamat, "A case was entrusted to you: {0}", self.name)
        self.assertIn(text, told)
        story = frappe.get_all("Comment", {"reference_name": self.name}, pluck="content")
        self.assertTrue([line for line in story if "Il parle kanembou" in line])

    def test_only_to_somebody_who_works_on_it_and_is_there(self) -> None:
        self.be_absent(self.mahamat)
        frappe.set_user(self.zara)
        long_unseen = self.user(consts.OPERATOR)
        self.come(long_unseen, days_ago=assignment.DAYS_UNSEEN + 1)
        for user in (self.mahamat, long_unseen, self.focal, "nobody@test.cfm", "Administrator"):
            self.assertRaises(frappe.ValidationError, api.assign, self.name, user)
        self.assertIsNone(self.has())

    def test_given_back_it_is_everybodys(self) -> None:
        api.take(self.name)
        self.assertFalse(self.sees(self.mahamat))
        frappe.set_user(self.zara)
        api.give_back(self.name, "Je pars en mission")
        self.assertTrue(self.sees(self.mahamat))


class TestWhoWaits(AssignmentTestCase):
    def test_each_view_shows_its_own(self) -> None:
        views = {view: self.sees(self.mahamat, view) for view in assignment.VIEWS}
        self.assertEqual(views, {"own_and_free": True, "own": False, "free": True, "team": True})
        frappe.set_user(self.zara)
        api.take(self.name)
        views = {view: self.sees(self.zara, view) for view in assignment.VIEWS}
        self.assertEqual(views, {"own_and_free": True, "own": True, "free": False, "team": True})
        views = {view: self.sees(self.mahamat, view) for view in assignment.VIEWS}
        self.assertEqual(views, {"own_and_free": False, "own": False, "free": False, "team": True})

    def test_what_waits_is_counted_as_it_is_shown(self) -> None:
        frappe.db.set_value("Case", self.name, "next_due_on", add_days(nowdate(), -1))
        before = worklists.counts()["work"]
        frappe.set_user(self.mahamat)
        api.take(self.name)
        frappe.set_user(self.zara)
        self.assertEqual(worklists.counts()["work"], before - 1)

    def test_nothing_waits_for_somebody_absent(self) -> None:
        api.take(self.name)
        absence = self.be_absent(self.zara)
        self.assertTrue(self.sees(self.mahamat))
        self.assertTrue(self.sees(self.mahamat, assignment.FREE))
        frappe.set_user("Administrator")
        absence.db_set({"absent_from": None, "absent_to": None})
        self.assertFalse(self.sees(self.mahamat))
        self.assertTrue(self.sees(self.zara, assignment.OWN))

    def limit_to(self, place: str) -> Any:
        frappe.set_user("Administrator")
        values = {"user": self.zara, "allow": "CFM Location", "for_value": place}
        return frappe.get_doc({"doctype": "User Permission", **values}).insert()

    def test_nothing_waits_for_somebody_who_sees_it_no_more(self) -> None:
        frappe.set_user("Administrator")
        here, there = frappe.get_all("CFM Location", {"is_group": 0}, pluck="name", limit=2)
        frappe.get_doc("Case", self.name).update({"location": here}).save()
        frappe.set_user(self.zara)
        api.take(self.name)
        limit = self.limit_to(here)
        self.assertEqual(self.has(), self.zara)
        self.limit_to(there)
        limit.delete()
        self.assertIsNone(self.has())
        self.assertTrue(self.sees(self.mahamat))

    def test_nor_once_it_lies_elsewhere(self) -> None:
        frappe.set_user("Administrator")
        here, there = frappe.get_all("CFM Location", {"is_group": 0}, pluck="name", limit=2)
        frappe.get_doc("Case", self.name).update({"location": here}).save()
        self.limit_to(here)
        frappe.set_user(self.zara)
        api.take(self.name)
        frappe.set_user(self.mahamat)
        frappe.get_doc("Case", self.name).update({"location": there}).save()
        self.assertIsNone(self.has())
        story = frappe.get_all("Comment", {"reference_name": self.name}, pluck="content")
        text = _("Given back to the office: {0} does not see it any more.")
        self.assertIn(text.format(frappe.utils.get_fullname(self.zara)), story)

    def test_meanwhile_a_colleague_takes_it(self) -> None:
        api.take(self.name)
        self.be_absent(self.zara)
        frappe.set_user(self.mahamat)
        api.take(self.name)
        self.assertEqual(self.has(), self.mahamat)

    def test_nor_for_somebody_who_is_gone_or_has_lost_their_role(self) -> None:
        api.take(self.name)
        frappe.db.set_value("User", self.zara, "enabled", 0)
        self.assertTrue(self.sees(self.mahamat))
        frappe.db.set_value("User", self.zara, "enabled", 1)
        self.assertFalse(self.sees(self.mahamat))
        frappe.db.delete("Has Role", {"parent": self.zara})
        frappe.clear_cache(user=self.zara)
        self.assertTrue(self.sees(self.mahamat))

    def test_nor_for_somebody_who_was_not_seen_for_days(self) -> None:
        api.take(self.name)
        self.come(self.zara, days_ago=2)
        self.assertFalse(self.sees(self.mahamat))
        self.come(self.zara, days_ago=4)
        self.assertTrue(self.sees(self.mahamat))
        self.assertTrue(self.sees(self.zara, assignment.OWN))

    def test_nor_for_somebody_who_was_deleted(self) -> None:
        leaver = self.user(consts.OPERATOR, email="leaver@test.cfm")
        frappe.set_user(leaver)
        api.take(self.name)
        frappe.set_user("Administrator")
        assignment.forget_user(frappe.get_doc("User", leaver))
        self.assertIsNone(self.has())


class TestRestricted(AssignmentTestCase):
    def test_one_that_becomes_restricted_is_its_handlers(self) -> None:
        frappe.set_user("Administrator")
        handler = self.user(consts.PSEA)
        frappe.set_user(self.zara)
        api.take(self.name)
        case = frappe.get_doc("Case", self.name)
        case.category = PSEA_CATEGORY
        case.save()
        self.assertIsNone(self.has())
        frappe.set_user(handler)
        for act in (api.take, api.give_back):
            self.assertRaises(frappe.ValidationError, act, self.name)
        self.assertEqual(assignment.owner_of(frappe.get_doc("Case", self.name)), assignment.Owner())

    def test_whoever_may_not_know_it_hears_of_nothing(self) -> None:
        frappe.set_user("Administrator")
        self.user(consts.PSEA)
        frappe.set_user(self.zara)
        closed = self.case(category=PSEA_CATEGORY).name
        answers = []
        for name in (closed, "CFM-2026-000000"):
            for act in (api.take, api.give_back, lambda each: api.assign(each, self.mahamat)):
                with self.assertRaises(frappe.DoesNotExistError) as refused:
                    act(name)
                answers.append(str(refused.exception).replace(name, ""))
        self.assertEqual(answers[:3], answers[3:])
