"""A site that was called as the framework is, because the app was just being installed, is called as its office."""

import frappe

from cfm_app.procedures.setup import site_name


def execute() -> None:
    site_name.follow(frappe.db.get_single_value("CFM Settings", "office_name"))
