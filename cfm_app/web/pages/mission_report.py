"""The report of a mission, to read and print."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.office.missions import entry, figures, report, words
from cfm_app.web.pages import missions


def view(name: str) -> dict[str, Any]:
    """What was done, whom it reached, its ordinary cases as far as they may be shown, lessons."""
    mission = frappe.get_doc(entry.DOCTYPE, name)
    return {
        "mission": mission,
        "pill": missions.pill(mission.state),
        "where": words.where(mission),
        "days": words.days(mission),
        "people": [
            {
                "who": get_fullname(row.user),
                "task": row.task or "",
                "is_leader": row.user == mission.leader,
            }
            for row in mission.members
        ],
        "activities": [
            {
                "kind": _(row.kind),
                "where": words.where(row),
                "wanted": row.wanted_result or "",
                "outcome": _(row.outcome or "") or _("Not noted yet"),
                "result": row.result or "",
                **figures.reached([row]),
            }
            for row in mission.activities
        ],
        "groups": missions.groups(),
        "reached": figures.reached(mission.activities),
        "cases": _cases(name) if figures.may_count_cases() else None,
        "words": [
            (_("What was done"), mission.summary),
            (_("What remains to be done"), mission.to_follow_up),
            (_("Lessons"), mission.lessons),
            (_("Answer"), mission.answer),
        ],
        "sent": missions.stamp(mission.reported_by, mission.reported_on),
        "accepted": missions.stamp(mission.closed_by, mission.closed_on),
        "fields": report.REACHED,
    }


def _cases(name: str) -> dict[str, Any]:
    told = figures.cases_told(name)
    return {
        "total": _cell(told.total, told.least),
        "open": _cell(told.open, told.least),
        "by_category": [
            (_(category) if category else _("Without category"), _cell(number, told.least))
            for category, number in told.by_category
        ],
        "note": _("Numbers below {0} are left out.").format(told.least) if told.least else "",
    }


def _cell(number: int | None, least: int) -> str:
    """A number; small ones, and those that would reveal them, are a dash."""
    return "–" if number is None else str(number)
