"""Draws the closed cases of a month for review, and their reviewers."""

import random
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt, now_datetime

from cfm_app.base import consts, notices
from cfm_app.figures.period import Period
from cfm_app.office.quality import sampling
from cfm_app.security.access_rule import access
from cfm_app.security.entitlement import clearance, handlers

DOCTYPE = consts.QUALITY_REVIEW
TO_LOOK_AT, LOOKED_AT = "To look at", "Looked at"
# Who looks at ordinary cases.
LOOKERS = (consts.MANAGER, consts.AAP)
ORDINARY = ""


@dataclass(frozen=True)
class Drawn:
    """The result of a draw: eligible cases, drawn ones, and those with two reviewers."""

    closed: int
    drawn: int
    by_two: int


def scopes() -> list[str]:
    """What the user may draw: ordinary cases (an empty text) as a manager, classes they handle."""
    known = clearance.of()
    ordinary = [ORDINARY] if known.is_unlimited or consts.MANAGER in known.roles else []
    return [*ordinary, *known.handled]


def draw(month: str, scope: str = ORDINARY, seed: str = "") -> Drawn:
    """Draw once for a month such as 2026-11 and a scope; `seed` repeats a draw, else one is made.

    Of each operator and channel their share is drawn. Nobody looks at a case that they recorded.
    """
    if scope not in scopes():
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    size = cint(frappe.get_cached_doc("CFM Settings").quality_sample)
    if not size:
        frappe.throw(_("Set in the settings how many cases a month get a second look."))
    period = Period.of(month=month)
    if period.last >= now_datetime():
        frappe.throw(_("Choose a month that is over: later closings would not be drawn."))
    # One draw at a time: who draws at the same moment waits here, and finds what was drawn.
    frappe.db.get_value("DocType", DOCTYPE, "name", for_update=True)
    if is_drawn(period.name, scope, for_update=True):
        frappe.throw(_("The cases of this month are drawn already."))
    seed = seed or frappe.generate_hash(length=12)
    cases = _closed(period, scope)
    lookers = {name: _lookers(case, scope) for name, case in cases.items()}
    chosen = sampling.draw(_strata(cases, lookers), size, seed)
    double = _chosen_for_two(chosen, seed)
    if not chosen:
        frappe.throw(
            _("There is nothing to draw: no case was closed, or nobody else may look at it.")
        )
    about = {"month": period.name, "scope": scope or None, "seed": seed}
    for name in chosen:
        users = _next(lookers[name], 2 if name in double else 1, f"{seed} {name}")
        for looker in users:
            _insert(cases[name], looker, {**about, "is_double": int(len(users) > 1)})
    _tell(period.name, scope)
    by_two = [name for name in double if len(lookers[name]) > 1]
    return Drawn(len(cases), len(chosen), len(by_two))


def is_drawn(month: str, scope: str = ORDINARY, *, for_update: bool = False) -> bool:
    """Whether a month was drawn for a scope; `for_update` reads the latest state."""
    drawn = {"month": month, "scope": scope or ["is", "not set"]}
    return bool(frappe.db.get_value(DOCTYPE, drawn, "name", for_update=for_update))


def _closed(period: Period, scope: str) -> dict[str, Any]:
    """The cases that were closed in a period and that the user sees, of a scope."""
    restricted = {"is_restricted": 1, "sensitivity": scope} if scope else {"is_restricted": 0}
    within: Any = ["between", [period.first, period.last]]
    rows = frappe.get_list(
        "Case",
        filters={**restricted, "phase": consts.PHASE_CLOSED, "closed_on": within},
        fields=["name", "owner", "channel", "closed_on"],
        order_by="name asc",
        limit_page_length=0,
    )
    return {row.name: row for row in rows}


def _lookers(case: Any, scope: str) -> list[str]:
    """Possible reviewers of a case: never its recorder."""
    if scope:
        users = handlers.entrusted(case.name)
    else:
        users = sorted({user for role in LOOKERS for user in handlers.holders(role)})
    return [user for user in users if user != case.owner and access.may_see_case(case.name, user)]


def _strata(
    cases: dict[str, Any], lookers: dict[str, list[str]]
) -> dict[sampling.Stratum, list[str]]:
    found: dict[sampling.Stratum, list[str]] = defaultdict(list)
    for name, case in cases.items():
        if lookers[name]:
            found[(case.owner, case.channel or "")].append(name)
    return found


def _chosen_for_two(chosen: list[str], seed: str) -> set[str]:
    """The share of the sample that two look at; at least one case if it is any share."""
    percent = flt(frappe.get_cached_doc("CFM Settings").quality_double_percent)
    number = min(len(chosen), max(1, round(len(chosen) * percent / 100))) if percent else 0
    chance = random.Random(f"{seed} two")
    return set(chance.sample(sorted(chosen), number))


def _next(users: list[str], number: int, seed: str) -> list[str]:
    chance = random.Random(seed)
    return chance.sample(users, min(number, len(users)))


def _insert(case: Any, looker: str, about: dict[str, Any]) -> None:
    found = frappe.new_doc(DOCTYPE)
    found.update(about)
    found.update({"cfm_case": case.name, "person": case.owner, "channel": case.channel})
    found.update({"looker": looker, "state": TO_LOOK_AT, "drawn_on": now_datetime()})
    found.insert(ignore_permissions=True)


def _tell(month: str, scope: str) -> None:
    """Tell each looker once, by their first case."""
    rows = frappe.get_all(
        DOCTYPE,
        filters={"month": month, "scope": scope or ["is", "not set"]},
        fields=["name", "looker"],
        order_by="name asc",
    )
    firsts: dict[str, str] = {}
    for row in rows:
        firsts.setdefault(row.looker, row.name)
    spoken = notices.languages(set(firsts))
    for user, name in firsts.items():
        if user != frappe.session.user:
            text = _("Closed cases wait for your second look.", spoken.get(user))
            notices.tell(user, text, DOCTYPE, name)
