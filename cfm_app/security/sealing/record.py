"""Base class of sealing records: nobody writes or deletes them by hand, not even the Administrator."""

import frappe
from frappe import _
from frappe.model.document import Document


class SealingRecord(Document):
    """Written by the acts of `cfm_app.security.sealing` alone; no role reads it."""

    def validate(self) -> None:
        self._refuse_others()

    def on_trash(self) -> None:
        self._refuse_others()

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        self._refuse_others()

    def _refuse_others(self) -> None:
        if not self.flags.ignore_permissions:
            told = _("This is written on the pages {0} and {1} alone.")
            frappe.throw(told.format("/cfm/sealing", "/cfm/sealing-key"), frappe.PermissionError)
