"""What somebody lacks: missing, renewed, expired, in grace; the stricter of two roles."""

from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import add_days, getdate

from cfm_app.base import consts
from cfm_app.security.obligations import compliance, gate, names, training
from cfm_app.security.obligations.duties import (
    CLOSED,
    COMING,
    EXPIRED,
    IN_GRACE,
    MISSING,
    RENEWED,
    SOON,
)
from cfm_app.security.obligations.test_support import KIND, ObligationsTestCase

COURSE = "PSEA"


class TestStanding(ObligationsTestCase):
    def test_without_settings_nobody_owes_anything(self) -> None:
        user = self.user(consts.OPERATOR)
        self.assertEqual(compliance.duties(user), [])
        self.assertFalse(gate.is_closed(user))

    def test_the_administrator_owes_nothing(self) -> None:
        self.oblige(consts.OPERATOR)
        self.assertEqual(compliance.duties("Administrator"), [])

    def test_what_is_not_published_is_asked_of_nobody(self) -> None:
        self.oblige(consts.OPERATOR, publish=False)
        self.assertEqual(compliance.duties(self.user(consts.OPERATOR)), [])

    def test_without_grace_it_closes_at_once(self) -> None:
        self.oblige(consts.OPERATOR)
        duty = self.only(consts.OPERATOR)
        self.assertEqual((duty.state, duty.closes_on), (MISSING, getdate()))
        self.assertEqual(duty.status(getdate(), 14), CLOSED)

    def test_grace_counts_from_the_day_it_is_asked(self) -> None:
        self.oblige(consts.OPERATOR, grace_days=5)
        duty = self.only(consts.OPERATOR)
        self.assertEqual(duty.days_left(getdate()), 5)
        self.assertEqual(duty.status(getdate(), 14), IN_GRACE)
        self.assertFalse(duty.is_closed(getdate() + timedelta(days=4)))
        self.assertTrue(duty.is_closed(getdate() + timedelta(days=5)))

    def test_what_is_asked_later_is_not_due_now(self) -> None:
        self.oblige(consts.OPERATOR, from_date=add_days(getdate(), 10))
        self.assertEqual(self.only(consts.OPERATOR).status(getdate(), 14), COMING)

    def test_signed_is_valid_until_it_expires(self) -> None:
        self.oblige(consts.OPERATOR)
        user = self.user(consts.OPERATOR)
        signature = self.sign_as(user)
        self.assertEqual(compliance.missing(user), [])
        self.assertEqual(self.only(consts.OPERATOR).status(getdate(), 14), "done")
        self.expire(signature, getdate() + timedelta(days=3))
        self.assertEqual(self.only(consts.OPERATOR).status(getdate(), 14), SOON)
        self.expire(signature, getdate())
        duty = self.only(consts.OPERATOR)
        self.assertEqual((duty.state, duty.is_closed(getdate())), (EXPIRED, True))

    def test_a_new_version_asks_again_only_if_it_says_so(self) -> None:
        self.oblige(consts.OPERATOR)
        user = self.user(consts.OPERATOR)
        self.sign_as(user)
        self.publish("1.1", asks_again=0)
        self.assertEqual(compliance.missing(user), [])
        self.publish("2.0", asks_again=1)
        duty = self.only(consts.OPERATOR)
        self.assertEqual((duty.state, duty.agreement), (RENEWED, f"{KIND} 2.0"))
        self.sign_as(user)
        self.assertEqual(compliance.missing(user), [])

    def test_a_version_that_is_published_again_is_signed_once(self) -> None:
        self.oblige(consts.OPERATOR)
        user = self.user(consts.OPERATOR)
        self.publish("2.0", asks_again=1)
        first = frappe.get_doc(names.AGREEMENT, f"{KIND} 1.0")
        first.status = names.PUBLISHED
        first.save()
        self.sign_as(user)
        self.assertEqual(compliance.missing(user), [])

    def test_of_two_roles_the_stricter_one_counts(self) -> None:
        self.oblige(consts.OPERATOR, grace_days=30)
        self.oblige(consts.AAP, grace_days=2, publish=False)
        duty = self.only(consts.OPERATOR, consts.AAP)
        self.assertEqual(duty.days_left(getdate()), 2)

    def test_a_team_is_read_with_as_many_queries_as_one(self) -> None:
        self.oblige(consts.OPERATOR)
        users = [self.user(consts.OPERATOR, email=f"{each}@team.cfm") for each in "abc"]
        self.sign_as(users[0])
        found = compliance.of_users(users)
        self.assertEqual([found[each][0].is_met for each in users], [True, False, False])


class TestTraining(ObligationsTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.get_doc({"doctype": names.COURSE, "title": COURSE, "validity_months": 12}).insert()
        self.add_need(for_role=consts.OPERATOR, course=COURSE)

    def session(self, presence: str, held_on: Any = None, user: str | None = None) -> Any:
        row = {"user": user or self.user(consts.OPERATOR), "presence": presence}
        values = {"course": COURSE, "held_on": held_on or getdate(), "attendance": [row]}
        return frappe.get_doc({"doctype": names.SESSION, **values}).insert()

    def test_whoever_was_present_has_the_course(self) -> None:
        user = self.user(consts.OPERATOR)
        self.assertTrue(gate.is_closed(user))
        self.session(names.PRESENT)
        self.assertEqual(compliance.missing(user), [])

    def test_a_list_that_is_corrected_corrects_the_records(self) -> None:
        user = self.user(consts.OPERATOR)
        session = self.session(names.PRESENT)
        session.attendance[0].presence = names.ABSENT
        session.save()
        self.assertEqual(compliance.missing(user)[0].state, MISSING)
        session.attendance[0].presence = names.PRESENT
        session.save()
        self.assertEqual(compliance.missing(user), [])
        self.assertEqual(frappe.db.count(names.RECORD, {"user": user}), 1)

    def test_whoever_was_absent_has_not(self) -> None:
        self.session(names.ABSENT)
        self.assertEqual(frappe.db.count(names.RECORD), 0)

    def test_a_course_expires(self) -> None:
        user = self.user(consts.OPERATOR)
        self.session(names.PRESENT, held_on=add_days(getdate(), -400))
        self.assertEqual(compliance.missing(user)[0].state, EXPIRED)

    def test_nobody_was_present_tomorrow(self) -> None:
        with self.assertRaises(frappe.ValidationError):
            self.session(names.PRESENT, held_on=add_days(getdate(), 1))

    def test_records_are_written_by_sessions_alone(self) -> None:
        user = self.user(consts.OPERATOR)
        values = {"user": user, "course": COURSE, "passed": 1}
        for writer in ("Administrator", self.user(consts.MANAGER), user):
            frappe.set_user(writer)
            with self.assertRaises(frappe.PermissionError):
                frappe.get_doc({"doctype": names.RECORD, **values}).insert()
        frappe.set_user("Administrator")
        made = training.record(user, training.obtained(COURSE, True))
        with self.assertRaises(frappe.PermissionError):
            made.delete()
