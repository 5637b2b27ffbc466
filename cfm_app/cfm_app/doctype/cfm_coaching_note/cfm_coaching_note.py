"""What a manager tells somebody about one of their cases. Its act is in `quality.coaching`."""

import frappe
from frappe import _

from cfm_app.security.access_rule.random_naming import RandomlyNamed
from cfm_app.security.access_rule.written_by_app import refuse_others


class CFMCoachingNote(RandomlyNamed):
    """Written by one act, and not changed afterwards."""

    def validate(self) -> None:
        refuse_others(self, _("Coaching notes are written on the page of a second look."))

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("Coaching notes are kept."), frappe.PermissionError)
