"""Giving a restricted class its handlers, over HTTP."""

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.setup import class_completion


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
