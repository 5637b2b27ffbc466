"""What in the set-up leads to nobody, and its reminder."""

from typing import Any
from urllib.parse import quote

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.base.counting import counted
from cfm_app.procedures.setup import unreached
from cfm_app.procedures.setup.unreached import Gap
from cfm_app.procedures.sop import last_handlers
from cfm_app.security.entitlement import clearance
from cfm_app.web.pages import admission, routes

ROUTE = "/cfm/reach"


def view() -> dict[str, Any]:
    """Restricted classes first, because cases go there; then everything else."""
    found = unreached.gaps()
    return {
        "classes": [_class(gap) for gap in found if gap.reach],
        "others": [_line(gap) for gap in found if not gap.reach],
        "last": _last(),
        "people": _people(),
    }


def card() -> dict[str, Any] | None:
    """The number of gaps, for the overview of the set-up; None if there are none."""
    if not admission.may_enter_page(ROUTE):
        return None
    found = unreached.gaps()
    if not found:
        return None
    return {
        "text": counted(_("{0} places of the set-up lead to nobody"), len(found)),
        "hint": _("{0}: {1}").format(found[0].label, found[0].reason),
        "label": _("Look at them"),
        "url": routes.address_of(ROUTE),
    }


def _line(gap: Gap) -> dict[str, Any]:
    return {
        "label": gap.label,
        "kind": _(gap.doctype),
        "reason": gap.reason,
        "address": routes.record_address(gap.doctype, gap.name),
    }


def _class(gap: Gap) -> dict[str, Any]:
    reach = gap.reach
    assert reach is not None
    return {
        **_line(gap),
        "name": gap.name,
        "id": quote(gap.name, safe=""),
        "role": _(reach.role),
        "needs_people": not reach.people,
        "like": _(reach.like)
        if reach.like and (reach.closed or reach.rights or reach.steps)
        else "",
    }


def _last() -> list[dict[str, str]]:
    """Each class that one person alone opens, where the user may take that person away."""
    return [
        {
            "name": sensitivity,
            "label": _(sensitivity),
            "user": user,
            "person": get_fullname(user),
            "role": _(clearance.handler_role(sensitivity)),
        }
        for sensitivity, user in last_handlers.last_people()
        if frappe.has_permission("User", "write", doc=user)
    ]


def _people() -> list[dict[str, str]]:
    """Users to whom the user may give a role."""
    rows = frappe.get_list(
        "User",
        filters={"enabled": 1, "user_type": "System User", "name": ["!=", "Administrator"]},
        fields=["name", "full_name"],
        order_by="full_name asc",
        limit_page_length=0,
    )
    return [{"value": row.name, "label": f"{row.full_name} ({row.name})"} for row in rows]
