"""Acts on unusual trends, over HTTP."""

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.figures.trend_alerts import acts


@frappe.whitelist(methods=["POST"])
@retried
def take(name: str) -> None:
    """Take an alert oneself."""
    acts.take(name)


@frappe.whitelist(methods=["POST"])
@retried
def assess(name: str, assessment: str) -> None:
    """Store the assessment of an alert."""
    acts.assess(name, assessment)


@frappe.whitelist(methods=["POST"])
@retried
def decide(
    name: str, decision: str, measure: str | None = None, follow_up_on: str | None = None
) -> None:
    """Decide what is done, and when somebody follows up."""
    acts.decide(name, decision, measure, follow_up_on)


@frappe.whitelist(methods=["POST"])
@retried
def close(name: str, outcome: str) -> None:
    """Close an alert, with the outcome."""
    acts.close(name, outcome)


@frappe.whitelist(methods=["POST"])
@retried
def dismiss(name: str, reason: str) -> None:
    """Dismiss an alert, with a reason."""
    acts.dismiss(name, reason)
