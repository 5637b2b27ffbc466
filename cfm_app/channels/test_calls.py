"""Calls of the free line: who sees them, what follows from their events, and their figures."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import frappe
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import consts
from cfm_app.cases import from_call
from cfm_app.channels import call_backs, calls, late_call_backs, ringing
from cfm_app.channels.adapters.base import CallEvent
from cfm_app.figures import calls as figures
from cfm_app.figures.period import Period
from cfm_app.procedures.sop import clock
from cfm_app.security.access_rule import access
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import calls as page

ABUSE = "Exploitation ou abus sexuel"
ORDINARY = "Quantité de la ration"
NUMBER = "+23566123456"


class TestCalls(CFMTestCase):
    def setUp(self) -> None:
        self.operator = self.user(consts.OPERATOR)
        self.manager = self.user(consts.MANAGER)
        self.psea = self.user(consts.PSEA)
        self.fraud = self.user(consts.FRAUD)
        self.aap = self.user(consts.AAP)
        self.everybody = (self.operator, self.manager, self.psea, self.fraud, self.aap)
        phones = {"201": self.operator, "203": self.psea}
        self.account = frappe.get_doc(
            {
                "doctype": "CFM Channel Account",
                "account_name": "calls",
                "adapter": "Free line",
                "channel": "Ligne verte",
                "extensions": [{"extension": each, "user": user} for each, user in phones.items()],
            }
        ).insert()
        self.began = now_datetime().replace(microsecond=0) - timedelta(minutes=3)

    def tell(self, call_id: str, kind: str, after: int = 0, **values: Any) -> str:
        """An event so many seconds after the beginning."""
        given: dict[str, Any] = {"is_out": False, "caller": NUMBER, "called": "1212"}
        on = self.began + timedelta(seconds=after)
        event = CallEvent(call_id=call_id, kind=kind, on=on, **{**given, **values})
        return calls.apply_event(self.account, event)

    def missed(self, call_id: str, after: int) -> str:
        self.tell(call_id, "newCall", after, people=("201",))
        return self.tell(call_id, "hangup", after + 9, cause="cancel")

    def reminded(self, user: str) -> list[str]:
        """The unread notices of a user about calls."""
        unread = {"for_user": user, "document_type": consts.CALL, "read": 0}
        return frappe.get_all("Notification Log", unread, pluck="document_name")

    def answered(self, call_id: str, after: int, extension: str = "201") -> str:
        self.tell(call_id, "newCall", after, people=(extension,))
        self.tell(call_id, "answer", after + 4, answered_at=extension)
        return self.tell(call_id, "hangup", after + 34, cause="normalClearing")

    def task(self) -> Any:
        rows = frappe.get_all(
            consts.CALL,
            filters={"number": NUMBER, "call_back_state": "Open"},
            fields=["name", "missed_calls", "call_back_due_on", "last_missed_on"],
        )
        self.assertLess(len(rows), 2)
        return rows[0] if rows else None

    def seen_by(self, name: str) -> set[str]:
        """Who sees a call, in lists as by name."""
        doc, found = frappe.get_doc(consts.CALL, name), set()
        for user in self.everybody:
            sees = access.may_see(consts.CALL, name, user)
            frappe.set_user(user)
            self.assertEqual(bool(frappe.get_list(consts.CALL, filters={"name": name})), sees)
            self.assertEqual(bool(frappe.has_permission(consts.CALL, "read", doc)), sees)
            frappe.set_user("Administrator")
            found |= {user} if sees else set()
        return found

    def link(self, name: str, category: str) -> str:
        case = self.case(category=category)
        from_call._link(frappe.get_doc(consts.CALL, name), case.name, None)
        return str(case.name)

    def test_ordinary_calls_are_the_offices_and_of_whoever_answered(self) -> None:
        self.assertEqual(self.seen_by(self.missed("a", 0)), {self.operator, self.manager})
        theirs = self.answered("b", 60, "203")
        self.assertEqual(self.seen_by(theirs), {self.operator, self.manager, self.psea})

    def test_a_call_is_as_hidden_as_its_case(self) -> None:
        name = self.answered("a", 0)
        case = self.link(name, ORDINARY)
        self.assertEqual(self.seen_by(name), {self.operator, self.manager})
        restricted = self.link(name, ABUSE)
        entrusted = {user for user in self.everybody if access.may_see_case(restricted, user)}
        self.assertTrue(entrusted <= {self.psea})
        self.assertTrue(self.seen_by(name) <= entrusted)
        alone = self.answered("b", 60)
        self.link(alone, ABUSE)
        self.assertFalse({self.operator, self.manager, self.fraud, self.aap} & self.seen_by(alone))
        self.assertTrue(access.may_see_case(case, self.operator))

    def test_a_call_that_rings_still_is_as_hidden_as_the_case_that_came_of_it(self) -> None:
        """An answer that is told late, or never, leaves a call ringing at the phone of somebody else."""
        name = self.tell("rings", "newCall", people=("201",))
        frappe.set_user(self.operator)
        self.assertEqual(ringing.visible_call(name).name, name)
        frappe.set_user("Administrator")
        self.link(name, ABUSE)
        frappe.set_user(self.operator)
        with self.assertRaises(frappe.DoesNotExistError):
            ringing.visible_call(name)

    def test_of_a_restricted_call_no_draft_stays_in_a_browser(self) -> None:
        call = frappe.get_doc(consts.CALL, self.answered("a", 0))
        self.assertFalse(page.for_case(call)["restricted"])
        self.link(call.name, ABUSE)
        call.reload()
        self.assertTrue(page.for_case(call)["restricted"])

    def test_rows_of_a_call_follow_it(self) -> None:
        name = self.answered("a", 0)
        self.link(name, ABUSE)
        frappe.set_user(self.operator)
        rows = frappe.get_list(
            "CFM Conversation Case", {"parent": name}, parent_doctype=consts.CALL
        )
        self.assertEqual(rows, [])

    def test_moments_say_how_long_they_waited_and_spoke(self) -> None:
        row = frappe.get_doc(consts.CALL, self.answered("a", 0))
        told = (row.state, row.waiting_seconds, row.talking_seconds, row.operator)
        self.assertEqual(told, ("Ended", 4, 30, self.operator))
        row = frappe.get_doc(consts.CALL, self.missed("b", 60))
        self.assertEqual((row.state, row.waiting_seconds, row.operator), ("Missed", 9, None))

    def test_the_end_may_overtake_everything(self) -> None:
        self.tell("a", "hangup", 2, cause="normalClearing")
        self.assertEqual(self.task().missed_calls, 1)
        self.tell("a", "answer", 5, answered_at="201")
        row = frappe.get_doc(consts.CALL, self.tell("a", "newCall", 6, people=("201",)))
        self.assertEqual((row.state, row.talking_seconds), ("Ended", 0))
        self.assertIsNone(self.task())

    def test_the_task_of_a_number_does_not_hang_on_the_order_of_its_calls(self) -> None:
        acts = (
            lambda: self.missed("a", 0),
            lambda: self.answered("b", 20),
            lambda: self.missed("c", 60),
            lambda: self.missed("d", 80),
        )
        found = set()
        for order in permutations(acts):
            frappe.db.savepoint("one_order")
            for act in order:
                act()
            task = self.task()
            first = frappe.db.get_value(consts.CALL, task.name, "call_id")
            found.add((first, task.missed_calls, str(task.call_back_due_on)))
            frappe.db.rollback(save_point="one_order")
        self.assertEqual([each[:2] for each in found], [("c", 2)])

    def test_who_calls_at_night_is_called_in_the_morning(self) -> None:
        settings = frappe.get_doc("CFM Settings")
        settings.update({"work_start": "07:30:00", "work_end": "16:30:00", "missed_call_hours": 2})
        settings.update(dict.fromkeys(clock.DAYS, 1))
        settings.holidays = []
        settings.save()
        frappe.clear_cache()
        today = now_datetime().replace(hour=0, minute=0, second=0, microsecond=0)
        self.began = today - timedelta(minutes=50)
        self.missed("a", 0)
        due = get_datetime(self.task().call_back_due_on)
        self.assertEqual(due, today + timedelta(hours=9, minutes=30))

    def test_a_person_is_confirmed_by_an_operator_alone(self) -> None:
        member = frappe.get_doc(
            {"doctype": "Community Member", "full_name": "Zara", "phone": NUMBER}
        ).insert()
        name = self.answered("a", 0)
        self.assertIsNone(frappe.db.get_value(consts.CALL, name, "community_member"))
        frappe.set_user(self.operator)
        from_call.confirm_person(name, member.name)
        self.assertEqual(frappe.db.get_value(consts.CALL, name, "community_member"), member.name)

    def test_figures_leave_out_calls_of_restricted_cases(self) -> None:
        # All on one day, whatever the hour of the test is.
        self.began = (self.began - timedelta(days=1)).replace(hour=10)
        before = self.figure()
        self.answered("a", 0)
        self.missed("b", 60)
        self.tell("c", "newCall", 90, is_out=True, caller="201", called=NUMBER)
        self.link(self.answered("d", 100), ABUSE)
        after = self.figure()
        more = {key: after[key] - before[key] for key in ("incoming", "answered", "missed")}
        self.assertEqual(more, {"incoming": 2, "answered": 1, "missed": 1})
        self.assertEqual(after["outgoing"] - before["outgoing"], 1)
        frappe.set_user(self.user(consts.ANALYST))
        self.assertIsNone(self.figure()["missed"] or None)

    def figure(self) -> dict[str, Any]:
        """The figures of today by the month."""
        rows = figures.by_day(Period.of(month=self.began.strftime("%Y-%m")))
        empty = {"incoming": 0, "answered": 0, "missed": 0, "outgoing": 0}
        return next((row for row in rows if row["day"] == str(self.began.date())), empty)

    def test_lost_ends_are_made_up_for(self) -> None:
        self.began = now_datetime() - timedelta(hours=2)
        name = self.tell("a", "newCall", people=("201",))
        ringing.end_lost()
        self.assertEqual(frappe.db.get_value(consts.CALL, name, "state"), "Missed")
        self.assertEqual(self.task().name, name)

    def test_operators_are_reminded_of_a_missed_call_that_is_late(self) -> None:
        call = self.missed("a", 0)
        late_call_backs.remind_of_calls()
        self.assertEqual(self.reminded(self.operator), [])
        frappe.db.set_value(consts.CALL, call, "call_back_due_on", add_hours(-1))
        late_call_backs.remind_of_calls()
        late_call_backs.remind_of_calls()
        self.assertEqual(self.reminded(self.operator), [call])
        self.assertEqual(self.reminded(self.manager), [])
        self.assertEqual(self.reminded(self.aap), [])

    def test_the_managers_are_told_when_nobody_calls_back_for_long(self) -> None:
        call = self.missed("a", 0)
        frappe.db.set_value(consts.CALL, call, "call_back_due_on", add_hours(-25))
        late_call_backs.remind_of_calls()
        self.assertEqual(self.reminded(self.manager), [call])

    def test_the_reminder_is_done_once_the_person_was_reached(self) -> None:
        call = self.missed("a", 0)
        frappe.db.set_value(consts.CALL, call, "call_back_due_on", add_hours(-1))
        late_call_backs.remind_of_calls()
        self.answered("b", 60)
        self.assertEqual(self.reminded(self.operator), [])
        other = self.tell("c", "newCall", caller="+23566999999", people=("201",))
        self.tell("c", "hangup", 9, caller="+23566999999", cause="cancel")
        frappe.db.set_value(consts.CALL, other, "call_back_due_on", add_hours(-1))
        late_call_backs.remind_of_calls()
        frappe.set_user(self.operator)
        call_backs.note_reached(other)
        self.assertEqual(self.reminded(self.operator), [])


def add_hours(number: int) -> Any:
    return now_datetime() + timedelta(hours=number)
