"""Standard answers that did not help, as whoever gave them says."""

import frappe
from frappe import _

from cfm_app.office.improvement import places
from cfm_app.procedures.answers import answer_uses
from cfm_app.security.entitlement import clearance


def note(standard_answer: str, address: str = "") -> None:
    """Count an answer that did not help, except on a page of a restricted case, which the count would reveal."""
    if not clearance.works_here():
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    frappe.has_permission(answer_uses.STANDARD_ANSWER, "read", throw=True)
    if not frappe.db.exists(answer_uses.STANDARD_ANSWER, standard_answer):
        frappe.throw(_("Choose a standard answer."))
    if not places.is_restricted(address):
        answer_uses.note_unhelpful(standard_answer)
