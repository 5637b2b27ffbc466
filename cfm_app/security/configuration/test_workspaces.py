"""A page of the desk that all share stays as it is, whoever of the office would change it."""

import frappe

from cfm_app.base import consts
from cfm_app.testing import CFMTestCase


class TestWorkspaces(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        if not frappe.db.exists("Workspace", "CFM"):
            self.skipTest("a desk without pages of the framework")
        frappe.set_user(self.user(consts.OPERATOR))

    def test_an_operator_takes_no_shared_page_away(self) -> None:
        for take in (
            lambda: frappe.delete_doc("Workspace", "CFM"),
            lambda: frappe.rename_doc("Workspace", "CFM", "stolen"),
        ):
            self.assertRaises(frappe.PermissionError, take)
            self.assertTrue(frappe.db.exists("Workspace", "CFM"))

    def test_an_operator_writes_no_shared_page(self) -> None:
        for field, value in (("icon", "bug"), ("public", 0), ("shortcuts", [])):
            page = frappe.get_doc("Workspace", "CFM")
            page.set(field, value)
            self.assertRaises(frappe.PermissionError, page.save)
