"""A report by e-mail lends the rights of who set it up, and of nobody else."""

import json

import frappe

from cfm_app.base import consts
from cfm_app.security.configuration import auto_email_reports
from cfm_app.testing import CFMTestCase

READER = "reader@example.org"


class TestMailedReports(CFMTestCase):
    def setUp(self) -> None:
        self.manager = self.user(consts.MANAGER, "System Manager")
        self.psea = self.user(consts.PSEA, "System Manager")
        frappe.set_user("Administrator")
        settings = {"fields": [["name", "Case"], ["category", "Case"]], "filters": []}
        values = {"report_name": "Mailed cases", "ref_doctype": "Case", "is_standard": "No"}
        values |= {"report_type": "Report Builder", "json": json.dumps(settings)}
        frappe.get_doc({"doctype": "Report", **values}).insert()

    def mailed(self, **values: object) -> frappe.model.document.Document:
        given = {"report": "Mailed cases", "email_to": READER, "frequency": "Daily"}
        given |= {"format": "CSV", "enabled": 1, **values}
        return frappe.get_doc({"doctype": "Auto Email Report", **given})

    def test_a_manager_sends_with_his_own_rights_only(self) -> None:
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.PermissionError):
            self.mailed(user=self.psea).insert()
        self.mailed(user=self.manager).insert()

    def test_nobody_redirects_the_report_of_another(self) -> None:
        frappe.set_user("Administrator")
        theirs = self.mailed(user=self.psea).insert()
        frappe.set_user(self.manager)
        theirs.reload()
        theirs.email_to = "manager@example.org"
        with self.assertRaises(frappe.PermissionError):
            theirs.save()
        with self.assertRaises(frappe.PermissionError):
            auto_email_reports.download(theirs.name)

    def test_who_may_not_export_mails_nothing(self) -> None:
        operator = self.user(consts.OPERATOR, "Report Manager")
        frappe.set_user(operator)
        with self.assertRaises(frappe.PermissionError):
            self.mailed(user=operator).insert()
