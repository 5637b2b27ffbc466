"""Decisions on changes of who sees restricted cases, by the buttons of the form."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.base.arguments import as_fields
from cfm_app.security.administration import access_requests


@frappe.whitelist(methods=["POST"])
@retried
def agree(doc: str | dict[str, Any]) -> None:
    """Let the change take effect."""
    access_requests.agree(_name(doc))


@frappe.whitelist(methods=["POST"])
@retried
def refuse(doc: str | dict[str, Any]) -> None:
    """Refuse the change."""
    access_requests.refuse(_name(doc))


@frappe.whitelist(methods=["POST"])
@retried
def withdraw(doc: str | dict[str, Any]) -> None:
    """Withdraw one's own request."""
    access_requests.withdraw(_name(doc))


def _name(doc: str | dict[str, Any]) -> str:
    name = str(as_fields(doc).get("name"))
    frappe.has_permission(access_requests.DOCTYPE, "read", doc=name, throw=True)
    return name
