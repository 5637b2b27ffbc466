"""A class of sensitivity: whether cases are restricted, and to whom."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.cases import recompute


class CaseSensitivity(Document):
    """A restricted class names the role of those who may be entrusted with its cases."""

    def validate(self) -> None:
        if self.hidden and not self.handler_role:
            frappe.throw(
                _("A restricted class needs a handler role, or nobody could see its cases.")
            )

    def on_update(self) -> None:
        recompute.after_change(self)
