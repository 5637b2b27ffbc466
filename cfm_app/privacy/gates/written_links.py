"""Where the links of a written document lead, by the values in a request."""

from collections.abc import Iterator
from typing import Any

import frappe

from cfm_app.privacy.access_rule import own_types
from cfm_app.privacy.gates.packed_arguments import unpacked

TABLES = ("Table", "Table MultiSelect")


def links_of(doctype: str, stored: Any, values: Any) -> Iterator[tuple[str, str]]:
    """The protected documents that some values, or rows in them, newly link to."""
    targets: dict[str, str] = {}
    for df, value in _fields_with_values(doctype, values):
        if df.fieldtype in TABLES:
            for row in _rows_in(value):
                yield from links_of(df.options, row.get("name"), row)
        elif isinstance(value, str):
            target = _target_of(df, doctype, stored, values)
            if own_types.follows_rule(target):
                targets[df.fieldname] = target
    kept = _stored(doctype, stored, [*targets]) if targets else {}
    for fieldname, target in targets.items():
        if values[fieldname] != kept.get(fieldname):
            yield target, values[fieldname]


def targets_in(doctype: str, values: Any, longest: int) -> Iterator[str]:
    """The DocTypes that the links in some values, or rows in them, lead to."""
    for df, value in _fields_with_values(doctype, values):
        if df.fieldtype in TABLES:
            for row in _rows_in(value):
                yield from targets_in(df.options, row, longest)
        elif df.fieldtype == "Dynamic Link":
            target = values.get(df.options)
            if isinstance(target, str) and 0 < len(target) <= longest:
                yield target


def _fields_with_values(doctype: str, values: Any) -> Iterator[tuple[Any, Any]]:
    """The fields that have a value, each with it."""
    meta = frappe.get_meta(doctype)
    for fieldname, value in values.items():
        if value and (df := meta.get_field(fieldname)):
            yield df, value


def _rows_in(value: Any) -> list[Any]:
    value = unpacked(value)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _target_of(df: Any, doctype: str, stored: Any, values: Any) -> Any:
    """The DocType that a field links to; None if it is no link."""
    if df.fieldtype == "Link":
        return df.options
    if df.fieldtype == "Dynamic Link":
        return values.get(df.options) or _stored(doctype, stored, [df.options]).get(df.options)
    return None


def _stored(doctype: str, name: Any, fieldnames: list[str]) -> dict[str, Any]:
    """What is stored in some fields of a document; nothing of one that is not stored."""
    found = isinstance(name, str) and frappe.db.get_value(doctype, name, fieldnames, as_dict=True)
    return found or {}
