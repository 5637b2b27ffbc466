"""Confirming the clock of the machine over HTTP."""

import frappe

from cfm_app.office.watch import clock_doubt


@frappe.whitelist(methods=["POST"])
def confirm(shown: str) -> None:
    """Say that the clock is right though the machine doubts it. `shown` is the day that it shows, `YYYY-MM-DD`."""
    clock_doubt.confirm(shown)
