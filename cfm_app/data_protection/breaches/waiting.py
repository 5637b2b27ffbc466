"""The entries of the register that wait for the user: the open ones, for whoever handles them."""

from typing import Any

import frappe
from frappe import _

from cfm_app.data_protection.breaches import audience, states

FIELDS = ["name", "breach_kind", "state", "report_by", "assess_by", "assessed_on"]


def handles_breaches() -> bool:
    """Whether the user handles breaches, by role."""
    return bool(frappe.has_permission(audience.DOCTYPE, "write"))


def entries() -> list[Any]:
    """Open breaches that the user handles, most pressing first."""
    if not handles_breaches():
        return []
    return frappe.get_list(
        audience.DOCTYPE,
        filters={"state": ["in", states.OPEN]},
        fields=FIELDS,
        order_by="report_by asc",
        limit_page_length=0,
    )


def of_user() -> list[Any] | None:
    """The same for the bell: whoever handles breaches is told that none waits."""
    return entries() if handles_breaches() else None


def line(row: Any) -> dict[str, Any]:
    """A breach on the home page, with the time left to assess it."""
    return {
        "url": f"/cfm/breach?name={row.name}",
        "title": _(row.breach_kind or "Data breach"),
        "name": row.name,
        "kind": _("Data breach"),
        "note": _(row.state),
        "due_on": row.assess_by if row.assessed_on is None else None,
    }
