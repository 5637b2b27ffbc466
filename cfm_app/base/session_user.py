"""What the app asks about the user in the session, before any rule on documents."""

import frappe

GUEST = "Guest"


def name_guest() -> None:
    """Name a session that has no user: between password and second factor a bench names nobody, and all rules do.

    What is nobody's is a guest's; the framework takes a user without a name for one who is logged in.
    """
    if not frappe.session.user:
        frappe.session.user = GUEST


def has_role(*roles: str) -> bool:
    """Whether the user holds one of some roles; the Administrator holds all of them."""
    return frappe.session.user == "Administrator" or not set(roles).isdisjoint(frappe.get_roles())
