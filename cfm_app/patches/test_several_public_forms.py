"""A site that had one public form keeps it: its questions, its account, its address."""

import frappe

from cfm_app.channels.public_form import addresses
from cfm_app.patches import several_public_forms
from cfm_app.patches.several_public_forms import FORM, QUESTION
from cfm_app.testing import CFMTestCase

ASKED = "Homme ou femme ?"


class TestSeveralPublicForms(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.office = frappe.get_doc(FORM, addresses.OFFICE)
        self.office.update({"enabled": 1, "most_files": 2})
        self.office.save()
        self.account = self.office.account

    def go_back(self) -> None:
        """Store the form as it was before there could be several."""
        frappe.db.delete(FORM)
        frappe.db.delete(QUESTION)
        stored = {"enabled": 1, "account": self.account, "messages_an_hour": 7, "most_files": 2}
        rows = [[FORM, field, str(value)] for field, value in stored.items()]
        frappe.db.bulk_insert("Singles", ["doctype", "field", "value"], rows)
        for number, field in enumerate(("age_group", "sex"), start=1):
            values = {"case_field": field, "asked": int(field == "sex"), "label": ASKED}
            place = {"parent": FORM, "parenttype": FORM, "parentfield": "questions", "idx": number}
            frappe.get_doc({"doctype": QUESTION, **place, **values}).db_insert()

    def test_it_is_the_first_of_several(self) -> None:
        self.go_back()
        several_public_forms.execute()
        form = frappe.get_doc(FORM, addresses.OFFICE)
        self.assertEqual((form.enabled, form.messages_an_hour, form.most_files), (1, 7, 2))
        self.assertEqual(form.account, self.account)
        asked = [(row.case_field, row.label) for row in form.questions if row.asked]
        self.assertEqual(asked, [("sex", ASKED)])
        self.assertEqual([row.case_field for row in form.questions][:2], ["age_group", "sex"])
        self.assertFalse(frappe.get_all(QUESTION, {"parent": FORM}, parent_doctype=FORM))
        self.assertFalse(frappe.db.get_singles_dict(FORM))
        form.save()
        self.assertEqual(form.account, self.account)

    def test_a_site_that_has_it_already_keeps_it(self) -> None:
        several_public_forms.execute()
        self.assertEqual(frappe.get_doc(FORM, addresses.OFFICE).account, self.account)
