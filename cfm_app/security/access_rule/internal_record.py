"""Base class of records that only the app writes; not even the Administrator may save or delete them."""

import frappe
from frappe import _
from frappe.model.document import Document


class InternalRecord(Document):
    """Written by the app's own code alone; no role reads it."""

    written_on = "/cfm/my-sessions"
    """The page whose acts write it."""

    def validate(self) -> None:
        self._refuse()

    def on_trash(self) -> None:
        self._refuse()

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        self._refuse()

    def _refuse(self) -> None:
        told = _("This is written on the page {0} alone.").format(self.written_on)
        frappe.throw(told, frappe.PermissionError)
