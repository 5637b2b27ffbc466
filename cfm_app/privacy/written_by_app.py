"""Documents that the app alone writes, whatever rights a manager gives on them."""

import frappe
from frappe import _
from frappe.model.document import Document


class WrittenByApp(Document):
    """What somebody said stays as it came, and what is sent passes the checks of who may send it."""

    def validate(self) -> None:
        self._refuse_others()

    def on_trash(self) -> None:
        self._refuse_others()

    def _refuse_others(self) -> None:
        if self.flags.ignore_permissions or frappe.session.user == "Administrator":
            return
        frappe.throw(
            _("{0} cannot be changed here. Use the inbox.").format(_(self.doctype)),
            frappe.PermissionError,
        )
