"""The figures by which the office is judged, for a period and the one before it."""

from datetime import datetime, timedelta
from typing import Any

from frappe.utils import now_datetime

from cfm_app.trends import suppression, visible_cases

DEFAULT_DAYS = 30
CONTENT = ("4", "5")
FEMALE = "Female"
SEXES = ("Female", "Male", "Other")
LATE = "Breached"


def figures(days: int = DEFAULT_DAYS) -> dict[str, Any]:
    """Each figure under its name, and under its name with ``_before`` for the period before."""
    now, span = now_datetime(), timedelta(days=days or DEFAULT_DAYS)
    least = suppression.threshold()
    found = {
        **_of_received(now - span, now, least),
        **_of_resolved(now - span, now, least),
        **_of_informed(now - span, now, least),
        "open_cases": suppression.cell(
            visible_cases.count([["phase", "in", visible_cases.OPEN_PHASES]]), least
        ),
    }
    earlier = {
        **_of_received(now - 2 * span, now - span, least),
        **_of_resolved(now - 2 * span, now - span, least),
        **_of_informed(now - 2 * span, now - span, least),
        "open_cases": suppression.cell(_open_at(now - span), least),
    }
    return {**found, **{f"{name}_before": value for name, value in earlier.items()}}


def _of_received(first: datetime, last: datetime, least: int) -> dict[str, Any]:
    rows = _counted("received_on", first, last, "first_contact_resolution", "sex")
    received = sum(row.number for row in rows)
    at_once = sum(row.number for row in rows if row.first_contact_resolution)
    women = sum(row.number for row in rows if row.sex == FEMALE)
    known = sum(row.number for row in rows if row.sex in SEXES)
    return {
        "received": suppression.cell(received, least),
        "first_contact": suppression.share(at_once, received, least),
        "women": suppression.share(women, known, least),
    }


def _of_resolved(first: datetime, last: datetime, least: int) -> dict[str, Any]:
    """How many of the cases resolved were in time, and of how many the person knows by now.

    What is resolved keeps the state of its limit; a case without one has none.
    """
    rows = _counted("resolved_on", first, last, "sla_status")
    resolved = sum(row.number for row in rows)
    limited = sum(row.number for row in rows if row.sla_status)
    late = sum(row.number for row in rows if row.sla_status == LATE)
    span = ["resolved_on", "between", [str(first), str(last)]]
    informed = visible_cases.count([span, ["informed_on", "is", "set"]])
    return {
        "resolved": suppression.cell(resolved, least),
        "in_time": suppression.share(limited - late, limited, least),
        "informed": suppression.share(informed, resolved, least),
    }


def _of_informed(first: datetime, last: datetime, least: int) -> dict[str, Any]:
    rows = _counted("informed_on", first, last, "satisfaction")
    asked = sum(row.number for row in rows if row.satisfaction)
    content = sum(row.number for row in rows if row.satisfaction in CONTENT)
    return {"satisfied": suppression.share(content, asked, least)}


def _counted(field: str, first: datetime, last: datetime, *by: str) -> list[Any]:
    """The cases of a span, counted by some of their fields in one go."""
    span = [[field, "between", [str(first), str(last)]]]
    return visible_cases.counted(by, span)


def _open_at(moment: datetime) -> int:
    """How many cases were open at a moment: those still open, and those resolved since."""
    received = ["received_on", "<=", str(moment)]
    since = ["resolved_on", "between", [str(moment), str(now_datetime())]]
    return visible_cases.count(
        [received, ["phase", "in", visible_cases.OPEN_PHASES]]
    ) + visible_cases.count([received, since])
