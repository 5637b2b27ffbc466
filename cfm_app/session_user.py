"""What the app asks about the user in the session, before any rule on documents."""

import frappe


def has_role(*roles: str) -> bool:
    """Whether the user holds one of some roles; the Administrator holds all of them."""
    return frappe.session.user == "Administrator" or not set(roles).isdisjoint(frappe.get_roles())
