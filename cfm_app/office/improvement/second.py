"""Seconds a colleague's proposal: once each, never one's own."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.office.improvement import states
from cfm_app.office.improvement.propose import DOCTYPE
from cfm_app.security.access_rule import open_documents


def second(name: str) -> Document:
    """Add the user in the session to those who would have the same better."""
    found = open_documents.get_open(DOCTYPE, name, for_update=True)
    found.check_permission("read")
    if found.state not in states.OPEN:
        frappe.throw(_("This proposal is decided."))
    if not may_second(found):
        frappe.throw(_("You have proposed or seconded this already."))
    found.append("seconds", {"user": frappe.session.user, "seconded_on": now_datetime()})
    found.save(ignore_permissions=True)
    return found


def may_second(improvement: Document) -> bool:
    """Whether the user has neither proposed nor seconded it."""
    user = frappe.session.user
    return user != improvement.proposed_by and user not in seconders(improvement)


def seconders(improvement: Document) -> list[str]:
    """Who seconds a proposal."""
    return [row.user for row in improvement.get("seconds") or []]
