"""How the office sees itself against the standards of the mechanism, for a quarter."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.security.access_rule.written_by_app import refuse_others


class CFMSelfAssessment(Document):
    """Written by the acts in `quality.assessment` alone."""

    def validate(self) -> None:
        refuse_others(self, _("The self-assessment is written on its own page."))

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("Self-assessments are kept."), frappe.PermissionError)
