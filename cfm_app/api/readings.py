"""Alerts about unusual readings, over HTTP."""

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.data_protection.reading_alerts import alerts


@frappe.whitelist(methods=["POST"])
@retried
def explain(name: str, explanation: str) -> None:
    """Close an alert: the readings were in order."""
    alerts.explain(name, explanation)


@frappe.whitelist(methods=["POST"])
@retried
def to_breach(name: str) -> None:
    """Report the readings of an alert as a breach."""
    alerts.to_breach(name)
