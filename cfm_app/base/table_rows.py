"""Rows of a child table that an act of a page names or moves."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

UP = "up"


def row_of(rows: list[Any], name: str) -> Any:
    """A row by its name; throws where somebody has removed it meanwhile."""
    found = next((row for row in rows if row.name == name), None)
    if found is None:
        frappe.throw(_("Somebody has changed this entry. Reload the page."))
    return found


def move_row(doc: Document, table: str, name: str, way: str) -> None:
    """Swap a row with its neighbour: the one before (`UP`) or the one after. The document is not saved."""
    rows = list(doc.get(table))
    at = rows.index(row_of(rows, name))
    to = at - 1 if way == UP else at + 1
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
        for index, row in enumerate(rows, start=1):
            row.idx = index
        doc.set(table, rows)
