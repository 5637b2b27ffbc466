"""The deputy of an absent handler is entrusted with their cases: for so long, and nobody else."""

import frappe
from frappe.utils import add_days, nowdate

from cfm_app.base import consts
from cfm_app.security.access_rule import access
from cfm_app.security.entitlement import deputy_notices, handlers
from cfm_app.testing import CFMTestCase

SEA, SEA_CLASS = "Exploitation ou abus sexuel", "EAS et harcèlement sexuel"


class TestStandingIn(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.handler = self.user(consts.PSEA, email="handler@test.cfm")
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)
        self.case_name = self.case(category=SEA).name
        frappe.set_user("Administrator")
        # Comes later, so that the case is not entrusted to them.
        self.deputy = self.user(consts.PSEA, email="deputy.psea@test.cfm")

    def absent(self, since: str, until: str | None = None, **values):
        doc = {"doctype": "CFM Focal Point", "user": self.handler, "functional_area": "PEAS"}
        doc |= {"sensitivity": SEA_CLASS, "deputy": self.deputy, "absent_from": since}
        return frappe.get_doc({**doc, "absent_to": until, **values}).insert()

    def sees(self, user: str) -> bool:
        """By the single document, by the list, and by the report: always the same answer."""
        frappe.set_user(user)
        listed = self.case_name in frappe.get_list("Case", pluck="name", limit_page_length=0)
        report = frappe.get_list("Sensitive Report", filters={"cfm_case": self.case_name})
        self.assertEqual({listed, bool(report)}, {access.may_see_case(self.case_name)})
        frappe.set_user("Administrator")
        return listed

    def noted(self, user: str) -> list[str]:
        filters = {"user": user, "action": "Entrusted", "cfm_case": self.case_name}
        return frappe.get_all("CFM Access Log", filters=filters, pluck="detail")

    def test_for_the_days_of_the_absence_the_deputy_sees_the_case(self) -> None:
        self.assertFalse(self.sees(self.deputy))
        post = self.absent(nowdate(), add_days(nowdate(), 3))
        self.assertTrue(self.sees(self.deputy))
        self.assertEqual(handlers.entrusted(self.case_name), [self.handler, self.deputy])
        post.absent_from = None
        post.save()
        self.assertFalse(self.sees(self.deputy))
        self.assertEqual(handlers.entrusted(self.case_name), [self.handler])

    def test_only_what_is_entrusted_to_the_absent_handler_goes_to_the_deputy(self) -> None:
        frappe.db.set_value(
            "CFM Case Handler",
            {"user": self.handler},
            "user",
            self.user(consts.PSEA, email="third@test.cfm"),
        )
        self.absent(nowdate())
        self.assertFalse(self.sees(self.handler))
        self.assertFalse(self.sees(self.deputy))

    def test_it_is_noted_once_and_told_without_a_word_about_the_case(self) -> None:
        frappe.db.set_value("User", self.deputy, "language", "en")
        self.absent(nowdate())
        for _hour in range(2):
            deputy_notices.announce()
        self.assertEqual(self.noted(self.deputy), [f"Stands in for {self.handler}"])
        lines = frappe.get_all(
            "Notification Log", filters={"for_user": self.deputy}, pluck="subject"
        )
        self.assertEqual(lines, ["You stand in for handler. Restricted cases entrusted to you: 1"])

    def test_before_and_after_the_absence_he_sees_nothing(self) -> None:
        self.absent(add_days(nowdate(), 1))
        self.absent(add_days(nowdate(), -9), add_days(nowdate(), -1), location="TD07")
        deputy_notices.announce()
        self.assertFalse(self.sees(self.deputy))
        self.assertEqual(self.noted(self.deputy), [])

    def test_without_the_role_of_the_class_nobody_stands_in(self) -> None:
        self.absent(nowdate())
        frappe.db.delete("Has Role", {"parent": self.deputy})
        frappe.clear_cache(user=self.deputy)
        deputy_notices.announce()
        self.assertFalse(access.may_see_case(self.case_name, self.deputy))
        self.assertEqual(handlers.entrusted(self.case_name), [self.handler])

    def test_a_handler_without_the_role_hands_nothing_on(self) -> None:
        self.absent(nowdate())
        frappe.db.delete("Has Role", {"parent": self.handler})
        frappe.clear_cache(user=self.handler)
        self.assertFalse(self.sees(self.deputy))

    def test_an_absence_for_ordinary_cases_opens_no_restricted_one(self) -> None:
        self.absent(nowdate(), sensitivity=None)
        deputy_notices.announce()
        self.assertFalse(self.sees(self.deputy))
