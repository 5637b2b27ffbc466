"""The sensitive road over HTTP: settling what a doubtful case is."""

from typing import Any

import frappe

from cfm_app.privacy import access, gate


@frappe.whitelist(methods=["POST"])
def clarify(case: str, sensitivity: str, reason: str) -> dict[str, Any]:
    """Give a restricted case another class, or none, with the reason.

    Whoever is not entitled to the new class does not see the case any more; the answer says so.
    """
    doc = gate.get_open("Case", case)
    doc.check_permission("write")
    doc.sensitivity = sensitivity
    doc.sensitivity_reason = reason
    doc.save()
    return {"case": case, "still_open": access.may_see_case(case)}
