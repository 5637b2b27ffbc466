"""Who opened the identity of a restricted case's person, and why. Its act is in `privacy.persons.identity_openings`."""

import frappe
from frappe import _

from cfm_app.security.access_rule.random_naming import RandomlyNamed


class CFMIdentityOpening(RandomlyNamed):
    """Written by the act alone, and kept."""

    def validate(self) -> None:
        if not self.flags.ignore_permissions:
            frappe.throw(_("Open an identity on the page of its case."), frappe.PermissionError)

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("Openings of identities are kept."))
