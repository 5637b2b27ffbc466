"""Asking for more time, and deciding on it."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.arguments import as_number_of_rows
from cfm_app.cases import more_time
from cfm_app.sop import extensions

MOST = 1000


@frappe.whitelist(methods=["POST"])
@retried
def ask(case: str, hours: float, reason: str) -> dict[str, Any]:
    """Ask for more hours for a case that the user works on."""
    return more_time.ask(case, hours, reason)


@frappe.whitelist(methods=["POST"])
@retried
def ask_for_referral(referral: str, hours: float, reason: str) -> dict[str, Any]:
    """Ask for more hours for the answer to a referral, as its receiver."""
    return more_time.ask_for_referral(referral, hours, reason)


@frappe.whitelist(methods=["POST"])
@retried
def decide(case: str, request: str, decision: str) -> dict[str, Any]:
    """Approve or refuse a request: `request` is the name of its row."""
    return more_time.decide(case, request, decision)


@frappe.whitelist()
def waiting(limit: int = 50) -> list[dict[str, Any]]:
    """The requests for more time on which the user may decide, the oldest first."""
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
    return found[: as_number_of_rows(limit, MOST)]
