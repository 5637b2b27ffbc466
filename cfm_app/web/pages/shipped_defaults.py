"""The page of shipped defaults: what differs, and what to do."""

from collections import Counter
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, get_fullname

from cfm_app.procedures.setup import default_records, defaults
from cfm_app.web.pages import diff, routes

ROUTE = "/cfm/defaults"
NEWER = "newer"
# The states of the page, each with its label and colour, in the order of their weight.
STATES = {
    NEWER: ("A newer default is there", "blue"),
    "Edited": ("Changed by the office", "amber"),
    "Deleted": ("Deleted", "grey"),
    "Superseded": ("Shipped no more", "grey"),
}
RANK = list(STATES)


def overview(kind: str, state: str) -> dict[str, Any]:
    """Records that differ, by kind and state, with the choices of both filters."""
    entries = _visible()
    changed = [entry for entry in entries if _state(entry)]
    chosen = [
        entry
        for entry in changed
        if (not kind or entry.ref_doctype == kind) and (not state or _state(entry) == state)
    ]
    chosen.sort(key=lambda entry: (RANK.index(_state(entry) or ""), _kind(entry.ref_doctype)))
    return {
        "lines": [_line(entry) for entry in chosen],
        "changed": len(changed),
        "total": len(entries),
        "kinds": _kinds(changed),
        "states": _states(changed),
    }


def detail(name: str) -> dict[str, Any]:
    """One record: its differences, the choices, and their effects."""
    entry = next((each for each in _visible() if each.name == name), None)
    if entry is None:
        frappe.throw(_("This record was not found."), frappe.DoesNotExistError)
    exists = entry.status != "Deleted" and bool(entry.changed_on)
    if exists:
        frappe.has_permission(entry.ref_doctype, "read", doc=entry.ref_name, throw=True)
    view = {
        **_line(entry),
        "exists": exists,
        "reason": entry.reason,
        "fields": [],
        "whole": [],
        "is_losing": False,
    }
    if exists:
        view["record"] = routes.record_address(entry.ref_doctype, entry.ref_name)
    if entry.status == "Superseded":
        return {**view, "may_change": False}
    values = defaults.shipped_values(entry.ref_doctype, entry.ref_name)
    if exists:
        doc = frappe.get_doc(entry.ref_doctype, entry.ref_name)
        view["fields"] = diff.compare(doc, values, _both(doc, values))
        # Restoring loses nothing if only the app wrote the record.
        view["is_losing"] = bool(view["fields"]) and entry.status == "Edited"
    else:
        view["whole"] = diff.all_fields(values)
    view["may_change"] = _may_change(entry, exists)
    return view


def title_of(name: str) -> str:
    """The title of a ledger line; empty if there is none."""
    entry = frappe.db.get_value(defaults.LEDGER, name, ["ref_doctype", "ref_name"], as_dict=True)
    return _title(entry) if entry else ""


def _visible() -> list[Any]:
    allowed: dict[str, bool] = {}
    entries = default_records.lines()
    for entry in entries:
        doctype = entry.ref_doctype
        if doctype not in allowed:
            allowed[doctype] = bool(frappe.has_permission(doctype, "read"))
    return [entry for entry in entries if allowed[entry.ref_doctype]]


def _both(doc: Any, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Both values of each field that the app ships."""
    return [
        {"fieldname": key, "shipped": value, "yours": doc.get(key)}
        for key, value in defaults.prepared(values).items()
        if key != "doctype"
    ]


def _state(entry: Any) -> str | None:
    if entry.newer_available:
        return NEWER
    return None if entry.status == "Installed" else str(entry.status)


def _line(entry: Any) -> dict[str, Any]:
    state = _state(entry)
    label, tone = STATES[state] if state else ("As shipped", "green")
    return {
        "id": entry.name,
        "title": _title(entry),
        "kind": _kind(entry.ref_doctype),
        "state": state,
        "is_deleted": entry.status == "Deleted",
        "pill": _(label),
        "tone": tone,
        "changed": _changed(entry),
        "address": routes.address_of(ROUTE, open=entry.name),
    }


def _changed(entry: Any) -> str:
    if entry.status == "Installed" or not entry.changed_on:
        return ""
    by = get_fullname(entry.changed_by)
    return _("last saved by {0}, {1}").format(by, format_datetime(entry.changed_on, "d MMM y"))


def _title(entry: Any) -> str:
    if frappe.get_meta(entry.ref_doctype).issingle:
        return _(entry.ref_doctype)
    field = frappe.get_meta(entry.ref_doctype).title_field
    title = frappe.db.get_value(entry.ref_doctype, entry.ref_name, field) if field else None
    return _(title or entry.ref_name)


def _kind(doctype: str) -> str:
    return _(doctype)


def _kinds(entries: list[Any]) -> list[dict[str, Any]]:
    counted = Counter(entry.ref_doctype for entry in entries)
    found = [
        {"value": doctype, "label": f"{_kind(doctype)} ({count})"}
        for doctype, count in counted.items()
    ]
    return sorted(found, key=lambda each: str(each["label"]))


def _states(entries: list[Any]) -> list[dict[str, Any]]:
    counted = Counter(_state(entry) for entry in entries)
    return [
        {"value": state, "label": _(label), "count": counted[state]}
        for state, (label, _tone) in STATES.items()
        if counted[state]
    ]


def _may_change(entry: Any, exists: bool) -> bool:
    if exists:
        return bool(frappe.has_permission(entry.ref_doctype, "write", doc=entry.ref_name))
    return bool(frappe.has_permission(entry.ref_doctype, "create"))
