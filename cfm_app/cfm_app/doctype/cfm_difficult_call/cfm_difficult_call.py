"""A call that was hard to bear. Its acts are in `wellbeing.difficult_calls`."""

import frappe
from frappe import _

from cfm_app.security.access_rule.random_naming import RandomlyNamed


class CFMDifficultCall(RandomlyNamed):
    """Written by acts alone."""

    def validate(self) -> None:
        if not self.flags.ignore_permissions:
            frappe.throw(_("Mark a difficult call on its own page."), frappe.PermissionError)

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("Difficult calls are kept."), frappe.PermissionError)
