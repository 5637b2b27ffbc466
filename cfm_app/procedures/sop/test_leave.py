"""Somebody goes on leave: all of their posts say it, by whoever may say it."""

from typing import Any

import frappe
from frappe.utils import add_days, nowdate

from cfm_app.base import consts
from cfm_app.procedures.sop import leave, routing
from cfm_app.security.entitlement import absences
from cfm_app.testing import CFMTestCase

SEA_CLASS = "EAS et harcèlement sexuel"
AREAS = ("Logistique", "Programme", "Nutrition")


class TestLeave(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.delete("CFM Focal Point")
        self.absent = self.user(consts.FOCAL_POINT, email="absent@test.cfm")
        self.deputy = self.user(consts.FOCAL_POINT, email="deputy@test.cfm")
        self.manager = self.user(consts.MANAGER)
        for area in AREAS:
            self.post(self.absent, area)

    def post(self, user: str, area: str, **values: Any) -> Any:
        if not frappe.db.exists("CFM Functional Area", area):
            frappe.get_doc({"doctype": "CFM Functional Area", "area_name": area}).insert()
        post = {"doctype": "CFM Focal Point", "user": user, "functional_area": area, **values}
        return frappe.get_doc(post).insert()

    def said(self, user: str | None = None) -> set[tuple[str, str]]:
        return {(each.user, each.deputy) for each in absences.today(user=user or self.absent)}

    def test_all_posts_say_it_and_referrals_go_to_the_deputy(self) -> None:
        for user in (self.manager, self.absent, self.user(consts.DATA_PROTECTION)):
            frappe.set_user(user)
            leave.record(self.absent, nowdate(), add_days(nowdate(), 5), self.deputy)
            self.assertEqual(self.said(), {(self.absent, self.deputy)})
            self.assertEqual(len(absences.today(user=self.absent)), len(AREAS))
            receivers = {routing.find(area).receiver for area in AREAS}
            self.assertEqual(receivers, {self.deputy})
            leave.end(self.absent)
            self.assertEqual(self.said(), set())

    def test_nobody_else_says_it(self) -> None:
        for role in (consts.OPERATOR, consts.FOCAL_POINT, consts.PSEA):
            frappe.set_user(
                self.user(role, email=f"{role}-other@test.cfm".lower().replace(" ", "."))
            )
            with self.assertRaises(frappe.PermissionError):
                leave.record(self.absent, nowdate())
            with self.assertRaises(frappe.PermissionError):
                leave.end(self.absent)
        self.assertEqual(self.said(), set())

    def test_a_deputy_is_there_and_may_answer(self) -> None:
        frappe.set_user(self.manager)
        wrong = (self.absent, self.user(consts.OPERATOR), "nobody@test.cfm")
        for deputy in wrong:
            with self.subTest(deputy=deputy), self.assertRaises(frappe.ValidationError):
                leave.record(self.absent, nowdate(), None, deputy)
        frappe.set_user("Administrator")
        days = {"absent_from": add_days(nowdate(), 3), "absent_to": add_days(nowdate(), 6)}
        self.post(self.deputy, "Nutrition", **days)
        frappe.set_user(self.manager)
        with self.assertRaisesRegex(frappe.ValidationError, "away"):
            leave.record(self.absent, nowdate(), None, self.deputy)
        leave.record(self.absent, nowdate(), add_days(nowdate(), 2), self.deputy)

    def test_nobody_of_a_partner_stands_in_for_the_office(self) -> None:
        frappe.set_user("Administrator")
        partner = frappe.get_doc({"doctype": "CFM Partner", "partner_name": "ONG Essai"}).insert()
        outside = self.user(consts.FOCAL_POINT, email="outside@test.cfm")
        self.post(outside, "Logistique", partner=partner.name)
        self.assertNotIn(outside, leave.deputies(self.absent, leave.ORDINARY))
        self.assertIn(self.deputy, leave.deputies(outside, leave.ORDINARY))
        for user in (self.absent, self.manager):
            frappe.set_user(user)
            with self.assertRaises(frappe.ValidationError):
                leave.record(self.absent, nowdate(), None, outside)
        frappe.set_user(self.manager)
        post = frappe.get_doc("CFM Focal Point", {"user": self.absent})
        post.update({"deputy": outside, "absent_from": nowdate()})
        with self.assertRaisesRegex(frappe.ValidationError, "partner"):
            post.save()

    def test_days_that_are_over_or_turned_around_are_refused(self) -> None:
        frappe.set_user(self.manager)
        for since, until in ((-5, -1), (4, 2)):
            days = (add_days(nowdate(), since), add_days(nowdate(), until))
            with self.subTest(days=days), self.assertRaises(frappe.ValidationError):
                leave.record(self.absent, *days)
        self.assertEqual(self.said(), set())

    def test_posts_of_a_restricted_class_are_for_the_absent_alone(self) -> None:
        handler = self.user(consts.PSEA, consts.FOCAL_POINT, email="handler.leave@test.cfm")
        other = self.user(consts.PSEA, email="other.leave@test.cfm")
        for values in ({}, {"sensitivity": SEA_CLASS}):
            self.post(handler, "PEAS", **values)
        frappe.set_user(self.manager)
        leave.record(handler, nowdate(), None, self.deputy)
        self.assertEqual([each.sensitivity for each in absences.today(user=handler)], [""])
        with self.assertRaises(frappe.PermissionError):
            leave.record(handler, nowdate(), None, other, SEA_CLASS)
        frappe.set_user(handler)
        with self.assertRaises(frappe.ValidationError):
            leave.record(handler, nowdate(), None, self.deputy, SEA_CLASS)
        leave.record(handler, nowdate(), None, other, SEA_CLASS)
        self.assertEqual(self.said(handler), {(handler, self.deputy), (handler, other)})
