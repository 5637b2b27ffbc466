"""Deletes references to dropped DocTypes from Frappe's tables, found in metadata.

No document code runs here: the app's code may need tables that are gone.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import frappe
from frappe.utils import get_files_path

BATCH = 500
COPY = "Deleted Document"
# Settings of a record that is about something else.
MENTIONED = {
    ("Email Account", "append_to"),
    ("IMAP Folder", "append_to"),
    ("User Type", "apply_user_permission_on"),
}
# Named by a plain text, which the metadata does not show.
BY_TEXT = {
    "Custom DocPerm": "parent",
    "Custom Field": "options",
    "List View Settings": "name",
}
# Tables of the framework without a DocType.
BARE = {"__UserSettings": "doctype", "__Auth": "doctype", "__global_search": "doctype"}


def erase_of(names: list[str]) -> None:
    """Delete what names one of these DocTypes, or clear the field of what means something without."""
    for doctype, field in _links(names):
        if frappe.get_meta(doctype).issingle:
            _clear_single(doctype, field, names)
        elif (doctype, field) in MENTIONED:
            about = {field: ["in", names]}
            frappe.db.set_value(doctype, about, field, None, update_modified=False)
        else:
            erase(doctype, {field: ["in", names]})
    for doctype, field in BY_TEXT.items():
        if frappe.db.exists("DocType", doctype):
            erase(doctype, {field: ["in", names]})
    for table, field in BARE.items():
        if table in frappe.db.get_tables(cached=False):
            frappe.db.delete(table, {field: ["in", names]})
    frappe.db.delete("Singles", {"doctype": ["in", names]})


def erase_copies(names: list[str]) -> None:
    """Delete what the framework keeps of deleted records that named one of these DocTypes."""
    fields: dict[str, list[str]] = defaultdict(list)
    for doctype, field in _links(names):
        fields[doctype].append(field)
    last = ""
    while rows := frappe.get_all(
        COPY,
        filters={"deleted_doctype": ["in", list(fields)], "name": [">", last]},
        fields=["name", "deleted_doctype", "data"],
        order_by="name asc",
        limit_page_length=BATCH,
    ):
        last = rows[-1].name
        for row in rows:
            held = json.loads(row.data or "{}")
            if any(held.get(field) in names for field in fields[row.deleted_doctype]):
                frappe.db.delete(COPY, {"name": row.name})


def erase(doctype: str, filters: dict[str, Any]) -> None:
    """Delete documents with their rows and the bytes of files, many at once."""
    meta = frappe.get_meta(doctype)
    tables = [field.options for field in meta.get_table_fields()]
    while rows := frappe.get_all(
        doctype, filters=filters, pluck="name", order_by="name asc", limit_page_length=BATCH
    ):
        if doctype == "File":
            _erase_bytes(rows)
        for table in tables:
            frappe.db.delete(table, {"parenttype": doctype, "parent": ["in", rows]})
        frappe.db.delete(doctype, {"name": ["in", rows]})


def _links(names: list[str]) -> Iterator[tuple[str, str]]:
    """The fields of the framework that name a DocType."""
    stored = {"name": ["not in", names], "is_virtual": 0}
    for doctype in frappe.get_all("DocType", filters=stored, pluck="name", order_by="name asc"):
        links = {"fieldtype": "Link", "options": "DocType"}
        for field in frappe.get_meta(doctype).get("fields", links):
            yield doctype, field.fieldname


def _clear_single(doctype: str, field: str, names: Iterable[str]) -> None:
    if frappe.db.get_single_value(doctype, field, cache=False) in names:
        frappe.db.delete("Singles", {"doctype": doctype, "field": field})


def _erase_bytes(rows: list[str]) -> None:
    """Delete what lies on the disk and belongs to no other record."""
    files = frappe.get_all(
        "File", filters={"name": ["in", rows]}, fields=["file_url", "is_private"]
    )
    for file in files:
        others = {"file_url": file.file_url, "name": ["not in", rows]}
        if not (file.file_url or "").startswith(("/files/", "/private/files/")):
            continue
        if not frappe.db.exists("File", others):
            name = Path(file.file_url).name
            path = Path(get_files_path(name, is_private=file.file_url.startswith("/private/")))
            path.unlink(missing_ok=True)
