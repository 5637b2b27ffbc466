"""Walks up the trees of places and categories."""

import frappe

from cfm_app.base import batch_cache

PARENT_FIELDS = {
    "CFM Location": "parent_cfm_location",
    "Case Category": "parent_case_category",
}
MAX_DEPTH = 20


@batch_cache.cached_in_batch
def chain(doctype: str, name: str | None) -> list[str]:
    """A node and its ancestors, nearest first; empty for no node."""
    parent_field = PARENT_FIELDS.get(doctype) or f"parent_{frappe.scrub(doctype)}"
    found: list[str] = []
    while name and name not in found and len(found) < MAX_DEPTH:
        found.append(name)
        name = frappe.get_cached_value(doctype, name, parent_field)
    return found
