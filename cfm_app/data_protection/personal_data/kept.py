"""Base class of the registers of retention: acts write them, nobody changes or deletes them."""

import frappe
from frappe import _
from frappe.model.document import Document


class Kept(Document):
    """Refuses every write except by an act, whatever permissions a role has."""

    def validate(self) -> None:
        if not self.flags.ignore_permissions:
            self._refuse()

    def on_trash(self) -> None:
        self._refuse()

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        self._refuse()

    def _refuse(self) -> None:
        frappe.throw(
            _("{0}: these are written on the page of retention, and are kept.").format(
                _(self.doctype)
            ),
            frappe.PermissionError,
        )
