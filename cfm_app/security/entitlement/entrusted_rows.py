"""Subqueries for what is entrusted to a user today: handler rows name the user."""

import frappe
from frappe.utils import nowdate


def cases_of(user: str) -> str:
    """The cases of which a user is a handler today."""
    return (
        f"select `cfm_case` from `tabSensitive Report`"
        f" where `name` in ({documents_of('Sensitive Report', user)})"
    )


def documents_of(doctype: str, user: str) -> str:
    """The documents that name a user as handler today."""
    return (
        f"select `parent` from `tabCFM Case Handler` where `parenttype` = '{doctype}'"
        f" and `user` = {frappe.db.escape(user)}"
        f" and (`valid_until` is null or `valid_until` >= {frappe.db.escape(nowdate())})"
    )
