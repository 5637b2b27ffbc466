"""Who reads the records of a DocType: computed from its rights, never written down."""

import frappe

from cfm_app import consts

# The Administrator and those who run the machine see everything, and are named once for all.
OF_MACHINE = ("Administrator", "System Manager")


def of(doctype: str) -> list[str]:
    """The roles that may read records of a DocType; none where only the app's own code reads them.

    A row of a table is read by whoever reads its document; what hangs on a document, as well: those have
    no readers of their own.
    """
    if doctype in consts.INTERNAL:
        return []
    meta = frappe.get_meta(doctype)
    if meta.istable:
        return sorted({role for parent in parents_of(doctype) for role in of(parent)})
    found = {row.role for row in meta.permissions if row.read and not row.permlevel}
    return sorted(found - set(OF_MACHINE))


def follows(doctype: str) -> bool:
    """Whether its rows are read by whoever reads what they refer to."""
    return doctype in consts.CARRIERS


def parents_of(table: str) -> list[str]:
    """The DocTypes of which a table is part."""
    rows = frappe.get_all(
        "DocField",
        filters={"options": table, "fieldtype": ["in", ("Table", "Table MultiSelect")]},
        pluck="parent",
        parent_doctype="DocType",
        order_by="parent asc",
    )
    return sorted(set(rows))
