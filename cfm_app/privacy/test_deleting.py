"""Masters that cases refer to stay, and nobody learns which cases these are."""

import frappe

from cfm_app import consts
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

    def test_the_refusal_names_no_case_and_is_the_same_for_all(self) -> None:
        frappe.set_user(self.psea)
        self.case(category="Murmure")
        hidden = self.refusal("Case Category", "Murmure")
        self.case(category="Parole")
        plain = self.refusal("Case Category", "Parole")
        self.assertEqual(hidden.replace("Murmure", "Parole"), plain)
        for series in ("CFM-", "SEN-"):
            self.assertNotIn(series, hidden)

    def test_what_no_case_uses_goes(self) -> None:
        frappe.set_user(self.manager)
        frappe.delete_doc("Case Category", "Parole")
        self.assertFalse(frappe.db.exists("Case Category", "Parole"))
