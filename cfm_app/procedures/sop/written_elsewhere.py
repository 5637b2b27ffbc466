"""What was written beside a case elsewhere (notes, follow-ups, attempts) says of its class as much as its own words."""

from __future__ import annotations

import frappe

from cfm_app.security.entitlement import clearance
from cfm_app.security.sensitivity.strictest import of_account


def clarify(case: str, *texts: str) -> bool:
    """Have an ordinary case be clarified if such words point to a restricted matter; says whether they do."""
    if clearance.is_restricted(frappe.db.get_value("Case", case, "sensitivity")):
        return False
    found = of_account("\n".join(filter(None, texts)))
    if not found:
        return False
    doc = frappe.get_doc("Case", case)
    doc.sensitivity = found
    # Whoever brings it in need not be allowed to edit the case in its state.
    doc.flags.ignore_permissions = doc.flags.ignore_mandatory = True
    doc.flags.comes_from_outside = True
    doc.save()
    return True
