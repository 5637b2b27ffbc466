"""Rows of DocTypes: out of the archive, into the tables, as they are.

The tables of the app are emptied before. Of the framework's tables, rows of the same name make way
with their child rows; a few lists that the framework itself fills keep what the archive leaves open.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import frappe
from frappe import _

from cfm_app.base import doctype_access
from cfm_app.exchange.site_move.archive import Archive

MOST_ROWS = 500
MOST_TEXT = 1 << 20
CUSTOMISATIONS = (
    "Module Def",
    "DocType",
    "DocField",
    "DocPerm",
    "DocType Action",
    "DocType Link",
    "DocType State",
    "Custom Field",
    "Property Setter",
    "Custom DocPerm",
)
# The framework knows more of these than the embedded engine does.
MERGED = ("Country", "Currency", "Language", "Gender", "Role", "User Type", "Print Style")
STANDARD_USERS = ("Administrator", "Guest")
DEFAULTS = "DefaultValue"


def batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Rows in bundles of a bounded number and size."""
    bundle: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        bundle.append(row)
        size += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(bundle) >= MOST_ROWS or size >= MOST_TEXT:
            yield bundle
            bundle, size = [], 0
    if bundle:
        yield bundle


def clear(own: list[str]) -> None:
    """Empty the app's tables, and delete what the framework keeps about their records."""
    for carrier, (type_field, _name_field) in doctype_access.CARRIERS.items():
        for table in _child_tables(carrier):
            parents = frappe.get_all(carrier, filters={type_field: ["in", own]}, pluck="name")
            for start in range(0, len(parents), MOST_ROWS):
                part = parents[start : start + MOST_ROWS]
                frappe.db.delete(table, {"parenttype": carrier, "parent": ["in", part]})
        frappe.db.delete(carrier, {type_field: ["in", own]})
    for doctype in own:
        meta = frappe.get_meta(doctype)
        for table in _child_tables(doctype):
            frappe.db.delete(table, {"parenttype": doctype})
        if not meta.issingle:
            frappe.db.delete(doctype)


def load(archive: Archive, doctype: str, replaces: bool) -> int:
    """Insert the rows of a DocType; with ``replaces``, in the place of those of the same names."""
    known = frappe.db.get_table_columns(doctype)
    columns = [name for name in archive.tables[doctype]["columns"] if name in known]
    children = [table for table in _child_tables(doctype) if table in archive.tables]
    done = 0
    for bundle in batches(archive.rows(doctype)):
        merged = [row["name"] for row in bundle if replaces and is_merged(doctype, row["name"])]
        kept = existing(doctype, merged, known) if merged else {}
        if replaces:
            _make_way(doctype, bundle, children)
        _insert(doctype, columns, [row for row in bundle if row["name"] not in kept])
        _insert(
            doctype,
            known,
            [{**kept[name], **row} for row in bundle if (name := row["name"]) in kept],
        )
        done += len(bundle)
    return done


def is_merged(doctype: str, name: Any) -> bool:
    """Whether what a row leaves open is taken from the row that the site has."""
    return doctype in MERGED or (doctype == "User" and name in STANDARD_USERS)


def existing(doctype: str, names: list[Any], columns: Iterable[str]) -> dict[Any, dict[str, Any]]:
    """The rows of the site by their names, which compare byte by byte."""
    named = ", ".join(f"`{column}`" for column in columns)
    rows = frappe.db.sql(
        f"select {named} from `tab{doctype}` where name in %(names)s",
        {"names": tuple(names)},
        as_dict=True,
    )
    return {row["name"]: row for row in rows}


def _make_way(doctype: str, bundle: list[dict[str, Any]], children: list[str]) -> None:
    names = [row["name"] for row in bundle]
    if doctype == DEFAULTS:
        for parent, key in {(row.get("parent"), row.get("defkey")) for row in bundle}:
            frappe.db.delete(doctype, {"parent": parent, "defkey": key})
    for table in children:
        frappe.db.delete(table, {"parenttype": doctype, "parent": ["in", names]})
    frappe.db.delete(doctype, {"name": ["in", names]})


def _child_tables(doctype: str) -> list[str]:
    return sorted({field.options for field in frappe.get_meta(doctype).get_table_fields()})


def _insert(doctype: str, columns: list[str], bundle: list[dict[str, Any]]) -> None:
    values = [[row.get(column) for column in columns] for row in bundle]
    if not values:
        return
    try:
        frappe.db.bulk_insert(doctype, columns, values, chunk_size=MOST_ROWS)
    except (frappe.db.IntegrityError, frappe.db.DataError) as error:
        frappe.throw(_("The rows of {0} cannot be stored here: {1}").format(doctype, error))
