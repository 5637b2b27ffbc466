"""Fields of the app's own DocTypes: their metadata, and their values in records that the user may read."""

from collections.abc import Iterable
from typing import Any

import frappe


def field_of(doctype: str, fieldname: str) -> Any:
    """A field that must be there; the name of a missing one is told at once."""
    df = frappe.get_meta(doctype).get_field(fieldname)
    if df is None:
        raise LookupError(f"{doctype} has no field {fieldname}")
    return df


def hidden_by_office(doctype: str) -> set[str]:
    """The fields that somebody hid in a form: what is stored in them is still the office's to take out."""
    hidden = [df for df in frappe.get_meta(doctype).fields if df.hidden]
    shipped = frappe.get_all(
        "DocField",
        filters={
            "parent": doctype,
            "hidden": 0,
            "fieldname": ["in", [df.fieldname for df in hidden]],
        },
        pluck="fieldname",
    )
    return {df.fieldname for df in hidden if df.get("is_custom_field") or df.fieldname in shipped}


def options_of(doctype: str, fieldname: str) -> list[str]:
    """The values that a field offers, without the empty one."""
    return [value for value in (field_of(doctype, fieldname).options or "").split("\n") if value]


def readable_values(doctype: str, field: str, names: Iterable[str | None]) -> dict[str, Any]:
    """One field of some records, by name, as far as the user in the session may read them."""
    wanted = sorted({name for name in names if name})
    if not wanted:
        return {}
    rows = frappe.get_list(
        doctype,
        filters={"name": ["in", wanted]},
        fields=["name", field],
        order_by="name asc",
        limit_page_length=0,
    )
    return {row.name: row[field] for row in rows}
