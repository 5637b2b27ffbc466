"""The page for trying procedures: its form and its result."""

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, get_datetime

from cfm_app.procedures.sop.trial import Situation
from cfm_app.web.pages import form_choices

LINKS = {
    "category": "Case Category",
    "sensitivity": "Case Sensitivity",
    "channel": "CFM Channel",
    "location": "CFM Location",
    "priority": "Case Priority",
}


def situation_from_form(form: Any) -> Situation:
    """The made-up case in the address; throws for a value that names no record."""
    values: dict[str, Any] = {}
    for field, doctype in LINKS.items():
        value = str(form.get(field) or "").strip()
        if value and not frappe.db.exists(doctype, value):
            frappe.throw(_("{0} {1} was not found.").format(_(doctype), value))
        values[field] = value or None
    return Situation(**values, received_on=_moment(form.get("received_on")))


def choices() -> dict[str, list[dict[str, Any]]]:
    """The choices of the form, in order."""
    return {
        "category": form_choices.categories(),
        "sensitivity": _records("Case Sensitivity", "sort_index asc"),
        "channel": _records("CFM Channel", "sort_index asc", {"enabled": 1}),
        "priority": _records("Case Priority", "sort_index asc"),
    }


def place(location: str | None) -> str:
    """The label of a place."""
    if not location:
        return ""
    return frappe.get_cached_value("CFM Location", location, "location_name") or ""


def in_words(result: dict[str, Any]) -> dict[str, Any]:
    """The result, with its moments in words."""
    for row in (*result["times"], *result["notices"]):
        row["at"], row["iso"] = words(row["at"]), row["at"].isoformat(timespec="minutes")
    for step in result["steps"]:
        step["due"] = words(step["due"]) if step["due"] else ""
    result["received_on"] = words(result["received_on"])
    return result


def words(moment: datetime) -> str:
    """Weekday, date and time."""
    return format_datetime(moment, "EEE d MMM y, HH:mm") or ""


def _moment(value: Any) -> datetime | None:
    if not value:
        return None
    try:
        return get_datetime(str(value).replace("T", " "))
    except (ValueError, OverflowError):
        frappe.throw(_("{0} is no date with a time.").format(value))


def _records(
    doctype: str, order_by: str, filters: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    rows = frappe.get_list(
        doctype, filters=filters or {}, pluck="name", order_by=order_by, limit_page_length=0
    )
    return [{"value": name, "label": _(name)} for name in rows]
