"""The seal on a stretch of the access log; the app only ever appends one."""

import frappe
from frappe import _
from frappe.model.document import Document


class CFMLogSeal(Document):
    """Made by a job and never changed or removed through the app."""

    def validate(self) -> None:
        if not self.is_new() or not self.flags.ignore_permissions:
            frappe.throw(_("The access log cannot be changed."))

    def on_trash(self) -> None:
        frappe.throw(_("The access log cannot be deleted."))

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        frappe.throw(_("The access log cannot be changed."))
