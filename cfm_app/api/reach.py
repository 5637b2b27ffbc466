"""Giving a restricted class its handlers, over HTTP."""

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.procedures.setup import class_completion
from cfm_app.procedures.sop import last_handlers


@frappe.whitelist(methods=["POST"])
@retried
def complete(sensitivity: str) -> None:
    """Give the role of a class the permissions and workflow transitions of a comparable role."""
    class_completion.complete(sensitivity)


@frappe.whitelist(methods=["POST"])
@retried
def entrust(sensitivity: str, user: str) -> None:
    """Give a user the role of a class; a second person may have to agree."""
    class_completion.entrust(sensitivity, user)


@frappe.whitelist(methods=["POST"])
@retried
def let_go(user: str, sensitivity: str, reason: str, what: str) -> None:
    """Take the role of a class from the last who holds it (`what`: role), or close their account (account)."""
    last_handlers.let_go(user, sensitivity, reason, closes_account=what == "account")
