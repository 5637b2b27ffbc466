"""What is attached to erased documents: comments, histories, files, mails, notices, deleted records.

It is found by reference, and in Frappe's tables with free text by the numbers of the documents.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import frappe

from cfm_app.base import doctype_access
from cfm_app.data_protection.personal_data import erasure_fields, erasure_files, field_map
from cfm_app.security.access_rule.random_naming import NUMBER

CHUNK = 400
COMMENT, COPY = "Comment", "_comments"
# Tables that quote whole documents, and the fields in which they do.
QUOTING = {
    "Notification Log": ("subject", "email_content"),
    "Email Queue": ("message",),
    "Error Log": ("error", "method"),
    "Deleted Document": ("data",),
    "Activity Log": ("subject", "content"),
    "Webhook Request Log": ("reference_document", "data"),
}


def of_documents(doctype: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Rows that refer to documents, directly or through another row: DocType and name."""
    found: list[tuple[str, str]] = []
    waiting = {doctype: list(names)}
    while waiting:
        target, targets = waiting.popitem()
        for carrier in doctype_access.CARRIERS:
            rows = _referring(carrier, target, targets)
            found += [(carrier, name) for name in rows]
            if rows and carrier in doctype_access.CARRIED:
                waiting[carrier] = [*waiting.get(carrier, []), *rows]
    return found


def quoting(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Rows of Frappe whose text mentions the number of a document."""
    wanted = {name for name in names if NUMBER.fullmatch(name)}
    if not wanted:
        return
    for doctype, fields in QUOTING.items():
        for row in _rows_with_text(doctype, fields):
            text = " ".join(str(row[field] or "") for field in fields)
            if not wanted.isdisjoint(NUMBER.findall(text)):
                yield doctype, str(row.name)


def forget(doctype: str, names: list[str]) -> list[str]:
    """Delete or empty rows of Frappe, as the map says. Returns digests of files that go."""
    digests: list[str] = []
    for some in chunks(names):
        if not _goes_whole(doctype):
            erasure_fields.empty(doctype, some)
        elif doctype == "File":
            digests += erasure_files.forget(some)
        else:
            if doctype == COMMENT:
                _forget_copies(some)
            for df in frappe.get_meta(doctype).get_table_fields():
                frappe.db.delete(df.options, {"parenttype": doctype, "parent": ["in", some]})
            frappe.db.delete(doctype, {"name": ["in", some]})
    return digests


def _forget_copies(comments: list[str]) -> None:
    """Take comments out of the rows of what they were written on, into which the framework copies them."""
    type_field, name_field = doctype_access.CARRIERS[COMMENT]
    written_on = {
        (row[type_field], row[name_field])
        for row in frappe.get_all(
            COMMENT,
            filters={"name": ["in", comments], type_field: ["is", "set"]},
            fields=[type_field, name_field],
            order_by="name asc",
        )
    }
    for doctype, name in sorted(written_on, key=str):
        if not name or not frappe.db.exists("DocType", doctype):
            continue
        if not frappe.db.table_exists(doctype) or not frappe.db.has_column(doctype, COPY):
            continue
        kept = [
            each
            for each in frappe.parse_json(frappe.db.get_value(doctype, name, COPY) or "[]")
            if each.get("name") not in comments
        ]
        left = frappe.as_json(kept, indent=None) if kept else None
        frappe.db.set_value(doctype, name, COPY, left, update_modified=False)


def chunks(names: Sequence[str]) -> Iterator[list[str]]:
    """Names in lists short enough to bind in one statement."""
    for start in range(0, len(names), CHUNK):
        yield list(names[start : start + CHUNK])


def _goes_whole(doctype: str) -> bool:
    return any(each.ending == field_map.DELETE for each in field_map.of(doctype).values())


def _referring(carrier: str, doctype: str, names: list[str]) -> list[str]:
    type_field, name_field = doctype_access.CARRIERS[carrier]
    found: list[str] = []
    for some in chunks(names):
        refers = {type_field: doctype, name_field: ["in", some]}
        found += frappe.get_all(carrier, filters=refers, pluck="name", order_by="name asc")
    return [str(name) for name in found]


def _rows_with_text(doctype: str, fields: tuple[str, ...]) -> Iterator[Any]:
    start, size = 0, 5_000
    while True:
        rows = frappe.get_all(
            doctype,
            fields=["name", *fields],
            or_filters=[[field, "like", "%-20%"] for field in fields],
            order_by="name asc",
            limit_start=start,
            limit_page_length=size,
        )
        yield from rows
        if len(rows) < size:
            return
        start += size
