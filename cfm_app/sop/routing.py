"""Who is competent: the focal point whose area, class and place fit best."""

from dataclasses import dataclass

import frappe
from frappe.utils import getdate, nowdate

from cfm_app.sop.trees import chain


@dataclass(frozen=True)
class Route:
    """A focal point, and who receives for him today."""

    focal_point: str
    user: str
    receiver: str
    partner: str | None


def find(
    functional_area: str | None = None,
    location: str | None = None,
    sensitivity: str | None = None,
) -> Route | None:
    """The nearest focal point up the tree of places; one without a place serves everywhere.

    Focal points of a class serve only that class. When somebody is absent his deputy receives;
    without a deputy the next nearest is taken.
    """
    filters: dict = {"enabled": 1, "sensitivity": sensitivity or ["is", "not set"]}
    if functional_area:
        filters["functional_area"] = functional_area
    rows = frappe.get_all(
        "CFM Focal Point",
        filters=filters,
        fields=["name", "user", "location", "partner", "deputy", "absent_from", "absent_to"],
        order_by="creation asc, name asc",
    )
    places = chain("CFM Location", location)
    reachable = [row for row in rows if not row.location or row.location in places]
    reachable.sort(key=lambda row: places.index(row.location) if row.location else len(places))
    for row in reachable:
        receiver = _receiver(row)
        if receiver:
            return Route(row.name, row.user, receiver, row.partner)
    return None


def _receiver(row: frappe._dict) -> str | None:
    today = getdate(nowdate())
    is_absent = (
        row.absent_from
        and getdate(row.absent_from) <= today
        and (not row.absent_to or today <= getdate(row.absent_to))
    )
    return row.deputy if is_absent else row.user
