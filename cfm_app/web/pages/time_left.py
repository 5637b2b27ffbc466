"""The time left, in words."""

from datetime import datetime
from typing import Any

from frappe import _
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import consts
from cfm_app.base.counting import counted

TOLD = (consts.PHASE_RESOLVED, consts.PHASE_INFORMED)
"""What is due then is the next call."""

HOUR = 3600
DAY = 24 * HOUR


def words(moment: Any, now: datetime | None = None) -> dict[str, Any]:
    """The text, and whether it is late or near. Empty without a limit."""
    if not moment:
        return {"text": "", "tone": "", "iso": ""}
    at = get_datetime(moment)
    seconds = (at - (now or now_datetime())).total_seconds()
    span = _span(abs(seconds))
    if seconds < 0:
        text, tone = _("{0} late").format(span), "late"
    else:
        text, tone = _("{0} left").format(span), "near" if seconds < DAY else ""
    return {"text": text, "tone": tone, "iso": at.isoformat(timespec="minutes")}


def of_case(case: Any, now: datetime | None = None) -> dict[str, Any]:
    """The time left until a case's next due time; empty for a closed case."""
    if case.get("phase") == consts.PHASE_CLOSED:
        return words(None)
    if case.get("phase") in TOLD:
        return words(case.get("next_contact_on"), now)
    left = words(case.get("next_due_on"), now)
    if left["text"] and str(case.get("next_due_on")) == str(case.get("respond_by")):
        # Not of a step: somebody has to take the case up before.
        left["text"] = _("to be taken up: {0}").format(left["text"])
    return left


def _span(seconds: float) -> str:
    if seconds < HOUR:
        return counted(_("{0} min"), max(1, int(seconds // 60)))
    if seconds < 2 * DAY:
        return counted(_("{0} h"), int(seconds // HOUR))
    return counted(_("{0} days"), int(seconds // DAY))
