"""Proposals in lists: those that wait, those that are decided, the user's own."""

from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.office.improvement import decide, states
from cfm_app.office.improvement.propose import DOCTYPE
from cfm_app.security.entitlement import clearance

DECIDED_SHOWN = 50
FIELDS = (
    "name state kind place seen proposal seconded proposed_by proposed_on answer decided_by decided_on"
    " cfm_case conversation ref_doctype ref_name changed_doctype changed_name"
).split()


def undecided(kind: str = "") -> list[Any]:
    """What is not at its end, most seconded first, then the oldest; of one kind, if one is given."""
    filters = {"state": ["in", states.OPEN], **({"kind": kind} if kind else {})}
    return _listed(filters, "seconded desc, proposed_on asc", 0)


def decided() -> list[Any]:
    """What came to its end, the newest first."""
    return _listed({"state": ["in", states.DECIDED]}, "decided_on desc", DECIDED_SHOWN)


def own() -> list[Any]:
    """What the user proposed, the newest first."""
    return _listed({"proposed_by": frappe.session.user}, "proposed_on desc", DECIDED_SHOWN)


def seconded_by_user(names: list[str]) -> set[str]:
    """Those of some proposals, which the user reads, that they second."""
    rows = frappe.get_all(
        "CFM Improvement Second",
        filters={"parent": ["in", names or [""]], "user": frappe.session.user},
        pluck="parent",
        parent_doctype=DOCTYPE,
        order_by="parent asc",
    )
    return set(rows)


def waiting() -> list[Any]:
    """What nobody has decided on and the user may: managers, and others what hangs on something restricted."""
    known, filters = clearance.of(), {"state": states.NEW}
    if consts.MANAGER in known.roles:
        return _listed(filters, "proposed_on asc", 0)
    if not known.handled:
        return []
    rows = _listed({**filters, "proposed_by": ["!=", known.user]}, "proposed_on asc", 0)
    return [row for row in rows if decide.may_decide(row)]


def waiting_for_bell() -> list[Any] | None:
    """The same for the bell, which says nothing where there is none."""
    return waiting() or None


def _listed(filters: dict[str, Any], order_by: str, limit: int) -> list[Any]:
    return frappe.get_list(
        DOCTYPE, filters=filters, fields=FIELDS, order_by=order_by, limit_page_length=limit
    )
