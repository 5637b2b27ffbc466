"""Who may be set as the person of a conversation or call."""

import frappe
from frappe import _

from cfm_app.security.access_rule import open_documents
from cfm_app.security.restricted_cases import openly_known


def require_confirmable(member: str, refusal: str | None) -> None:
    """Throw for a person who may not be named here.

    Readers of ordinary conversations must not learn of a person known from restricted cases alone;
    `refusal` is the message for that. It is None where the conversation is restricted itself.
    """
    doc = open_documents.get_open("Community Member", member)
    doc.check_permission("read")
    if doc.get("merged_into"):
        frappe.throw(_("This record was merged with another one. Choose that."))
    if refusal is not None and not openly_known.is_openly_known(member):
        frappe.throw(refusal)
