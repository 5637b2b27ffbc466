"""The lists into which a user may import a sheet."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import doctype_access

# Cases have an import of their own; what acts write, and what follows a case, comes by no sheet.
LEFT_OUT = doctype_access.CLOSED | doctype_access.BY_ACTS


def is_open(doctype: str) -> bool:
    """Whether the user in the session may import into a list."""
    if doctype in LEFT_OUT or not frappe.db.exists("DocType", doctype):
        return False
    meta = frappe.get_meta(doctype)
    if meta.istable or meta.issingle or meta.in_create or meta.read_only or meta.get("is_virtual"):
        return False
    rights = [frappe.has_permission(doctype, right) for right in ("import", "create", "write")]
    return rights[0] and any(rights[1:])


def require(doctype: str) -> None:
    """Throw for a list that is closed to the user, in the same words as for a missing one."""
    if not is_open(doctype):
        frappe.throw(
            _("You may not import into this list. Choose another one."), frappe.PermissionError
        )


def choices() -> list[dict[str, Any]]:
    """The lists that are open to the user: those of the office first, each by what it is called."""
    filters = {"allow_import": 1, "istable": 0, "issingle": 0, "name": ["not in", sorted(LEFT_OUT)]}
    rows = frappe.get_all(
        "DocType", filters=filters, fields=["name", "module", "custom"], order_by="name asc"
    )
    modules = frappe.get_all("Module Def", filters={"app_name": "cfm_app"}, pluck="name")
    found = [
        {
            "value": row.name,
            "label": _(row.name),
            "is_of_office": bool(row.custom) or row.module in modules or row.name == "User",
        }
        for row in rows
        if is_open(row.name)
    ]
    return sorted(found, key=lambda each: (not each["is_of_office"], each["label"].casefold()))
