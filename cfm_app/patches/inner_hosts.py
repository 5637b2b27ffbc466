"""Accounts that send inside, or fetch mail there, were entered by a System Manager: they go on."""

import frappe

from cfm_app.channels import account_changes


def execute() -> None:
    for name in frappe.get_all("CFM Channel Account", pluck="name", order_by="creation asc"):
        account_changes.mark_stored(frappe.get_doc("CFM Channel Account", name))
