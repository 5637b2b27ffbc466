"""Calls of the free line by day: how many, how many were answered, how long people waited and spoke.

Calls of restricted cases are in nobody's figures, as their cases are not.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_months, get_datetime, getdate, now_datetime

from cfm_app import consts
from cfm_app.privacy import clearance
from cfm_app.trends import suppression
from cfm_app.trends.figures import DEFAULT_DAYS

FIELDS = ["name", "direction", "started_on", "answered_on", "ended_on"]
FIELDS += ["waiting_seconds", "talking_seconds"]


def by_day(days: int = 0, month: str = "") -> list[dict[str, Any]]:
    """A line for each day on which there were calls, of a month such as 2026-11 or of the last days."""
    least = suppression.threshold()
    calls: dict[Any, list[Any]] = defaultdict(list)
    for row in _calls(*_span(days, month)):
        calls[getdate(row.started_on)].append(row)
    return [{"day": str(day), **_line(rows, least)} for day, rows in sorted(calls.items())]


def _span(days: int, month: str) -> tuple[datetime, datetime]:
    if month:
        try:
            first = datetime.strptime(month.strip(), "%Y-%m")
        except ValueError:
            frappe.throw(_("Write the month as year and number, such as 2026-11."))
        end = get_datetime(add_months(first, 1))
        return first, end or first
    now = now_datetime()
    return now - timedelta(days=days or DEFAULT_DAYS), now


def _calls(first: datetime, end: datetime) -> list[Any]:
    rows = frappe.get_all(
        consts.CALL,
        filters=[["started_on", ">=", first], ["started_on", "<", end]],
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
