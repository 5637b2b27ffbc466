"""A signature: who signed which text, exactly as it was shown."""

import frappe
from frappe import _

from cfm_app.security.obligations.evidence import Evidence


class CFMAgreementSignature(Evidence):
    """Written once, by the person in the session for themselves, and never changed or deleted."""

    user: str

    def validate(self) -> None:
        super().validate()
        if not self.is_new():
            self.refuse()
        if self.user != frappe.session.user:
            frappe.throw(_("Nobody signs for somebody else."), frappe.PermissionError)
