"""Who does what: how much each colleague has, and the cases of one of them, to be moved."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.base.batch_cache import cached_batch
from cfm_app.cases import assignment, workload
from cfm_app.web.pages import my_work, routes

ROUTE = "/cfm/who-does-what"
NOBODY = "-"
"""In an address: what nobody has."""


def view(of: str) -> dict[str, Any]:
    """How much each has; of whom `of` names, the cases as well."""
    with cached_batch():
        loads = [_load(each, of) for each in workload.of_office()]
        chosen = next((each for each in loads if each["is_here"]), None)
        return {"loads": loads, "chosen": chosen, **(_cases(chosen) if chosen else {})}


def _load(load: workload.Load, of: str) -> dict[str, Any]:
    key = load.user or NOBODY
    return {
        "key": key,
        "user": load.user,
        "label": get_fullname(load.user) if load.user else _("To take"),
        "open": load.open,
        "late": load.late,
        "today": load.today,
        "is_away": bool(load.user) and not load.is_there,
        "is_here": key == of,
        "address": routes.address_of(ROUTE, of=key),
    }


def _cases(chosen: dict[str, Any]) -> dict[str, Any]:
    rows = workload.cases_of(chosen["user"])
    places = my_work.places_of(rows)
    others = [user for user in assignment.there() if user != chosen["user"]]
    names = dict(
        frappe.get_all(
            "User", {"name": ["in", others or [""]]}, ["name", "full_name"], as_list=True
        )
    )
    return {
        "cases": [my_work.line(row, places, {}, "") for row in rows],
        "has_more": len(rows) >= workload.MOST,
        "others": sorted(
            ({"value": user, "label": names.get(user) or user} for user in others),
            key=lambda each: each["label"].casefold(),
        ),
    }
