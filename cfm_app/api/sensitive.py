"""Clarifying a doubtful case, over HTTP."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.cases import reclassify
from cfm_app.security.access_rule import access


@frappe.whitelist(methods=["POST"])
@retried
def clarify(
    case: str, sensitivity: str, reason: str, category: str | None = None
) -> dict[str, Any]:
    """Give a restricted case another class, or none, with the reason, and another category.

    Whoever is not entitled to the new class does not see the case any more; the answer says so.
    """
    reclassify.reclassify(case, sensitivity, reason, category)
    return {"case": case, "still_open": access.may_see_case(case)}
