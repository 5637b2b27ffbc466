"""A data point that another agency sent: one de-identified case of theirs, in their words."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.security.access_rule.written_by_app import refuse_others


class CFMReceivedPoint(Document):
    """It comes with the file of its month, and goes with the next one."""

    def validate(self) -> None:
        refuse_others(self, _("Data points of others come in on the page of their agreement."))

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator" and not self.flags.ignore_permissions:
            frappe.throw(_("Data points of others come in on the page of their agreement."))
