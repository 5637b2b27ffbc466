"""Who read what; the app only ever appends to it."""

import frappe
from frappe import _
from frappe.model.document import Document


class CFMAccessLog(Document):
    """Lines are added and never changed or removed through the app."""

    def validate(self) -> None:
        if not self.is_new():
            frappe.throw(_("The access log cannot be changed."))

    def on_trash(self) -> None:
        frappe.throw(_("The access log cannot be deleted."))
