"""What each request passes before anything is done for it, as soon as it is known who asks."""

import frappe

from cfm_app.privacy import (
    administrator_only,
    idle,
    linked_columns,
    program_gate,
    request_gate,
)

GATES = (
    idle.check_request,
    administrator_only.check_source,
    program_gate.check_request,
    request_gate.check_request,
    linked_columns.check_request,
)


def check_request() -> None:
    """Refuse a request that one of the gates refuses."""
    request = getattr(frappe.local, "request", None)
    # A browser asks beforehand whether it may ask. It says nobody's name, and is answered nothing.
    if request is not None and request.method == "OPTIONS":
        return
    for gate in GATES:
        gate()
