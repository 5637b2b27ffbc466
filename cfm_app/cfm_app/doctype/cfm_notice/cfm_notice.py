"""A reminder or an escalation that was sent, so that none is sent twice."""

import frappe
from frappe import _
from frappe.model.document import Document


class CFMNotice(Document):
    """Written by the job alone; its name is made of what it is about, so that it exists once."""

    def validate(self) -> None:
        frappe.throw(_("The list of notices cannot be changed."))

    def on_trash(self) -> None:
        frappe.throw(_("The list of notices cannot be deleted."))
