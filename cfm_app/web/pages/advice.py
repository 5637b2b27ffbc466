"""Questions for advice: on the page of a case, and those that wait for the user."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, get_fullname

from cfm_app.cases.wellbeing import advice

ROUTE = "/cfm/advice"
TONES = {advice.OPEN: "amber", advice.ANSWERED: "green"}


def waiting() -> list[dict[str, Any]]:
    """Open questions that the user may answer, oldest first."""
    return [_shown(row) for row in advice.waiting()]


def of_case(case: str) -> list[dict[str, Any]]:
    """Questions and answers about a case, for users who may read them."""
    return [_shown(row) for row in advice.of_case(case)]


def _shown(row: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "case": row.cfm_case,
        "question": row.question,
        "asked": f"{get_fullname(row.asked_by)}, {format_datetime(row.asked_on, 'd MMM HH:mm')}",
        "who": get_fullname(row.asked_by),
        "asked_on": row.asked_on,
        "answer": row.answer or "",
        "answered": f"{get_fullname(row.answered_by)}, {format_datetime(row.answered_on, 'd MMM HH:mm')}"
        if row.answered_on
        else "",
        "is_open": row.state == advice.OPEN,
        "is_own": row.asked_by == frappe.session.user,
        "pill": {"state": row.state, "label": _(row.state), "tone": TONES.get(row.state, "grey")},
    }
