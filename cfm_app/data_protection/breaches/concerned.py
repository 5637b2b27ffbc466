"""Which cases and which readings a breach concerns."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.data_protection.breaches import entry
from cfm_app.security.access_rule import open_documents
from cfm_app.security.entitlement import clearance

LOG = "CFM Access Log"
MOST_LINES = 200


def add_case(name: str, case: str) -> Document:
    """Add an ordinary case. A restricted one is counted without its name."""
    breach = entry.opened(name)
    number = open_documents.get_open("Case", case.strip().upper()).name
    if clearance.restricted_among([number]):
        breach.restricted_count = (breach.restricted_count or 0) + 1
    elif number not in {row.cfm_case for row in breach.cases}:
        breach.append("cases", {"cfm_case": number})
    return entry.save(breach)


def set_readings(name: str, reader: str, since: str | None, until: str | None) -> Document:
    """Set whose readings, in which period, belong to the breach."""
    breach = entry.opened(name)
    if not frappe.db.exists("User", reader):
        frappe.throw(_("Choose whose readings belong to it."))
    breach.update({"reader": reader, "read_from": since or None, "read_until": until or None})
    return entry.save(breach)


def readings(breach: Document) -> list[Any]:
    """The lines of the log that belong to a breach, as far as the user may read the log."""
    if not breach.reader or not frappe.has_permission(LOG, "read"):
        return []
    filters = [["user", "=", breach.reader]]
    if breach.read_from:
        filters.append(["accessed_on", ">=", breach.read_from])
    if breach.read_until:
        filters.append(["accessed_on", "<=", breach.read_until])
    return frappe.get_list(
        LOG,
        filters=filters,
        fields=["accessed_on", "action", "ref_doctype", "ref_name", "detail"],
        order_by="accessed_on desc",
        limit_page_length=MOST_LINES,
    )
