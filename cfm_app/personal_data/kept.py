"""What stands in the registers of retention: written by acts, changed and deleted by nobody."""

import frappe
from frappe import _
from frappe.model.document import Document


class Kept(Document):
    """Refuses every write that is not an act's, whatever rights a role is given."""

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
