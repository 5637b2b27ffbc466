"""Coaching notes by a manager to one person about one of their cases."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts, notices
from cfm_app.base.session_user import has_role
from cfm_app.office.quality.draw import DOCTYPE as REVIEW
from cfm_app.security.access_rule import access, open_documents
from cfm_app.security.entitlement import clearance

DOCTYPE = consts.COACHING_NOTE
SHOWN = 30


def write(review: str, words: str) -> Document:
    """Write a note to whoever recorded the case of a second look; the bell tells them that it is there."""
    found = open_documents.get_open(REVIEW, review)
    if not may_write(found):
        frappe.throw(
            _("Managers write coaching notes, and handlers about restricted cases."),
            frappe.PermissionError,
        )
    if not found.looked_on:
        frappe.throw(_("Give the second look first."))
    if not words.strip():
        frappe.throw(_("Write what you would tell them."))
    if not access.may_see_case(found.cfm_case, found.person):
        frappe.throw(_("They may not open this case any more: talk to them without naming it."))
    note = frappe.new_doc(DOCTYPE)
    note.update({"person": found.person, "cfm_case": found.cfm_case, "review": found.name})
    note.update({"note": words.strip(), "written_by": frappe.session.user})
    note.written_on = now_datetime()
    note.insert(ignore_permissions=True)
    language = notices.languages({note.person}).get(note.person)
    text = _(
        "There is a coaching note for you. Nobody but you and the managers reads it.", language
    )
    notices.tell(note.person, text, DOCTYPE, note.name)
    return note


def may_write(review: Document | Any) -> bool:
    """Whether the user, who sees a second look, tells the person something about it."""
    user = frappe.session.user
    if review.person == user:
        return False
    if has_role(consts.MANAGER):
        return True
    return bool(clearance.restricted_among([review.cfm_case]))


def for_user() -> list[Any]:
    """The notes that were written to the user, the newest first."""
    return _listed({"person": frappe.session.user}, SHOWN)


def of_review(review: str) -> list[Any]:
    """The notes of a second look that the user may read."""
    return _listed({"review": review}, 0)


def _listed(filters: dict[str, Any], limit: int) -> list[Any]:
    if not frappe.has_permission(DOCTYPE, "read"):
        return []
    return frappe.get_list(
        DOCTYPE,
        filters=filters,
        fields=["*"],
        order_by="written_on desc",
        limit_page_length=limit,
    )
