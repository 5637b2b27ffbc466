"""Authenticator apps and mails with codes name the office, where they named the framework."""

import frappe

from cfm_app.procedures.setup import site_name


def execute() -> None:
    site_name.follow(frappe.db.get_single_value("CFM Settings", "office_name"))
