"""One field holds one value. A request may bring a list or a dictionary in its place.

The rules of documents read their fields long before the framework looks at what a column can hold,
and it looks at lists only.
"""

import frappe
from frappe import _
from frappe.model.document import Document

MODULE = "CFM App"


def check(doc: Document, method: str | None = None) -> None:
    """Refuse a list or a dictionary in a field that holds one value, in the app's documents and rows."""
    if doc.meta.module != MODULE:
        return
    _check_fields(doc)
    for table in doc.meta.get_table_fields():
        for row in doc.get(table.fieldname) or []:
            _check_fields(row)


def _check_fields(doc: Document) -> None:
    for df in doc.meta.get("fields"):
        if df.fieldtype in frappe.model.table_fields:
            continue
        value = doc.get(df.fieldname)
        if isinstance(value, list):
            frappe.throw(_("Value for {0} cannot be a list").format(_(df.label)))
        if isinstance(value, dict) and df.fieldtype != "JSON":
            frappe.throw(_("Value for {0} cannot be a dictionary").format(_(df.label)))
