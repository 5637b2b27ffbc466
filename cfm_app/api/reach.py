"""Giving a restricted class its handlers, over HTTP."""

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.setup import class_completion


@frappe.whitelist(methods=["POST"])
@retried
def complete(sensitivity: str) -> None:
    """Give the role of a class the rights and steps of workflows that a comparable role has."""
    class_completion.complete(sensitivity)


@frappe.whitelist(methods=["POST"])
@retried
def entrust(sensitivity: str, user: str) -> None:
    """Give somebody the role of a class; a second person may have to agree."""
    class_completion.entrust(sensitivity, user)
