"""The data points of a month for one agreement, frozen as somebody saw them. Its acts are in `agencies`."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.security.access_rule.written_by_app import refuse_others


class CFMExchangeFile(Document):
    """What left stays as it left."""

    def validate(self) -> None:
        refuse_others(self, _("Data points are prepared on the page of their agreement."))

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("What left the office is kept."))
