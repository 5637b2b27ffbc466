"""Empties the fields that the map of personal data names, in documents and their rows."""

from collections.abc import Iterable
from typing import Any

import frappe

from cfm_app.base import changed_records
from cfm_app.data_protection.personal_data import field_map
from cfm_app.security.restricted_cases.case_traces import COPIED

PLACE = "CFM Location"
SITE = "Site"
# Columns of numbers hold no nothing.
NUMBERS = frozenset(("Int", "Float", "Currency", "Percent", "Check", "Rating", "Duration"))


def empty(doctype: str, names: list[str]) -> None:
    """Empty the fields of documents and their rows, and what Frappe copied into them."""
    changed_records.note(doctype, names)
    _write(doctype, {"name": ["in", names]})
    meta = frappe.get_meta(doctype)
    if meta.istable:
        return
    _clear_copies(doctype, names)
    for df in meta.get_table_fields():
        _write(df.options, {"parenttype": doctype, "parent": ["in", names]})
    for name in names:
        frappe.clear_document_cache(doctype, name)


def _write(doctype: str, filters: dict[str, Any]) -> None:
    endings = field_map.ending_of(doctype)
    meta = frappe.get_meta(doctype)
    # Fields that are worked out have no column.
    columns = set(frappe.db.get_table_columns(doctype))
    gone = [field for field, ending in endings.items() if ending == field_map.EMPTY]
    present = [df for field in gone if field in columns and (df := meta.get_field(field))]
    values = {df.fieldname: 0 if df.fieldtype in NUMBERS else None for df in present}
    if values:
        frappe.db.set_value(doctype, filters, values, update_modified=False)
    for field, ending in endings.items():
        if ending == field_map.COARSEN and meta.has_field(field):
            _coarsen(doctype, filters, field)


def _coarsen(doctype: str, filters: dict[str, Any], field: str) -> None:
    """Replace a site by its area, so that sums by area stay the same."""
    chosen = frappe.get_all(
        doctype,
        filters={**filters, field: ["is", "set"]},
        fields=["name", field],
        order_by="name asc",
    )
    by_place: dict[str, list[str]] = {}
    for row in chosen:
        by_place.setdefault(row[field], []).append(row.name)
    for place, names in by_place.items():
        area = _area_of(place)
        if area != place:
            within = {"name": ["in", names]}
            frappe.db.set_value(doctype, within, field, area, update_modified=False)


def _area_of(place: str) -> str:
    """The place itself, or its parent if it is a single site."""
    row = frappe.db.get_value(PLACE, place, ["admin_level", "parent_cfm_location"], as_dict=True)
    if row and row.admin_level == SITE and row.parent_cfm_location:
        return str(row.parent_cfm_location)
    return place


def _clear_copies(doctype: str, names: Iterable[str]) -> None:
    columns = set(frappe.db.get_table_columns(doctype))
    copies = dict.fromkeys((column for column in COPIED if column in columns), None)
    if copies:
        frappe.db.set_value(doctype, {"name": ["in", list(names)]}, copies, update_modified=False)
