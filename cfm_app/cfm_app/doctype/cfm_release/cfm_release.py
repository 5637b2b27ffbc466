"""Figures that leave the office. Its acts are in `releases`."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.figures.releases import states
from cfm_app.security.access_rule.written_by_app import refuse_others


class CFMRelease(Document):
    """Everything in it was done by an act; the state follows."""

    def validate(self) -> None:
        refuse_others(self, _("Figures are composed and released on their own page."))
        self.state = states.state_of(self)

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("What was composed is kept. Withdraw it instead."))
