"""Original values of Frappe's records, so that an uninstallation restores them."""

import json
from typing import Any

import frappe

KEPT = "cfm_before"
# The framework copies each of its settings to the defaults when the form is saved, one under two names.
COPIES = {"language": ("language", "lang")}


def note(doctype: str, name: str, changed: dict[str, Any]) -> None:
    """Store the values of fields before the app's first change, and the new ones."""
    kept = _stored_keys()
    for field, value in changed.items():
        held = _value(doctype, name, field)
        if row := next((row for row in kept if _is_of(row, doctype, name, field)), None):
            row[-1] = value
        elif held != value:
            kept.append([doctype, name, field, held, value])
    frappe.db.set_global(KEPT, json.dumps(kept))


def restore() -> None:
    """Restore what nobody has changed since."""
    for doctype, name, field, held, given in _stored_keys():
        if str(_value(doctype, name, field)) == str(given):
            _set(doctype, name, field, held)


def _stored_keys() -> list[list[Any]]:
    # The framework does not empty its cache of defaults while an app is installed.
    place = {"parent": "__global", "defkey": KEPT}
    return list(json.loads(frappe.db.get_value("DefaultValue", place, "defvalue") or "[]"))


def _is_of(row: list[Any], *place: str) -> bool:
    return tuple(row[:3]) == place


def _is_single(doctype: str, name: str) -> bool:
    return doctype == name and bool(frappe.get_meta(doctype).issingle)


def _value(doctype: str, name: str, field: str) -> Any:
    if _is_single(doctype, name):
        value = frappe.db.get_single_value(doctype, field, cache=False)
    else:
        value = frappe.db.get_value(doctype, name, field)
    return None if value == "" else value


def _set(doctype: str, name: str, field: str, value: Any) -> None:
    if not _is_single(doctype, name):
        frappe.db.set_value(doctype, name, field, value, update_modified=False)
        return
    frappe.db.set_single_value(doctype, field, value, update_modified=False)
    for default in COPIES.get(field, (field,)):
        if value is None:
            frappe.defaults.clear_default(default, parent="__default")
        elif frappe.db.get_default(default) is not None:
            frappe.db.set_default(default, value)
