"""What is exchanged with another agency, and on whose word. Its acts are in `agencies`."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.agencies import states
from cfm_app.privacy.written_by_app import refuse_others


class CFMExchangeAgreement(Document):
    """Everything in it was done by an act; the state follows."""

    def validate(self) -> None:
        refuse_others(self, _("Agreements on exchange are kept on their own page."))
        self.state = states.state_of(self)

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("What was agreed is kept. End the agreement instead."))
