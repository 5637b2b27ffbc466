"""What a word of a partner means here. Its acts are in `agencies.words`."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.security.access_rule.written_by_app import refuse_others


class CFMExchangeWord(Document):
    """Said by a manager on the page of the agreement."""

    def validate(self) -> None:
        refuse_others(self, _("Words of partners are mapped on the page of their agreement."))

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("Words of partners are mapped on the page of their agreement."))
