"""Request more time for a case, and decide on requests."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from cfm_app.base import consts
from cfm_app.procedures.sop import extensions
from cfm_app.security.access_rule import open_documents


def ask(case: str, hours: float, reason: str) -> dict[str, Any]:
    """Request more hours for a case that the user works on."""
    doc = open_documents.get_open("Case", case, for_update=True)
    doc.check_permission("write")
    return _ask(doc, hours, reason)


def ask_for_referral(referral: str, hours: float, reason: str) -> dict[str, Any]:
    """Request more hours for the answer to a referral, as its receiver."""
    sent = open_documents.get_open("Referral", referral, for_update=True)
    sent.check_permission("write")
    if sent.workflow_state not in consts.REFERRALS_PENDING:
        frappe.throw(_("This referral is answered already."))
    case = frappe.get_doc("Case", sent.cfm_case, for_update=True)
    case.flags.asking_referral = sent.name
    # A receiver need not see the case; this request is all that they write to it.
    case.flags.ignore_permissions = True
    return _ask(case, hours, reason)


def decide(case: str, request: str, decision: str) -> dict[str, Any]:
    """Approve or refuse a request, by the name of its row."""
    doc = open_documents.get_open("Case", case, for_update=True)
    row = next((each for each in doc.extensions if each.name == request), None)
    if row is None:
        frappe.throw(_("There is no such request for more time."), frappe.DoesNotExistError)
    if not extensions.may_decide(doc, row.requested_by):
        frappe.throw(_("You may not decide on this request for more time."), frappe.PermissionError)
    row.decision = decision
    # Whoever may decide need not be allowed to edit the case in its state.
    doc.flags.ignore_permissions = True
    doc.save()
    return {"case": doc.name, "decision": row.decision, "resolve_by": doc.resolve_by}


def _ask(case: Document, hours: float, reason: str) -> dict[str, Any]:
    row = case.append("extensions", {"hours": flt(hours), "reason": reason})
    case.save()
    return {"request": row.name, "decision": row.decision}


def waiting(limit: int) -> list[dict[str, Any]]:
    """The requests on which the user may decide, oldest first."""
    rows = frappe.get_all(
        "CFM Case Extension",
        filters={"decision": extensions.PENDING, "parenttype": "Case"},
        fields=["name", "parent", "hours", "reason", "requested_by", "requested_on"],
        parent_doctype="Case",
        order_by="requested_on asc",
    )
    if not rows:
        return []
    cases = frappe.get_list(
        "Case",
        filters=[["name", "in", sorted({row.parent for row in rows})]],
        fields=["name", "sop", "sensitivity", "category", "resolve_by"],
        limit_page_length=0,
    )
    known = {case.name: case for case in cases}
    found = [
        {**row, "case": known[row.parent]}
        for row in rows
        if row.parent in known and extensions.may_decide(known[row.parent], row.requested_by)
    ]
    return found[:limit]
