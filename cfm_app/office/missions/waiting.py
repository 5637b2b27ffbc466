"""The missions that wait for the user: to be decided on, to be planned anew, to be reported."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import today

from cfm_app.office.missions import entry, states

FIELDS = "name state location starts_on ends_on leader planned_by submitted_by".split()


def missions() -> list[Any]:
    """What waits for the user, the nearest first."""
    if not frappe.has_permission(entry.DOCTYPE, "read"):
        return []
    user = frappe.session.user
    rows = [
        *_rows({"state": states.RETURNED, "planned_by": user}),
        *_rows({"state": states.APPROVED, "leader": user, "ends_on": ["<", today()]}),
    ]
    if entry.is_manager():
        rows += [
            row
            for row in _rows({"state": ["in", (states.WAITING, states.REPORTED)]})
            if _decides(row)
        ]
    return sorted(rows, key=lambda row: (str(row.starts_on), row.name))


def what_is_to_do(state: str) -> str:
    """What somebody does about a mission that waits for them, in a few words."""
    return {
        states.RETURNED: _("To be planned anew"),
        states.WAITING: _("To be approved"),
        states.APPROVED: _("Report is due"),
        states.REPORTED: _("Report to be accepted"),
    }[state]


def _decides(row: Any) -> bool:
    return entry.may_decide(frappe.get_doc(entry.DOCTYPE, row.name))


def _rows(filters: dict[str, Any]) -> list[Any]:
    return frappe.get_list(
        entry.DOCTYPE, filters=filters, fields=FIELDS, order_by="starts_on asc", limit_page_length=0
    )


def of_user() -> list[Any] | None:
    """The same for the bell, which says nothing where there is none."""
    return missions() or None


def line(row: Any) -> dict[str, Any]:
    """A mission on the home page."""
    return {
        "url": f"/cfm/mission?name={row.name}",
        "title": frappe.get_cached_value("CFM Location", row.location, "location_name"),
        "name": row.name,
        "kind": _("Field mission"),
        "note": what_is_to_do(row.state),
        "due_on": None,
    }
