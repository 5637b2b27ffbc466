"""Masters that cases refer to stay, and nobody learns which cases these are."""

import frappe

from cfm_app.base import consts
from cfm_app.security.access_rule.deletion import linked_by_cases, refuse_naming_cases
from cfm_app.testing import CFMTestCase


class TestDeleting(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.manager = self.user(consts.MANAGER)
        self.psea = self.user(consts.PSEA)
        for name, sensitivity in (("Murmure", "EAS et harcèlement sexuel"), ("Parole", None)):
            values = {"category_name": name, "sensitivity": sensitivity}
            frappe.get_doc({"doctype": "Case Category", **values}).insert()

    def refusal(self, doctype: str, name: str) -> str:
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.LinkExistsError) as refused:
            frappe.delete_doc(doctype, name)
        return str(refused.exception)

    def test_the_refusal_is_the_same_whether_cases_use_a_record_or_not(self) -> None:
        unused = self.refusal("Case Category", "Murmure")
        frappe.set_user(self.psea)
        self.case(category="Murmure")
        hidden = self.refusal("Case Category", "Murmure")
        self.case(category="Parole")
        plain = self.refusal("Case Category", "Parole")
        self.assertEqual(hidden, unused)
        self.assertEqual(hidden.replace("Murmure", "Parole"), plain)

    def test_whatever_cases_may_link_to_is_kept(self) -> None:
        for doctype in linked_by_cases() - {"Case", "Referral", "Consent", "Sensitive Report"}:
            name = frappe.db.get_value(doctype, {}, "name")
            if name:
                frappe.set_user("Administrator")
                doc = frappe.get_doc(doctype, name)
                frappe.set_user(self.manager)
                with self.assertRaises(frappe.LinkExistsError, msg=doctype):
                    refuse_naming_cases(doc)

    def test_what_no_case_can_use_goes(self) -> None:
        answer = {
            "doctype": "CFM Standard Answer",
            "title": "Murmure",
            "answer_text": "x",
            "language": "fra",
        }
        name = frappe.get_doc(answer).insert().name
        frappe.set_user(self.manager)
        frappe.delete_doc("CFM Standard Answer", name)
        self.assertFalse(frappe.db.exists("CFM Standard Answer", name))
