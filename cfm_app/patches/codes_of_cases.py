"""Give the cases that are there a code for the person, and mark those of restricted classes."""

import frappe

from cfm_app.security.access_rule import status_codes
from cfm_app.security.entitlement import clearance


def execute() -> None:
    marked = {"sensitivity": ["in", list(clearance.restricted_classes()) or [""]]}
    frappe.db.set_value("Case", marked, "is_restricted", 1, update_modified=False)
    status_codes.issue_missing()
