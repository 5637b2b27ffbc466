"""Lines of the access log say what the user was called then."""

import frappe

LOG = "CFM Access Log"


def execute() -> None:
    for user in frappe.get_all(LOG, pluck="user", distinct=True, order_by=None):
        unnamed = {"user": user, "user_then": ["is", "not set"]}
        frappe.db.set_value(LOG, unnamed, "user_then", user, update_modified=False)
