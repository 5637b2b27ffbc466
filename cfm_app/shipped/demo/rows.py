"""Writing documents of the past straight into their tables.

The life cycle would stamp everything with today and tell people about it; a history must not.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

import frappe
from frappe.model.document import Document

META_FIELDS = ("name", "owner", "modified_by", "creation", "modified", "docstatus", "idx")


class History:
    """Collects documents and writes them table by table."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, doc: Document, owner: str, created: datetime, changed: datetime) -> None:
        """Take a named document with its child rows."""
        stamp = {"owner": owner, "modified_by": owner, "creation": created, "modified": changed}
        self.rows[doc.doctype].append(self._values(doc, stamp, 0))
        for field in doc.meta.get_table_fields():
            for number, child in enumerate(doc.get(field.fieldname) or [], start=1):
                child.name = frappe.generate_hash(length=10)
                child.parent, child.parenttype = doc.name, doc.doctype
                child.parentfield = field.fieldname
                self.rows[child.doctype].append(self._values(child, stamp, number))

    def write(self) -> int:
        """Write everything that was collected. Returns the number of rows."""
        total = 0
        for doctype, rows in self.rows.items():
            fields = sorted({key for row in rows for key in row})
            values = [tuple(row.get(field) for field in fields) for row in rows]
            frappe.db.bulk_insert(doctype, fields, values)
            total += len(rows)
        self.rows.clear()
        return total

    def _values(self, doc: Document, stamp: dict[str, Any], idx: int) -> dict[str, Any]:
        values = {
            field: doc.get(field)
            for field in doc.meta.get_valid_columns()
            if field not in META_FIELDS
        }
        numeric = ("Check", "Int", "Float", "Currency", "Percent")
        for field in doc.meta.fields:
            if field.fieldtype in numeric and field.fieldname in values:
                values[field.fieldname] = values[field.fieldname] or 0
        return {**values, **stamp, "name": doc.name, "docstatus": 0, "idx": idx}
