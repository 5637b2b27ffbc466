"""Calls of the free line: how many, how many were answered, how long people waited and spoke.

Calls of restricted cases are in nobody's figures, as their cases are not; who reads no cases gets none.
"""

from collections import defaultdict
from statistics import median
from typing import Any

import frappe
from frappe.utils import getdate

from cfm_app.base import consts
from cfm_app.figures import visible_cases
from cfm_app.figures.period import Period
from cfm_app.security.entitlement import clearance

FIELDS = ["name", "direction", "started_on", "answered_on", "ended_on"]
FIELDS += ["waiting_seconds", "talking_seconds"]


def by_day(period: Period) -> list[dict[str, Any]]:
    """A line for each day of a period on which there were calls."""
    calls: dict[Any, list[Any]] = defaultdict(list)
    for row in _calls(period.holds("started_on")):
        calls[getdate(row.started_on)].append(row)
    return [{"day": str(day), **_line(rows)} for day, rows in sorted(calls.items())]


def together(started: list[Any]) -> dict[str, Any]:
    """One line for all calls that a condition on their beginning holds for."""
    return _line(_calls(started))


def _calls(started: list[Any]) -> list[Any]:
    if not visible_cases.reads_cases():
        return []
    rows = frappe.get_all(
        consts.CALL,
        filters=[started],
        fields=FIELDS,
        order_by="started_on asc",
        limit_page_length=0,
    )
    hidden = _of_restricted_cases()
    return [row for row in rows if row.name not in hidden]


def _of_restricted_cases() -> set[str]:
    rows = frappe.get_all(
        "CFM Conversation Case",
        filters={"parenttype": consts.CALL},
        fields=["parent", "cfm_case"],
        parent_doctype=consts.CALL,
        order_by="parent asc",
        limit_page_length=0,
    )
    restricted = clearance.restricted_among(sorted({row.cfm_case for row in rows}))
    return {row.parent for row in rows if row.cfm_case in restricted}


def _line(rows: list[Any]) -> dict[str, Any]:
    came = [row for row in rows if row.direction == "In"]
    answered = [row for row in came if row.answered_on]
    return {
        "incoming": len(came),
        "answered": len(answered),
        "missed": sum(bool(row.ended_on and not row.answered_on) for row in came),
        "waiting": _median(row.waiting_seconds for row in came if row.answered_on or row.ended_on),
        "talking": _median(row.talking_seconds for row in answered if row.ended_on),
        "outgoing": len(rows) - len(came),
    }


def _median(values: Any) -> int | None:
    known = [value or 0 for value in values]
    return round(median(known)) if known else None
