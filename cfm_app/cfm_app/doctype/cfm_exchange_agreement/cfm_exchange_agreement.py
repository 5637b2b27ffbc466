"""What is exchanged with another agency, and on whose word. Its acts are in `agencies`."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.exchange.agencies import agreements, states
from cfm_app.security.access_rule.written_by_app import refuse_others


class CFMExchangeAgreement(Document):
    """Everything in it was done by an act; the state follows."""

    def validate(self) -> None:
        refuse_others(self, _("Agreements on exchange are kept on their own page."))
        self.state = states.state_of(self)
        self._refuse_agreeing_to_another()

    def on_change(self) -> None:
        before = self.get_doc_before_save()
        if before and before.state != states.AGREED and self.state == states.AGREED:
            agreements.announce(self)

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("What was agreed is kept. End the agreement instead."))

    def _refuse_agreeing_to_another(self) -> None:
        """A second person may agree days later: to what still waits, and to nothing that was sent back since."""
        before = self.get_doc_before_save()
        fitting = (states.WAITING, states.AGREED)
        if before and self.state == states.AGREED and before.state not in fitting:
            frappe.throw(_("This agreement has moved on meanwhile. Reload the page."))
