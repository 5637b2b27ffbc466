"""Requests for more time, and decisions on them."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.base.arguments import as_number_of_rows
from cfm_app.cases import more_time

MOST = 1000


@frappe.whitelist(methods=["POST"])
@retried
def ask(case: str, hours: float, reason: str) -> dict[str, Any]:
    """Request more hours for a case that the user works on."""
    return more_time.ask(case, hours, reason)


@frappe.whitelist(methods=["POST"])
@retried
def ask_for_referral(referral: str, hours: float, reason: str) -> dict[str, Any]:
    """Request more hours for the answer to a referral, as its receiver."""
    return more_time.ask_for_referral(referral, hours, reason)


@frappe.whitelist(methods=["POST"])
@retried
def decide(case: str, request: str, decision: str) -> dict[str, Any]:
    """Approve or refuse a request, by the name of its row."""
    return more_time.decide(case, request, decision)


@frappe.whitelist()
def waiting(limit: int = 50) -> list[dict[str, Any]]:
    """The requests on which the user may decide, oldest first."""
    return more_time.waiting(as_number_of_rows(limit, MOST))
