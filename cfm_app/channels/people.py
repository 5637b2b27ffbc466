"""Whom somebody may be said to be who writes or calls."""

import frappe
from frappe import _

from cfm_app.privacy import openly_known, request_gate


def require_confirmable(member: str, refusal: str | None) -> None:
    """Refuse a person who cannot be named here.

    Whoever reads what is ordinary must not learn of somebody known from restricted cases alone: there
    `refusal` is the sentence that says so. It is None where what was said is restricted itself.
    """
    doc = request_gate.get_open("Community Member", member)
    doc.check_permission("read")
    if doc.get("merged_into"):
        frappe.throw(_("This record was merged with another one. Choose that."))
    if refusal is not None and not openly_known.is_openly_known(member):
        frappe.throw(refusal)
