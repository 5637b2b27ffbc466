"""Who reads a DocType, computed from its permissions."""

import frappe

from cfm_app.base import doctype_access

# The Administrator and those who run the machine see everything, and are named once for all.
OF_MACHINE = ("Administrator", "System Manager")


def of(doctype: str) -> list[str]:
    """The roles that may read a DocType; none if only the app's code reads it.

    Rows of tables, and what is attached to documents, have the readers of their document.
    """
    if doctype in doctype_access.INTERNAL:
        return []
    meta = frappe.get_meta(doctype)
    if meta.istable:
        return sorted({role for parent in parents_of(doctype) for role in of(parent)})
    found = {row.role for row in meta.permissions if row.read and not row.permlevel}
    return sorted(found - set(OF_MACHINE))


def follows(doctype: str) -> bool:
    """Whether its readers are those of the documents that it refers to."""
    return doctype in doctype_access.CARRIERS


def parents_of(table: str) -> list[str]:
    """The DocTypes that contain a table."""
    rows = frappe.get_all(
        "DocField",
        filters={"options": table, "fieldtype": ["in", ("Table", "Table MultiSelect")]},
        pluck="parent",
        parent_doctype="DocType",
        order_by="parent asc",
    )
    return sorted(set(rows))
