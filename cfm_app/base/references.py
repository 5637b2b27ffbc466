"""Which columns name the documents of a DocType, read from the metadata.

What the framework, another app or a manager adds is found as well.
"""

from collections.abc import Iterator
from typing import Any

import frappe

MODULE = "CFM App"


def linking(doctype: str) -> Iterator[tuple[str, str]]:
    """The DocTypes and fields that link to a DocType."""
    for meta in _stored():
        yield from (
            (meta.name, df.fieldname) for df in meta.get_link_fields() if df.options == doctype
        )


def naming() -> Iterator[tuple[str, str, str]]:
    """DocTypes of the app and of the office with a field that names a DocType, and one that names its document.

    Where the framework keeps such pairs, they are what was written about that very document.
    """
    for meta in _stored():
        if meta.module == MODULE or meta.custom:
            for df in meta.get_dynamic_link_fields():
                yield meta.name, df.options, df.fieldname


def move(doctype: str, old: str, new: str) -> None:
    """Let everything that names one document name another one of the same DocType."""
    for table, fieldname in linking(doctype):
        frappe.db.set_value(table, {fieldname: old}, fieldname, new, update_modified=False)
    for table, type_field, name_field in naming():
        named = {type_field: doctype, name_field: old}
        frappe.db.set_value(table, named, name_field, new, update_modified=False)


def _stored() -> Iterator[Any]:
    filters = {"issingle": 0, "is_virtual": 0}
    for name in frappe.get_all("DocType", filters=filters, pluck="name", order_by="name asc"):
        if frappe.db.table_exists(name):
            yield frappe.get_meta(name)
