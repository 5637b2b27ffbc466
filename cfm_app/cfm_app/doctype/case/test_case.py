"""The life of a case, saved by whatever door."""

from collections import Counter
from typing import Any
from unittest.mock import patch

import frappe
from frappe.model.document import Document
from frappe.utils import add_to_date, now_datetime

from cfm_app.base import consts
from cfm_app.testing import CFMTestCase


class TestCase(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        self.manager = self.user(consts.MANAGER)
        frappe.set_user(self.operator)

    def test_category_settles_the_rest(self) -> None:
        case = self.case(category="Quantité de la ration", location="TD0701")
        self.assertEqual(case.sensitivity, "Non sensible")
        self.assertEqual(case.sop, "Plainte sur l'assistance")
        self.assertTrue(case.resolve_by and case.sop_steps)
        self.assertEqual(case.workflow_state, "New")
        self.assertEqual(case.phase, "New")

    def test_steps_that_the_case_adds_itself_say_who_made_them(self) -> None:
        case = self.case(category="Quantité de la ration")
        steps = frappe.get_all(
            "Case SOP Step",
            filters={"parent": case.name},
            fields=["owner", "creation"],
            parent_doctype="Case",
        )
        self.assertTrue(steps)
        for step in steps:
            self.assertEqual(step.owner, self.operator)
            self.assertTrue(step.creation)

    def test_what_a_new_case_rests_on_is_asked_once(self) -> None:
        """Each statement costs every call that is recorded: none is put twice."""
        self.case(category="Quantité de la ration")
        database, asked = frappe.db.__class__, []
        answer = database.sql

        def listen(db: Any, query: Any, values: Any = (), *args: Any, **kwargs: Any) -> Any:
            asked.append((str(query), str(values)))
            return answer(db, query, values, *args, **kwargs)

        with patch.object(database, "sql", listen):
            case = self.case(category="Quantité de la ration", description="Rice is missing")
        read = [each for each in asked if each[0].lower().startswith("select")]
        self.assertIn(case.name, str(read))
        self.assertEqual([each for each, times in Counter(read).items() if times > 1], [])

    def test_settings_hold_from_the_next_case_on(self) -> None:
        frappe.set_user("Administrator")
        self.assertEqual(self.case(category=None, description="Thanks").priority, "Normale")
        for change in (self._save_priority, self._store_priority):
            for priority in ("Urgente", "Normale"):
                change(priority)
                case = self.case(category=None, description="Thanks")
                self.assertEqual(case.priority, priority)

    def _save_priority(self, priority: str) -> None:
        settings = frappe.get_doc("CFM Settings")
        settings.default_priority = priority
        settings.save()

    def _store_priority(self, priority: str) -> None:
        frappe.db.set_single_value("CFM Settings", "default_priority", priority)

    def test_fast_path(self) -> None:
        case = self.case(category="Information sur le ciblage", information_given="Criteria")
        case = self.act(case, "Answer")
        self.assertEqual(case.phase, "Informed")
        self.assertTrue(case.first_contact_resolution and case.informed_on)
        case = self.act(case, "Close")
        self.assertEqual((case.phase, bool(case.closed_on)), ("Closed", True))

    def test_closing_needs_the_loop(self) -> None:
        case = self.resolved()
        with self.assertRaises(frappe.ValidationError):
            self.act(case, "Close")
        yesterday = add_to_date(now_datetime(), days=-1)
        frappe.db.set_value("Case", case.name, "received_on", yesterday)
        case.reload()
        for hours in range(5):
            moment = add_to_date(yesterday, hours=hours + 1)
            attempt = {"channel": "Appel sortant", "reached": 0, "attempted_on": moment}
            case.append("contact_attempts", attempt)
        case.save()
        self.assertEqual(self.act(case, "Close").phase, "Closed")

    def test_satisfaction_is_asked_where_the_sop_wants_it(self) -> None:
        case = self.inform(self.resolved())
        frappe.db.set_value("CFM SOP", case.sop, "require_satisfaction", 1)
        with self.assertRaises(frappe.ValidationError):
            self.act(case, "Close")
        case.reload()
        case.satisfaction = "4"
        case.save()
        self.assertEqual(self.act(case, "Close").phase, "Closed")

    def test_refusal_to_be_called_back_closes_too(self) -> None:
        case = self.resolved()
        self.consent(case.name, consts.SHARE_INSIDE, refused=(consts.CALL_BACK,))
        case.reload()
        self.assertEqual(self.act(case, "Close").phase, "Closed")

    def test_forged_stamps_are_ignored(self) -> None:
        case = self.resolved()
        case.informed_on = "2026-01-01 10:00:00"
        case.phase = "Informed"
        case.save()
        case.reload()
        self.assertFalse(case.informed_on)
        self.assertEqual(case.phase, "Resolved")

    def test_plain_save_obeys_the_workflow(self) -> None:
        case = self.resolved()
        self.consent(case.name, consts.SHARE_INSIDE, refused=(consts.CALL_BACK,))
        case.reload()
        case = self.act(case, "Close")
        case.description = "Changed after closing"
        with self.assertRaises(frappe.PermissionError):
            case.save()
        case.reload()
        case.workflow_state = "In Progress"
        with self.assertRaises((frappe.PermissionError, frappe.ValidationError)):
            case.save()

    def test_missing_link_is_refused(self) -> None:
        with self.assertRaises(frappe.ValidationError):
            self.case(category="There is no such category")

    def test_reopening_counts(self) -> None:
        case = self.case(category="Information sur le ciblage", information_given="Criteria")
        case = self.act(self.act(self.act(case, "Answer"), "Close"), "Reopen")
        self.assertEqual(case.reopened_count, 1)
        self.assertFalse(case.closed_on)

    def test_pause_moves_the_limit(self) -> None:
        case = self.act(
            self.act(self.case(category="Quantité de la ration"), "Register"), "Start Work"
        )
        case = self.act(case, "Put on Hold")
        self.assertEqual((case.phase, case.sla_status), ("Paused", "Paused"))
        case = self.act(case, "Resume")
        self.assertEqual(case.phase, "In progress")

    def test_required_step_holds_the_case(self) -> None:
        sop = frappe.get_doc("CFM SOP", "Plainte sur l'assistance")
        frappe.set_user("Administrator")
        sop.steps[0].required_before_phase = "Resolved"
        sop.save()
        frappe.set_user(self.operator)
        case = self.act(
            self.act(self.case(category="Quantité de la ration"), "Register"), "Start Work"
        )
        with self.assertRaisesRegex(frappe.ValidationError, sop.steps[0].step_title):
            self.resolve(case)
        case.reload()
        case.sop_steps[0].done = 1
        case.save()
        self.assertEqual(case.sop_steps[0].done_by, self.operator)
        self.assertEqual(self.act(case, "Resolve").phase, "Resolved")

    def test_nobody_signs_for_another(self) -> None:
        case = self.case(category="Quantité de la ration")
        forged = {"followed_by": self.manager, "attempted_by": self.manager}
        case.append("follow_ups", {"action": "x", **forged})
        case.append("contact_attempts", {"outcome": "No answer", **forged})
        case.sop_steps[0].update(
            {"done": 1, "done_by": self.manager, "done_on": "2020-01-01 00:00:00"}
        )
        case.save()
        self.assertEqual(case.follow_ups[0].followed_by, self.operator)
        self.assertEqual(case.contact_attempts[0].attempted_by, self.operator)
        self.assertEqual(case.sop_steps[0].done_by, self.operator)
        self.assertNotEqual(str(case.sop_steps[0].done_on)[:4], "2020")
        done_on = case.sop_steps[0].done_on
        frappe.set_user(self.manager)
        case.reload()
        case.follow_ups[0].followed_by = self.manager
        case.sop_steps[0].update({"done_by": self.manager, "done_on": "2020-01-01 00:00:00"})
        case.save()
        self.assertEqual(case.follow_ups[0].followed_by, self.operator)
        self.assertEqual(case.sop_steps[0].done_by, self.operator)
        self.assertEqual(str(case.sop_steps[0].done_on), str(done_on))

    def resolved(self) -> Document:
        case = self.case(category="Quantité de la ration")
        for action in ("Register", "Start Work"):
            case = self.act(case, action)
        return self.resolve(case)
