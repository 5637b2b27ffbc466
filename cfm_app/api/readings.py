"""Alerts about unusual reading, over HTTP."""

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.readings import alerts


@frappe.whitelist(methods=["POST"])
@retried
def explain(name: str, explanation: str) -> None:
    """Settle an alert: it was in order."""
    alerts.explain(name, explanation)


@frappe.whitelist(methods=["POST"])
@retried
def to_breach(name: str) -> None:
    """Make an entry in the register of breaches of an alert."""
    alerts.to_breach(name)
