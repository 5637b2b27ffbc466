"""What nobody does alone with the request of a person, and whom no right makes a handler."""

import frappe
from frappe.permissions import add_permission

from cfm_app import consts
from cfm_app.person_requests import deciding, handing, identity_check, states
from cfm_app.person_requests.test_person_requests import REQUEST, RIGHT_TWICE, TestRequests


class TestWhoHandles(TestRequests):
    def test_a_right_on_the_doctype_makes_nobody_a_handler(self) -> None:
        frappe.set_user("Administrator")
        right = add_permission(REQUEST, consts.OPERATOR, 0)
        given = {"parent": REQUEST, "role": consts.OPERATOR}
        frappe.db.set_value("Custom DocPerm", right or given, {"read": 1, "write": 1})
        frappe.clear_cache(doctype=REQUEST)
        self.addCleanup(frappe.clear_cache, doctype=REQUEST)
        name = self.asked()
        self.assertTrue(frappe.has_permission(REQUEST, "write"))
        identity_check.check(name, RIGHT_TWICE)
        for act in (
            lambda: deciding.decide(name, states.GRANTED),
            lambda: handing.copy_of(name, handing.EXPORT),
        ):
            with self.assertRaises(frappe.PermissionError):
                act()
