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
        told = _("{0} cannot be changed here. Use the inbox.").format(_(self.doctype))
        refuse_others(self, told)


def refuse_others(doc: Document, refusal: str) -> None:
    """Refuse whatever is not written by an act of the app; `refusal` says where the acts are."""
    if doc.flags.ignore_permissions or frappe.session.user == "Administrator":
        return
    frappe.throw(refusal, frappe.PermissionError)
