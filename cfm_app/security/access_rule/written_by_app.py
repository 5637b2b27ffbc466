"""Documents that only the app writes, whatever permissions a manager gives."""

import frappe
from frappe import _
from frappe.model.document import Document


class WrittenByApp(Document):
    """Base class of such documents: what people said stays as it came, and what is sent passes all checks."""

    def validate(self) -> None:
        self._refuse_others()

    def on_trash(self) -> None:
        self._refuse_others()

    def _refuse_others(self) -> None:
        told = _("{0} cannot be changed here. Use the inbox.").format(_(self.doctype))
        refuse_others(self, told)


def refuse_others(doc: Document, refusal: str) -> None:
    """Throw unless an act of the app writes the document; `refusal` says where these acts are."""
    if doc.flags.ignore_permissions or frappe.session.user == "Administrator":
        return
    frappe.throw(refusal, frappe.PermissionError)
