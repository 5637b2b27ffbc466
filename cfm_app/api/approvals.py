"""Approvals of a focal point: what waits for them, and their three answers."""

from typing import Any

import frappe
from frappe import _
from frappe.model import workflow
from frappe.utils import get_fullname

from cfm_app.api.deadlocks import retried
from cfm_app.base.arguments import as_number_of_rows
from cfm_app.cases import answer_referral, worklists
from cfm_app.cases import hand_over as handing_over
from cfm_app.security.access_rule import open_documents

MOST = 1000


@frappe.whitelist()
def my_referrals(done: bool = False, limit: int = 50) -> list[Any]:
    """Referrals to the user or to somebody whose deputy they are, most urgent first."""
    return worklists.referrals_of_user(done, as_number_of_rows(limit, MOST))


@frappe.whitelist()
def get_referral(name: str) -> dict[str, Any]:
    """A referral as its receiver sees it, with the actions open to them."""
    doc = open_documents.get_open("Referral", name)
    doc.check_permission("read")
    shown = {field: doc.get(field) for field in worklists.REFERRAL_FIELDS}
    shown["actions"] = [
        {"action": row["action"], "label": _(row["action"]), "next_state": row["next_state"]}
        for row in workflow.get_transitions(doc)
    ]
    return shown


@frappe.whitelist(methods=["POST"])
@retried
def accept(name: str) -> dict[str, Any]:
    """Accept a referral."""
    return answer_referral.accept(name)


@frappe.whitelist(methods=["POST"])
@retried
def return_referral(name: str, reason: str) -> dict[str, Any]:
    """Return a referral, with a reason."""
    return answer_referral.send_back(name, reason)


@frappe.whitelist(methods=["POST"])
@retried
def answer(name: str, response: str, received_via: str | None = None) -> dict[str, Any]:
    """Answer a referral and finish it.

    When somebody records the receiver's answer for them, `received_via` says how it came.
    """
    return answer_referral.answer(name, response, received_via)


@frappe.whitelist(methods=["POST"])
@retried
def hand_over(name: str, to: str, note: str | None = None) -> dict[str, Any]:
    """Hand a referral over to the deputy, or to a colleague of the area."""
    doc = handing_over.hand_over(name, to, note)
    return {"name": doc.name, "focal_point": doc.focal_point}


@frappe.whitelist()
def colleagues(name: str) -> list[dict[str, str]]:
    """The users to whom the user may hand a referral over."""
    doc = open_documents.get_open("Referral", name)
    doc.check_permission("read")
    return [{"user": user, "name": get_fullname(user)} for user in handing_over.colleagues(doc)]
