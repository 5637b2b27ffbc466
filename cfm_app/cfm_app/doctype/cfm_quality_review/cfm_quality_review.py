"""A second look at a closed case. Its acts are in `quality`."""

import frappe
from frappe import _

from cfm_app.security.access_rule.random_naming import RandomlyNamed
from cfm_app.security.access_rule.written_by_app import refuse_others


class CFMQualityReview(RandomlyNamed):
    """Written by acts alone."""

    def validate(self) -> None:
        refuse_others(self, _("Second looks are drawn and given on their own page."))

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("Second looks are kept."), frappe.PermissionError)
