"""Give the cases that are there a code for the person, and mark those of restricted classes."""

import frappe

from cfm_app.privacy import clearance, status_codes


def execute() -> None:
    marked = {"sensitivity": ["in", list(clearance.restricted_classes()) or [""]]}
    frappe.db.set_value("Case", marked, "is_restricted", 1, update_modified=False)
    status_codes.issue_missing()
