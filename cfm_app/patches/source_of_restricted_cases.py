"""Move the numbers of the source of restricted cases to their reports.

In the row of a case such a number is there once: whoever wrote it a second time learned of the case.
"""

import frappe

from cfm_app.security.entitlement import clearance


def execute() -> None:
    filters = {
        "sensitivity": ["in", list(clearance.restricted_classes())],
        "source_id": ["is", "set"],
    }
    for case in frappe.get_all("Case", filters=filters, fields=["name", "source_id"]):
        report = frappe.db.get_value("Sensitive Report", {"cfm_case": case.name}, "name")
        if report:
            values = {"source_id": case.source_id}
            frappe.db.set_value("Sensitive Report", report, values, update_modified=False)
        frappe.db.set_value("Case", case.name, "source_id", None, update_modified=False)
