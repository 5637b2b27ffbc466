"""Whoever deletes a backup does it before the eyes of data protection."""

import frappe

from cfm_app.base import consts
from cfm_app.testing import CFMTestCase

NAME = "20261201_020000.tar.gz"


class TestDeletedBackups(CFMTestCase):
    def test_it_is_logged_and_told(self) -> None:
        protector, manager = self.user(consts.DATA_PROTECTION), self.user(consts.MANAGER)
        frappe.set_user(manager)
        for path in frappe.get_hooks("backup_deleted"):
            frappe.get_attr(path)(NAME)
        told = frappe.get_all("Notification Log", {"for_user": protector}, pluck="subject")
        self.assertTrue(any(NAME in each for each in told), told)
        frappe.set_user(protector)
        lines = frappe.get_list(
            "CFM Access Log", {"action": "Deletion", "user": manager}, pluck="detail"
        )
        self.assertTrue(any(NAME in each for each in lines), lines)
