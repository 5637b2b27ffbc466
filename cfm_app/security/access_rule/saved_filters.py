"""Saved filters of lists: they may name cases and persons that others may not see.

Frappe lets everybody read and change all of them, personal ones included.
"""

import frappe
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.security.access_rule import permission_hooks
from cfm_app.security.entitlement import clearance

HOOK = "cfm_app.security.access_rule.saved_filters.permission"


def condition(user: str | None = None, doctype: str | None = None) -> str:
    """The list condition: the user's own filters, and those for everybody."""
    found = clearance.of(user)
    if found.is_unlimited:
        return clearance.EVERYTHING
    name = frappe.db.escape(found.user)
    table = "`tabList Filter`"
    return f"({table}.`owner` = {name} or coalesce({table}.`for_user`, '') in ('', {name}))"


def permission(
    doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
    """The check of one filter: its addressees read it, its creator changes it.

    Managers may tidy up filters for everybody.
    """
    found = clearance.of(user)
    is_new = not doc.get("name") or bool(doc.get("__islocal"))
    stored = (
        doc
        if is_new
        else frappe.db.get_value("List Filter", doc.name, ["owner", "for_user"], as_dict=True)
    )
    if found.is_unlimited or is_new:
        is_open = True
    elif ptype in ("read", "select"):
        is_open = found.user == stored.owner or stored.for_user in (None, "", found.user)
    else:
        is_managers = not stored.for_user and consts.MANAGER in found.roles
        is_open = found.user == stored.owner or is_managers
    return is_open and permission_hooks.others_allow(doc, ptype, found.user, HOOK)
