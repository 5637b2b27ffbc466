"""One field holds one value, a table a bounded number of rows. A request may bring something else.

The rules of documents read their fields long before the framework looks at what a column can hold,
and it looks at lists only.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.counting import counted

MODULE = "CFM App"
MOST_ROWS = 2_000
"""Rows of one table: whoever works with a document of 20,000 holds up all others for seconds."""


def check(doc: Document, method: str | None = None) -> None:
    """Refuse, in the app's documents, compound values in fields of one value, and tables without end."""
    if doc.meta.module != MODULE:
        return
    _check_fields(doc)
    for table in doc.meta.get_table_fields():
        rows = doc.get(table.fieldname) or []
        _check_number(doc, table, len(rows))
        for row in rows:
            _check_fields(row)


def _check_number(doc: Document, table: Any, number: int) -> None:
    """Rows that were stored otherwise, as the errors of a long import, do not stop a document."""
    before = doc.get_doc_before_save()
    stored = len(before.get(table.fieldname) or []) if before else 0
    if number > max(MOST_ROWS, stored):
        label = _(table.label or table.fieldname)
        frappe.throw(counted(_("{0}: at most {1} rows."), label, MOST_ROWS))


def _check_fields(doc: Document) -> None:
    for df in doc.meta.get("fields"):
        if df.fieldtype in frappe.model.table_fields:
            continue
        value = doc.get(df.fieldname)
        if isinstance(value, list):
            frappe.throw(_("Value for {0} cannot be a list").format(_(df.label)))
        if isinstance(value, dict) and df.fieldtype != "JSON":
            frappe.throw(_("Value for {0} cannot be a dictionary").format(_(df.label)))
