"""Replacements of Frappe methods that bypass the access rule.

On a bench a count of documents, or of assignments, needs no permission, and a look for a document tells
whether a closed one exists.
"""

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _, client

from cfm_app.base.arguments import as_conditions
from cfm_app.base.framework import aggregate, count_listed
from cfm_app.security.access_rule import own_types

# What the desk calls the assignments of a document.
ASSIGNED = "assigned_to"
MOST_VALUES = 50


@frappe.whitelist()
def get_count(
    doctype: str,
    filters: str | dict[str, Any] | list[Any] | None = None,
    debug: bool = False,
    cache: bool = False,
) -> int:
    """Replaces Frappe's count, which checks nothing: counts what the user may see."""
    if own_types.is_row_of_case(doctype):
        frappe.throw(_("Count the parent document instead."), frappe.PermissionError)
    filters = as_conditions(filters)
    if frappe.get_meta(doctype).istable:
        frappe.has_permission(doctype, "read", throw=True)
        return frappe.db.count(doctype, filters or {})
    # For every DocType: in some, users see their own rows only.
    if frappe.get_meta(doctype).get("is_virtual"):
        return len(frappe.get_list(doctype, filters=filters, pluck="name", limit_page_length=0))
    return count_listed(doctype, filters)


@frappe.whitelist()
def get_group_by_count(
    doctype: str, current_filters: str | dict[str, Any] | list[Any] | None, field: str
) -> list[Any]:
    """Replaces Frappe's count by value beside a list, which asks for no right where it counts assignments."""
    filters = as_conditions(current_filters)
    if field == ASSIGNED:
        seen = frappe.get_list(doctype, filters=filters, pluck="name", limit_page_length=0)
        return _assigned(doctype, seen)
    if field not in frappe.get_meta(doctype).get_valid_columns():
        frappe.throw(_("{0} has no field {1}.").format(_(doctype), field))
    return _by_count(frappe.get_list, doctype, filters, field)


@frappe.whitelist()
def get(
    doctype: str,
    name: str | None = None,
    filters: str | dict[str, Any] | list[Any] | None = None,
    parent: str | None = None,
) -> dict[str, Any]:
    """Replaces Frappe's method: a document by name or conditions.

    Frappe looks for a match before it checks permissions, so its refusal would reveal the contents of
    closed documents.
    """
    if not name and filters and not frappe.get_meta(doctype).issingle:
        found = frappe.get_list(
            doctype,
            filters=as_conditions(filters),
            pluck="name",
            parent_doctype=parent,
            order_by="name asc",
            limit_page_length=1,
        )
        if not found:
            frappe.throw(_("Nothing fits these conditions."), frappe.DoesNotExistError)
        name = found[0]
    return client.get(doctype, name, filters, parent)


def _assigned(doctype: str, names: list[str]) -> list[Any]:
    """How many of these documents are assigned to whom."""
    if not names:
        return []
    open_ones = {
        "reference_type": doctype,
        "reference_name": ["in", names],
        "status": ["!=", "Cancelled"],
    }
    return _by_count(frappe.get_all, "ToDo", open_ones, "allocated_to")


def _by_count(ask: Callable[..., Any], doctype: str, filters: Any, field: str) -> list[Any]:
    return list(
        ask(
            doctype,
            filters=filters,
            fields=[aggregate("count", "name", "count"), f"{field} as name"],
            group_by=field,
            order_by="count desc",
            limit_page_length=MOST_VALUES,
        )
    )
