"""The page of changes that wait for a second person: what each would open, and who may decide."""

from typing import Any

import frappe
from frappe.utils import format_datetime, get_fullname

from cfm_app.base import consts
from cfm_app.security.administration import access_requests
from cfm_app.security.administration.access_requests import (
    DOCTYPE,
    DONE,
    REFUSED,
    WAITING,
    WITHDRAWN,
)
from cfm_app.web.pages import routes

ROUTE = "/cfm/access-requests"
STATES = {
    WAITING: ("Waiting", "amber"),
    DONE: ("In effect", "green"),
    REFUSED: ("Refused", "red"),
    WITHDRAWN: ("Withdrawn", "grey"),
}
# The page shows the latest decisions; the desk's list has all of them.
LAST = 20
FIELDS = [
    *("name", "asked_by", "asked_on", "decided_by", "decided_on", "state", "reason", "sights"),
    *("ref_doctype", "ref_name"),
]
AGREEMENT = "/cfm/exchange-agreement"


def overview() -> dict[str, Any]:
    """Waiting changes, those first that the user may decide, and the last decisions."""
    waiting = [_line(row) for row in _rows(["=", WAITING], "asked_on asc", 0)]
    waiting.sort(key=lambda line: not line["may_decide"])
    decided = ["in", (DONE, REFUSED, WITHDRAWN)]
    return {
        "waiting": waiting,
        "decided": [_line(row) for row in _rows(decided, "decided_on desc", LAST)],
    }


def _rows(state: list[Any], order_by: str, limit: int) -> list[Any]:
    return frappe.get_list(
        DOCTYPE, filters={"state": state}, fields=FIELDS, order_by=order_by, limit_page_length=limit
    )


def _line(row: Any) -> dict[str, Any]:
    label, tone = STATES[row.state]
    user, is_waiting = frappe.session.user, row.state == WAITING
    told = sorted(each.in_words() for each in access_requests.facts_of(row))
    return {
        "name": row.name,
        "address": routes.record_address(DOCTYPE, row.name),
        "told": told,
        "agreement": _agreement(row),
        "reason": row.reason,
        "asked_by": get_fullname(row.asked_by),
        "asked_on": format_datetime(row.asked_on),
        "decided_by": get_fullname(row.decided_by) if row.decided_by else "",
        "label": label,
        "tone": tone,
        "may_decide": is_waiting and user in access_requests.deciders(row),
        "is_own": is_waiting and user == row.asked_by,
    }


def _agreement(row: Any) -> str:
    """The address of the agreement that a change would put in force; empty for others, and without permission."""
    kind, name = row.ref_doctype, row.ref_name
    is_read = kind == consts.EXCHANGE_AGREEMENT and frappe.db.exists(kind, name)
    if not is_read or not frappe.has_permission(kind, "read", doc=name):
        return ""
    return str(routes.address_of(AGREEMENT, name=name))
