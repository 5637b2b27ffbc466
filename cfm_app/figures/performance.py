"""The performance figures of a period and the one before."""

from datetime import datetime
from typing import Any

from frappe.utils import now_datetime

from cfm_app.figures import visible_cases
from cfm_app.figures.period import Period

CONTENT = ("4", "5")
FEMALE = "Female"
SEXES = ("Female", "Male", "Other")
LATE = "Breached"


def figures(period: Period) -> dict[str, Any]:
    """Each figure under its name, and under its name with ``_before`` for the period before.

    Nothing for who reads no cases.
    """
    if not visible_cases.reads_cases():
        return {}
    found = {
        **_of_period(period),
        "open_cases": visible_cases.count([["phase", "in", visible_cases.OPEN_PHASES]]),
    }
    earlier = {
        **_of_period(period.earlier),
        "open_cases": _open_at(period.first),
    }
    return {**found, **{f"{name}_before": value for name, value in earlier.items()}}


def _of_period(period: Period) -> dict[str, Any]:
    return {
        **_of_received(period),
        **_of_resolved(period),
        **_of_informed(period),
    }


def _of_received(period: Period) -> dict[str, Any]:
    rows = _counted("received_on", period, "first_contact_resolution", "sex")
    received = sum(row.number for row in rows)
    at_once = sum(row.number for row in rows if row.first_contact_resolution)
    women = sum(row.number for row in rows if row.sex == FEMALE)
    known = sum(row.number for row in rows if row.sex in SEXES)
    return {
        "received": received,
        "first_contact": share(at_once, received),
        "women": share(women, known),
    }


def _of_resolved(period: Period) -> dict[str, Any]:
    """How many of the cases resolved were in time, and of how many the person knows by now.

    What is resolved keeps the state of its limit; a case without one has none.
    """
    rows = _counted("resolved_on", period, "sla_status")
    resolved = sum(row.number for row in rows)
    limited = sum(row.number for row in rows if row.sla_status)
    late = sum(row.number for row in rows if row.sla_status == LATE)
    informed = visible_cases.count([period.holds("resolved_on"), ["informed_on", "is", "set"]])
    return {
        "resolved": resolved,
        "in_time": share(limited - late, limited),
        "informed": share(informed, resolved),
    }


def _of_informed(period: Period) -> dict[str, Any]:
    rows = _counted("informed_on", period, "satisfaction")
    asked = sum(row.number for row in rows if row.satisfaction)
    content = sum(row.number for row in rows if row.satisfaction in CONTENT)
    return {"satisfied": share(content, asked)}


def share(part: int, whole: int) -> float | None:
    """Per cent; None where there is nothing to divide by."""
    return round(100 * part / whole, 1) if whole else None


def _counted(field: str, period: Period, *by: str) -> list[Any]:
    """The cases of a period, counted by some of their fields in one go."""
    return visible_cases.counted(by, [period.holds(field)])


def _open_at(moment: datetime) -> int:
    """How many cases were open at a moment: those still open, and those resolved since."""
    received = ["received_on", "<=", str(moment)]
    since = ["resolved_on", "between", [str(moment), str(now_datetime())]]
    return visible_cases.count(
        [received, ["phase", "in", visible_cases.OPEN_PHASES]]
    ) + visible_cases.count([received, since])
