"""The log of who read identities or sensitive content. The app only ever appends to it."""

import frappe
from frappe.model.document import Document

from cfm_app.base import clock

READS = {"read": "Read", "print": "Print", "export": "Export", "email": "Print"}


def record_reading(doc: Document, ptype: str | None, user: str) -> None:
    """Log that a user opened a document, once per request."""
    action = READS.get(ptype or "read")
    if action and user == frappe.session.user:
        record(action, doc.doctype, doc.name, doc.get("cfm_case"), user)


def record(
    action: str,
    doctype: str,
    name: str | None = None,
    case: str | None = None,
    user: str | None = None,
    detail: str | None = None,
) -> None:
    """Append a line, unless this request has logged the same already."""
    user = user or frappe.session.user
    if _is_technical():
        return
    seen = frappe.flags.setdefault("cfm_audit", set())
    key = (action, doctype, name, user, detail)
    if key in seen:
        return
    seen.add(key)
    frappe.get_doc(
        {
            "doctype": "CFM Access Log",
            "accessed_on": clock.believed_now(),
            "user": user,
            "user_then": user,
            "action": action,
            "ref_doctype": doctype,
            "ref_name": name,
            "cfm_case": case,
            "detail": detail,
            "ip_address": getattr(frappe.local, "request_ip", None) or "",
        }
    ).insert(ignore_permissions=True, ignore_links=True)
    # A request that only reads is rolled back at its end; this line has to stay.
    frappe.local.flags.commit = True


def note_new_name(
    user: Document, method: str | None, old: str, new: str, merge: bool = False
) -> None:
    """Event of User: note the renaming, since the log shows users by their new names."""
    record("Account", "User", new, detail=renaming(old, new))


def renaming(old: str, new: str) -> str:
    """The words of the log for a user who was renamed, or merged into another."""
    return f"{old} → {new}"[:140]


def _is_technical() -> bool:
    return bool(frappe.flags.in_install or frappe.flags.in_migrate or frappe.flags.in_patch)
