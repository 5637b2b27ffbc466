"""A question about a case to those who may decide, and what they said. Its acts are in `wellbeing.advice`."""

import frappe
from frappe import _

from cfm_app.security.access_rule.random_naming import RandomlyNamed


class CFMAdvice(RandomlyNamed):
    """Written by acts alone."""

    def validate(self) -> None:
        if not self.flags.ignore_permissions:
            frappe.throw(
                _("Ask for advice, and give it, on the page of the case."), frappe.PermissionError
            )

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(
                _("Questions for advice and their answers are kept."), frappe.PermissionError
            )
