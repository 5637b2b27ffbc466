"""A trend that somebody should look at. Its acts are in `trend_alerts.acts`."""

import frappe
from frappe import _

from cfm_app.security.access_rule.random_naming import RandomlyNamed


class CFMTrendAlert(RandomlyNamed):
    """Found by a job and settled by acts, never written by hand."""

    def validate(self) -> None:
        if not self.flags.ignore_permissions:
            frappe.throw(_("Trends are settled on their own page."), frappe.PermissionError)

    def on_trash(self) -> None:
        frappe.throw(_("Trends that were told are kept. Dismiss it instead."))

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        frappe.throw(_("Trends that were told are kept. Dismiss it instead."))
