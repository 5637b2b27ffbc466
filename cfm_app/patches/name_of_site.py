"""A site that nobody gave a name is called what its office is called, no longer what the framework is."""

import frappe

from cfm_app.setup import naming


def execute() -> None:
    naming.follow(frappe.db.get_single_value("CFM Settings", "office_name"))
