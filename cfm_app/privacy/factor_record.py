"""Records that acts alone write: no hand writes or deletes them, not that of the Administrator either."""

import frappe
from frappe import _
from frappe.model.document import Document


class FactorRecord(Document):
    """Written by the modules of its package alone; no role reads it."""

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
