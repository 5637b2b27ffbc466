"""Opening identities over HTTP."""

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.security.persons import identity_openings


@frappe.whitelist(methods=["POST"])
@retried
def open_identity(case: str, reason: str) -> str:
    """Open the person of a restricted case, with a reason. Returns until when."""
    return str(identity_openings.open_identity(case, reason))
