"""The figures by which the office is judged, for a period and the one before it."""

from datetime import datetime, timedelta
from typing import Any

from frappe.utils import get_datetime, now_datetime

from cfm_app.trends import sight, suppression

DEFAULT_DAYS = 30
CONTENT = ("4", "5")
FEMALE = "Female"
SEXES = ("Female", "Male", "Other")


def figures(days: int = DEFAULT_DAYS) -> dict[str, Any]:
    """Each figure under its name, and under its name with ``_before`` for the period before."""
    now, span = now_datetime(), timedelta(days=days or DEFAULT_DAYS)
    least = suppression.threshold()
    found = {
        **_of_received(now - span, now, least),
        **_of_resolved(now - span, now, least),
        **_of_informed(now - span, now, least),
        "open_cases": suppression.cell(sight.count([["phase", "in", sight.OPEN_PHASES]]), least),
    }
    earlier = {
        **_of_received(now - 2 * span, now - span, least),
        **_of_resolved(now - 2 * span, now - span, least),
        **_of_informed(now - 2 * span, now - span, least),
        "open_cases": suppression.cell(_open_at(now - span), least),
    }
    return {**found, **{f"{name}_before": value for name, value in earlier.items()}}


def _within(field: str, first: datetime, last: datetime) -> sight.Filters:
    return [[field, ">", str(first)], [field, "<=", str(last)]]


def _of_received(first: datetime, last: datetime, least: int) -> dict[str, Any]:
    span = _within("received_on", first, last)
    received = sight.count(span)
    at_once = sight.count([*span, ["first_contact_resolution", "=", 1]])
    women = sight.count([*span, ["sex", "=", FEMALE]])
    known = sight.count([*span, ["sex", "in", list(SEXES)]])
    return {
        "received": suppression.cell(received, least),
        "first_contact": suppression.share(at_once, received, least),
        "women": suppression.share(women, known, least),
    }


def _of_resolved(first: datetime, last: datetime, least: int) -> dict[str, Any]:
    """How many of the cases resolved were in time, and of how many the person knows by now."""
    fields = ["resolved_on", "resolve_by", "informed_on"]
    rows = sight.cases(fields, _within("resolved_on", first, last))
    limited = [row for row in rows if row.resolve_by]
    in_time = [
        row for row in limited if get_datetime(row.resolved_on) <= get_datetime(row.resolve_by)
    ]
    informed = [row for row in rows if row.informed_on]
    return {
        "resolved": suppression.cell(len(rows), least),
        "in_time": suppression.share(len(in_time), len(limited), least),
        "informed": suppression.share(len(informed), len(rows), least),
    }


def _of_informed(first: datetime, last: datetime, least: int) -> dict[str, Any]:
    span = [*_within("informed_on", first, last), ["satisfaction", "is", "set"]]
    asked = sight.count(span)
    content = sight.count([*span, ["satisfaction", "in", list(CONTENT)]])
    return {"satisfied": suppression.share(content, asked, least)}


def _open_at(moment: datetime) -> int:
    """How many cases were open at a moment, from when they were resolved or closed."""
    received = ["received_on", "<=", str(moment)]
    later = sight.count([received, ["resolved_on", ">", str(moment)]])
    never = [["resolved_on", "is", "not set"], ["closed_on", "is", "not set"]]
    return later + sight.count([received, *never])
