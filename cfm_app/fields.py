"""Fields of the app's own DocTypes that code relies on."""

from typing import Any

import frappe


def field_of(doctype: str, fieldname: str) -> Any:
    """A field that must be there; the name of a missing one is told at once."""
    df = frappe.get_meta(doctype).get_field(fieldname)
    if df is None:
        raise LookupError(f"{doctype} has no field {fieldname}")
    return df


def options_of(doctype: str, fieldname: str) -> list[str]:
    """The values that a field offers, without the empty one."""
    return [value for value in (field_of(doctype, fieldname).options or "").split("\n") if value]
