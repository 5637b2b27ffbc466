"""An inquiry shows what a colleague read and changed, as far as whoever asks may see it, and is logged itself."""

import frappe
from frappe.utils import add_days, getdate, nowdate

from cfm_app.base import consts
from cfm_app.data_protection.reading_alerts import inquiry
from cfm_app.security import audit
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import inquiry as page

SEA = "Exploitation ou abus sexuel"


class TestInquiry(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.handler, self.protector = self.user(consts.PSEA), self.user(consts.DATA_PROTECTION)
        self.operator, self.manager = self.user(consts.OPERATOR), self.user(consts.MANAGER)
        frappe.db.delete(inquiry.LOG)

    def about(self, user: str) -> inquiry.Inquiry:
        frappe.flags.cfm_audit = set()
        return inquiry.begin(user, getdate(add_days(nowdate(), -1)), getdate(nowdate()))

    def test_what_they_read_with_record_moment_and_address(self) -> None:
        frappe.set_user("Administrator")
        person = frappe.get_doc({"doctype": "Community Member", "full_name": "Zara Test"}).insert()
        frappe.set_user(self.operator)
        frappe.local.request_ip = "192.0.2.7"
        self.case(community_member=person.name)
        audit.record("Read", "Community Member", person.name)
        frappe.set_user(self.protector)
        row = next(each for each in self.about(self.operator).readings() if each.action == "Read")
        self.assertEqual((row.ref_name, row.ip_address), (person.name, "192.0.2.7"))
        self.assertTrue(row.accessed_on)

    def test_what_they_made_and_changed(self) -> None:
        frappe.set_user(self.operator)
        case = self.case(description="Le riz")
        changed = frappe.get_doc("Case", case.name)
        changed.description = "Le riz manque"
        # A bench keeps no versions in tests unless it is told to.
        changed.save(ignore_version=False)
        frappe.set_user(self.protector)
        found = {
            (each.what, each.doctype, each.name): each
            for each in self.about(self.operator).changes()
        }
        self.assertIn(("Created", "Case", case.name), found)
        self.assertIn("description", found["Changed", "Case", case.name].fields)
        shown = str(page.view(self.operator, "", ""))
        self.assertIn(case.name, shown)
        self.assertNotIn("Le riz manque", shown)

    def test_reading_and_changing_restricted_ones_is_for_whoever_may_see_them(self) -> None:
        frappe.set_user(self.operator)
        case = self.case(category=SEA)
        report = frappe.db.get_value("Sensitive Report", {"cfm_case": case.name})
        frappe.set_user(self.handler)
        audit.record("Read", "Sensitive Report", report, case.name)
        opened = frappe.get_doc("Sensitive Report", report)
        opened.summary = "Autre"
        opened.save()
        frappe.set_user(self.protector)
        for user in (self.handler, self.operator):
            shown = str(page.view(user, "", ""))
            self.assertNotIn(case.name, shown)
            self.assertNotIn(str(report), shown)

    def test_looking_is_logged_and_the_colleague_does_not_learn_it(self) -> None:
        frappe.set_user(self.protector)
        self.about(self.manager)
        lines = {"action": "Inquiry", "user": self.protector, "ref_name": self.manager}
        name = frappe.db.get_value(inquiry.LOG, lines)
        self.assertTrue(name)
        frappe.set_user(self.manager)
        self.assertFalse(frappe.get_list(inquiry.LOG, filters={"action": "Inquiry"}))
        self.assertFalse(frappe.has_permission(inquiry.LOG, "read", doc=name))
        other = self.user(consts.MANAGER, email="other.manager@test.cfm")
        frappe.set_user(other)
        self.assertTrue(frappe.has_permission(inquiry.LOG, "read", doc=name))

    def test_who_may_ask_about_whom(self) -> None:
        asked = {
            self.protector: {self.protector: False, self.manager: True, self.operator: True},
            self.manager: {self.protector: True, self.manager: False, self.operator: False},
            self.operator: {self.protector: False, self.handler: False},
        }
        for acting, about in asked.items():
            frappe.set_user(acting)
            for user, allowed in about.items():
                with self.subTest(acting=acting, about=user):
                    self.assertEqual(inquiry.may_inquire(user), allowed)
                    if not allowed:
                        with self.assertRaises(frappe.DoesNotExistError):
                            self.about(user)
