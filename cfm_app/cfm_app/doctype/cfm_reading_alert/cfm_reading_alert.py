"""Reading that somebody should look at. Its acts are in `readings.alerts`."""

import frappe
from frappe import _

from cfm_app.security.access_rule.random_naming import RandomlyNamed


class CFMReadingAlert(RandomlyNamed):
    """Found by a job and settled by an act, never written by hand."""

    def validate(self) -> None:
        if not self.flags.ignore_permissions:
            frappe.throw(_("Alerts are settled on their own page."), frappe.PermissionError)

    def on_trash(self) -> None:
        frappe.throw(_("Alerts are kept. Explain it instead."))

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        frappe.throw(_("Alerts are kept. Explain it instead."))
