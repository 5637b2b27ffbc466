"""Calls of the free line by day: how many, how many were answered, how long people waited and spoke.

Calls of restricted cases are in nobody's figures, as their cases are not.
"""

from collections import defaultdict
from statistics import median
from typing import Any

import frappe
from frappe.utils import getdate

from cfm_app import consts
from cfm_app.privacy import clearance
from cfm_app.trends import suppression
from cfm_app.trends.period import Period

FIELDS = ["name", "direction", "started_on", "answered_on", "ended_on"]
FIELDS += ["waiting_seconds", "talking_seconds"]


def by_day(period: Period) -> list[dict[str, Any]]:
    """A line for each day of a period on which there were calls."""
    least = suppression.threshold()
    calls: dict[Any, list[Any]] = defaultdict(list)
    for row in _calls(period):
        calls[getdate(row.started_on)].append(row)
    return [{"day": str(day), **_line(rows, least)} for day, rows in sorted(calls.items())]


def _calls(period: Period) -> list[Any]:
    rows = frappe.get_all(
        consts.CALL,
        filters=[period.holds("started_on")],
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


def _line(rows: list[Any], least: int) -> dict[str, Any]:
    came = [row for row in rows if row.direction == "In"]
    answered = [row for row in came if row.answered_on]
    missed = [row for row in came if row.ended_on and not row.answered_on]
    talked = [row.talking_seconds for row in answered if row.ended_on]
    waited = [row.waiting_seconds for row in came if row.answered_on or row.ended_on]
    return {
        "incoming": suppression.cell(len(came), least),
        "answered": suppression.cell(len(answered), least),
        "missed": suppression.cell(len(missed), least),
        "waiting": _median(waited, least),
        "talking": _median(talked, least),
        "outgoing": suppression.cell(len(rows) - len(came), least),
    }


def _median(values: list[int], least: int) -> int | None:
    return round(median(values)) if values and len(values) >= least else None
