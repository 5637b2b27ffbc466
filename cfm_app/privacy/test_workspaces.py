"""A page of the desk that all share stays, whoever of the office would delete or rename it."""

import frappe

from cfm_app import consts
from cfm_app.testing import CFMTestCase


class TestWorkspaces(CFMTestCase):
    def test_an_operator_takes_no_shared_page_away(self) -> None:
        if not frappe.db.exists("Workspace", "CFM"):
            self.skipTest("a desk without pages of the framework")
        frappe.set_user(self.user(consts.OPERATOR))
        for take in (
            lambda: frappe.delete_doc("Workspace", "CFM"),
            lambda: frappe.rename_doc("Workspace", "CFM", "stolen"),
        ):
            self.assertRaises(frappe.PermissionError, take)
            self.assertTrue(frappe.db.exists("Workspace", "CFM"))
