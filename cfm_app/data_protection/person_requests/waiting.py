"""The requests that wait for the user: those that they handle, and those of which a part is theirs."""

from typing import Any

import frappe
from frappe import _

from cfm_app.data_protection.person_requests import entry, parts, states

FIELDS = ["name", "kind", "state", "received_on", "due_on", "decision", "registered_by"]


def requests() -> list[Any]:
    """Open requests, the most pressing first; none for whoever only reads the register."""
    if not frappe.has_permission(entry.DOCTYPE, "read"):
        return []
    of_parts = parts.waiting()
    rows = frappe.get_list(
        entry.DOCTYPE,
        filters={"state": ["in", states.OPEN]},
        fields=FIELDS,
        order_by="due_on asc",
        limit_page_length=0,
    )
    if frappe.has_permission(entry.DOCTYPE, "write"):
        return rows
    return [row for row in rows if row.name in of_parts]


def of_user() -> list[Any] | None:
    """The same for the bell, which says nothing where there is none."""
    return requests() or None


def line(row: Any) -> dict[str, Any]:
    """A request on the home page."""
    return {
        "url": f"/cfm/person-request?name={row.name}",
        "title": _(row.kind),
        "name": row.name,
        "kind": _("Request of a person"),
        "note": _(row.state),
        "due_on": row.due_on,
    }
