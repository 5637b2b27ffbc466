"""Signatures and training records: written by the act that they prove, changed by nobody."""

import frappe
from frappe import _
from frappe.model.document import Document


class Evidence(Document):
    """Base class that refuses all writes except the app's own, whatever permissions a role has."""

    def validate(self) -> None:
        if not self.flags.ignore_permissions:
            self.refuse()

    def on_trash(self) -> None:
        self.refuse()

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        self.refuse()

    def refuse(self) -> None:
        """Say that it is kept."""
        frappe.throw(
            _("{0}: these are written by signing, by a session or by a quiz, and are kept.").format(
                _(self.doctype)
            ),
            frappe.PermissionError,
        )
