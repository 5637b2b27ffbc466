"""Routing of referrals: the focal point whose area, class and place fit best, and who is least busy."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.base import consts
from cfm_app.base.counting import counted
from cfm_app.procedures.sop.trees import chain
from cfm_app.security.entitlement import absences, clearance
from cfm_app.security.entitlement.absences import DeputyLookup

FIELDS = [
    "name",
    "user",
    "functional_area",
    "location",
    "sensitivity",
    "partner",
    "deputy",
]


@dataclass(frozen=True)
class Route:
    """A focal point, who receives for them today, and why this one was chosen."""

    focal_point: str
    user: str
    receiver: str
    partner: str | None
    load: int = 0
    reason: str = ""


def find(
    functional_area: str | None = None,
    location: str | None = None,
    sensitivity: str | None = None,
) -> Route | None:
    """The best reachable focal point, or None."""
    return next(iter(candidates(functional_area, location, sensitivity)), None)


def candidates(
    functional_area: str | None = None,
    location: str | None = None,
    sensitivity: str | None = None,
) -> list[Route]:
    """Everybody who may receive, the best first.

    The nearest place up the tree comes first, one without a place serves everywhere; then the
    class that is named before none; then whoever has the fewest open referrals; then the name.
    A restricted class is served only by those who name it.
    """
    places = chain("CFM Location", location)
    rows = [
        row
        for row in _rows(functional_area, sensitivity)
        if not row.location or row.location in places
    ]
    stand_ins, loads = DeputyLookup.today(), _loads()
    enabled = _enabled({user for row in rows for user in (row.user, row.deputy) if user})
    ranked = []
    for row in rows:
        receiver = stand_ins.receiver(row.user)
        if receiver is None or receiver not in enabled:
            continue
        distance = places.index(row.location) if row.location else len(places)
        load = loads[receiver]
        rank = (distance, not row.sensitivity, load, receiver, row.name)
        ranked.append((rank, _route(row, receiver, load)))
    return [route for _rank, route in sorted(ranked, key=lambda pair: pair[0])]


def current_receiver(user: str) -> str:
    """Who receives today for a fixed receiver: the user, or their deputy."""
    return DeputyLookup.today().receiver(user) or user


def receiver(
    sop: Any, functional_area: str | None, location: str | None, sensitivity: str | None
) -> str | None:
    """Who receives a referral of the user today: the fixed receiver of the procedure, else the best focal point.

    Nobody receives their own referral, whether directly or as a deputy.
    """
    own = absences.receivers_for(frappe.session.user)
    always = _enabled({current_receiver(sop.route_to)}) if sop and sop.route_to else ()
    nearest = (each.receiver for each in candidates(functional_area, location, sensitivity))
    return next((user for user in (*always, *nearest) if user not in own), None)


def _rows(functional_area: str | None, sensitivity: str | None) -> list[Any]:
    filters: list[list[Any]] = [["enabled", "=", 1]]
    if functional_area:
        filters.append(["functional_area", "=", functional_area])
    if clearance.is_restricted(sensitivity):
        filters.append(["sensitivity", "=", sensitivity])
    rows = frappe.get_all("CFM Focal Point", filters=filters, fields=FIELDS, order_by="name asc")
    return [row for row in rows if not row.sensitivity or row.sensitivity == sensitivity]


def _loads() -> Counter[str]:
    """How many referrals of ordinary cases wait for each focal point.

    Operators see this number, so referrals of restricted cases are not counted.
    """
    pending = {"workflow_state": ["in", list(consts.REFERRALS_PENDING)]}
    rows = frappe.get_all("Referral", filters=pending, fields=["focal_point", "cfm_case"])
    hidden = {"sensitivity": ["in", list(clearance.restricted_classes()) or [""]]}
    named = {"name": ["in", sorted({row.cfm_case for row in rows}) or [""]]}
    restricted = set(frappe.get_all("Case", filters={**hidden, **named}, pluck="name"))
    return Counter(row.focal_point for row in rows if row.cfm_case not in restricted)


def _enabled(users: set[str]) -> set[str]:
    if not users:
        return set()
    filters = {"name": ["in", sorted(users)], "enabled": 1}
    return set(frappe.get_all("User", filters=filters, pluck="name", order_by="name asc"))


def _route(row: Any, receiver: str, load: int) -> Route:
    reasons = [_("area {0}").format(_(row.functional_area))]
    reasons.append(_place_reason(row.location))
    if row.sensitivity:
        reasons.append(_("sensitivity {0}").format(_(row.sensitivity)))
    if receiver != row.user:
        reasons.append(_("stands in for {0}, who is absent").format(get_fullname(row.user)))
    reasons.append(counted(_("{0} open referrals"), load))
    return Route(row.name, row.user, receiver, row.partner, load, ", ".join(reasons))


def _place_reason(location: str | None) -> str:
    if not location:
        return _("serves every place")
    return _("place {0}").format(frappe.get_cached_value("CFM Location", location, "location_name"))
