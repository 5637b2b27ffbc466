"""The time limits of a breach. They run day and night: harm does not wait for working hours."""

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import clock_jobs, notices, settings
from cfm_app.data_protection.breaches import audience, states

REPORT_HOURS, ASSESS_HOURS = 24.0, 72.0
# Whoever is reminded is reminded again after this time.
REMIND_EVERY = timedelta(hours=24)
REPORT_LATE, ASSESS_LATE = "Breach to report", "Breach to assess"


def set_limits(breach: Document) -> None:
    """Limits count from the moment when it was noticed."""
    noticed = get_datetime(breach.discovered_on)
    report = settings.setting("breach_report_hours") or REPORT_HOURS
    assess = settings.setting("breach_assess_hours") or ASSESS_HOURS
    breach.report_by = noticed + timedelta(hours=report)
    breach.assess_by = noticed + timedelta(hours=assess)


@clock_jobs.escalates
def remind() -> int:
    """Remind handlers of passed limits, each once a day. Returns the number of notices."""
    now, sent = now_datetime(), 0
    rows = frappe.get_all(
        audience.DOCTYPE,
        filters={"state": ["in", states.OPEN]},
        fields=["name", "report_by", "assess_by", "assessed_on"],
        order_by="report_by asc",
    )
    told = reported([row.name for row in rows])
    for row in rows:
        for kind, limit in late(row, now, row.name in told).items():
            sent += _tell_once(row.name, kind, limit, now)
    return sent


def late(row: Any, now: datetime, is_reported: bool) -> dict[str, datetime]:
    """The passed limits of an open breach, by what is late."""
    found = {}
    if row.report_by and get_datetime(row.report_by) < now and not is_reported:
        found[REPORT_LATE] = get_datetime(row.report_by)
    if row.assess_by and get_datetime(row.assess_by) < now and not row.assessed_on:
        found[ASSESS_LATE] = get_datetime(row.assess_by)
    return found


def reported(breaches: list[str]) -> set[str]:
    """The breaches that headquarters was told about, or deliberately not."""
    rows = frappe.get_all(
        "CFM Breach Notice",
        filters={"parent": ["in", breaches or [""]], "audience": audience.HEADQUARTERS},
        fields=["parent", "told_on", "needless_because"],
        parent_doctype=audience.DOCTYPE,
        order_by="parent asc",
    )
    return {row.parent for row in rows if row.told_on or row.needless_because}


def _tell_once(breach: str, kind: str, limit: datetime, now: datetime) -> int:
    day = (now - limit) // REMIND_EVERY
    users = [
        user
        for user in audience.handlers(breach)
        if notices.claim(kind, f"{breach} {limit} {day}", user, (audience.DOCTYPE, breach))
    ]

    def say(language: str | None) -> str:
        if kind == REPORT_LATE:
            text = _("Breach {0}: headquarters should have been told by now", language)
        else:
            text = _("Breach {0}: it should have been assessed by now", language)
        return text.format(breach)

    audience.tell(users, say, breach)
    return len(users)
