"""What people said and what was done about it, told to everybody. Its acts are in `releases.you_said`."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.figures.releases import states
from cfm_app.security.access_rule.written_by_app import refuse_others


class CFMYouSaidWeDid(Document):
    """Everything in it was done by an act; the state follows."""

    def validate(self) -> None:
        refuse_others(self, _("This is written and published on its own page."))
        self.state = states.state_of(self)

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("What was composed is kept. Withdraw it instead."))
