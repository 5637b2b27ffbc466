"""The ledger of shipped records, as it is now: by itself it learns of edits at each migration."""

from typing import Any

import frappe
from frappe.utils import get_datetime

from cfm_app.procedures.setup import defaults

FIELDS = (
    "name ref_doctype ref_name status newer_available reason app_version modified"
    " installed_hash installed_shape"
).split()
# Saving one of these changes others of its kind, which are then newer without a new time.
ENTANGLED = ("Workflow", "Letter Head")


def lines() -> list[Any]:
    """Every line with its record's present state, and who changed it when."""
    entries = frappe.get_all(
        defaults.LEDGER,
        fields=FIELDS,
        order_by="ref_doctype asc, ref_name asc",
        limit_page_length=0,
    )
    saved = _saved(entries)
    for entry in entries:
        last = saved.get((entry.ref_doctype, entry.ref_name)) or frappe._dict()
        entry.changed_on, entry.changed_by = last.modified, last.modified_by
        if not _is_as_noted(entry):
            entry.status = defaults.status_of(entry)
    return entries


def _is_as_noted(entry: Any) -> bool:
    """Whether nobody has saved the record since its line was written."""
    if entry.status != "Installed" or entry.ref_doctype in ENTANGLED or not entry.changed_on:
        return False
    return bool(get_datetime(entry.changed_on) <= get_datetime(entry.modified))


def _saved(entries: list[Any]) -> dict[tuple[str, str], Any]:
    """When the records of some lines were last saved and by whom, with one query a DocType."""
    names: dict[str, list[str]] = {}
    for entry in entries:
        names.setdefault(entry.ref_doctype, []).append(entry.ref_name)
    found: dict[tuple[str, str], Any] = {}
    for doctype, wanted in names.items():
        if frappe.get_meta(doctype).issingle:
            found[doctype, doctype] = frappe.get_doc(doctype)
            continue
        rows = frappe.get_all(
            doctype,
            filters={"name": ["in", wanted]},
            fields=["name", "modified", "modified_by"],
            limit_page_length=0,
        )
        found.update({(doctype, row.name): row for row in rows})
    return found
