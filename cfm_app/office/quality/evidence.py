"""The figures that stand beside the statements of a self-assessment, as far as the user may know them.

They are those of the dashboard where it has them (`trends.figures`): ordinary cases, nothing for whoever reads
none. None is a figure that the user may not know, or that nothing can be said of.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

import frappe
from frappe.utils import add_months, get_datetime

from cfm_app.base import consts
from cfm_app.data_protection.breaches import figures as breach_figures
from cfm_app.figures import performance, visible_cases
from cfm_app.figures.period import SECOND, Period
from cfm_app.office.improvement import states as proposal_states
from cfm_app.office.quality.draw import DOCTYPE as REVIEW
from cfm_app.security.obligations import duties, team

MONTHS = 3


def quarter(day: date) -> Period:
    """The calendar quarter of a day, named such as 2026-Q4, with the one before."""
    first = date(day.year, 3 * ((day.month - 1) // MONTHS) + 1, 1)
    begin = datetime.combine(first, time())
    end, before = (get_datetime(add_months(begin, step)) for step in (MONTHS, -MONTHS))
    return Period(begin, end - SECOND, before, f"{first.year}-Q{(first.month + 2) // MONTHS}")


def of(period: Period) -> dict[str, Any]:
    """The figures of a period by name; shares in per cent."""
    of_cases = {**performance.figures(period), **_reach(period), **_people(period)}
    return {
        **(of_cases if visible_cases.reads_cases() else {}),
        "breaches": _breaches(period),
        "team_in_order": _team_in_order(),
        "improvements": _improvements(period),
        **_second_looks(period),
    }


def _reach(period: Period) -> dict[str, int]:
    """Through how many channels, in how many languages and from how many provinces cases came."""
    provinces = visible_cases.places()
    found = {field: _values(field, period) for field in ("channel", "language", "location")}
    return {
        "channels": len(found["channel"]),
        "languages": len(found["language"]),
        "provinces": len({provinces.get(place, place) for place in found["location"]}),
    }


def _values(field: str, period: Period) -> set[str]:
    rows = visible_cases.counted([field], [period.holds("received_on")])
    return {row[field] for row in rows if row[field]}


def _people(period: Period) -> dict[str, float | None]:
    rows = visible_cases.counted(["disability", "consent_status"], [period.holds("received_on")])
    asked = sum(row.number for row in rows if row.disability in ("Yes", "No"))
    disabled = sum(row.number for row in rows if row.disability == "Yes")
    decided = sum(
        row.number for row in rows if row.consent_status not in (None, "", "None", "Draft")
    )
    return {
        "disability": performance.share(disabled, asked),
        "consent": performance.share(decided, sum(row.number for row in rows)),
    }


def _breaches(period: Period) -> int | None:
    if not frappe.has_permission(consts.DATA_BREACH, "read"):
        return None
    found = breach_figures.of(period.first, period.last + timedelta(seconds=1))
    return int(found["reported"]) - int(found["dismissed"])


def _team_in_order() -> float | None:
    """How much of the team owes nothing that is overdue, today."""
    members = team.overview()
    open_ones = (duties.CLOSED, duties.IN_GRACE)
    in_order = sum(each.status not in open_ones for each in members)
    return round(100 * in_order / len(members), 1) if members else None


def _improvements(period: Period) -> int | None:
    """How many proposals were carried out."""
    if not frappe.has_permission(consts.IMPROVEMENT, "read"):
        return None
    done = [["state", "=", proposal_states.DONE], period.holds("decided_on")]
    return len(frappe.get_list(consts.IMPROVEMENT, filters=done, pluck="name", limit_page_length=0))


def _second_looks(period: Period) -> dict[str, Any]:
    """How many were given to cases of the period, and their mean score, for who reads them all."""
    nothing = {"second_looks": None, "second_look_score": None}
    if consts.MANAGER not in frappe.get_roles():
        return nothing
    months = [f"{add_months(period.first, step):%Y-%m}" for step in range(MONTHS)]
    rows = frappe.get_list(
        REVIEW,
        filters={"month": ["in", months], "looked_on": ["is", "set"]},
        fields=["score"],
        limit_page_length=0,
    )
    mean = round(sum(row.score or 0 for row in rows) / len(rows), 1) if rows else None
    return {"second_looks": len(rows), "second_look_score": mean}
