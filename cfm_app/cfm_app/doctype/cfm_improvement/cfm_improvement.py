"""What somebody who works here would have better. Its acts are in `improvement`."""

import frappe
from frappe import _

from cfm_app.security.access_rule.random_naming import RandomlyNamed
from cfm_app.security.access_rule.written_by_app import refuse_others


class CFMImprovement(RandomlyNamed):
    """Written by acts alone; the number of those who second it follows from its rows."""

    def validate(self) -> None:
        refuse_others(self, _("Improvements are proposed and decided on their own page."))
        self.seconded = len(self.get("seconds") or [])

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("Proposals are kept. Decline it instead."), frappe.PermissionError)
