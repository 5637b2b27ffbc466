"""The role of casework: whoever works on cases holds it, beside the role that says on which cases.

The workflow of cases names this one role, so it stays short however many restricted classes an office
has. The role opens no case by itself: that follows from the other roles.
"""

from collections.abc import Iterable

import frappe
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.security.entitlement import clearance


def works_on_cases(roles: Iterable[str]) -> bool:
    """Whether one of the roles is that of an operator, a manager or a handler."""
    return not consts.OFFICE_ROLES.union(clearance.restricted_classes().values()).isdisjoint(roles)


def sync(user: Document, method: str | None = None) -> None:
    """Give the role to a user who works on cases, and take it from one who no longer does."""
    held = {row.role for row in user.get("roles") or []}
    if works_on_cases(held) == (consts.CASEWORKER in held):
        return
    if consts.CASEWORKER in held:
        user.set("roles", [row for row in user.roles if row.role != consts.CASEWORKER])
    else:
        user.append("roles", {"role": consts.CASEWORKER})


def give_to_handlers(sensitivity: Document, method: str | None = None) -> None:
    """Event of a class that becomes restricted: give the role to everybody who holds its handler role."""
    give_to_all()


def give_to_all() -> None:
    """Give the role to every user who works on cases and lacks it."""
    rows = frappe.get_all(
        "Has Role",
        filters={"parenttype": "User"},
        fields=["parent", "role"],
        parent_doctype="User",
        order_by="parent asc",
    )
    held: dict[str, set[str]] = {}
    for row in rows:
        held.setdefault(row.parent, set()).add(row.role)
    for user, roles in held.items():
        if consts.CASEWORKER not in roles and works_on_cases(roles):
            _give(user)


def _give(user: str) -> None:
    """Insert the role as a row: saving the user would send mails and run checks."""
    place = {"parent": user, "parenttype": "User", "parentfield": "roles"}
    frappe.get_doc({"doctype": "Has Role", "role": consts.CASEWORKER, **place}).db_insert()
    frappe.clear_cache(user=user)
