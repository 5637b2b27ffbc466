"""Updates the status of open cases regularly: on track, at risk, breached.

It compares the stored limits with the present moment, so running it twice or after downtime gives the
same result.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

import frappe
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import changed_records, clock_jobs, consts
from cfm_app.procedures.sop import due_times
from cfm_app.procedures.sop.due_times import DueTimes

BATCH = 500
LIMITS = ("respond_by", "resolve_by", "at_risk_on")
FIELDS = ["name", "first_response_on", "sla_status", *LIMITS]


@clock_jobs.harmless
def refresh() -> int:
    """Update the status of open cases. Returns how many have changed."""
    now, changed, last = now_datetime(), 0, ""
    ticking = _ticking()
    while rows := _open_cases(ticking, last):
        moved: dict[str | None, list[str]] = defaultdict(list)
        for row in rows:
            status = status_of(row, now)
            if status != (row.sla_status or None):
                moved[status].append(row.name)
        for status, names in moved.items():
            found = {"name": ["in", names]}
            frappe.db.set_value("Case", found, "sla_status", status, update_modified=False)
            changed_records.note("Case", names)
            changed += len(names)
        last = rows[-1].name
    return changed


def status_of(row: Any, now: datetime) -> str | None:
    """The status of a case whose clock runs."""
    moments = (get_datetime(row[field]) if row[field] else None for field in LIMITS)
    return due_times.status_at(now, DueTimes(*moments), bool(row.first_response_on))


def _ticking() -> list[list[Any]]:
    """Filters for cases whose clock runs; not every procedure pauses its clock."""
    phases = [consts.PHASE_NEW, consts.PHASE_IN_PROGRESS]
    unpaused = frappe.get_all(
        "CFM SOP", filters={"pause_on_hold": 0}, pluck="name", order_by="name asc"
    )
    running = [["phase", "in", phases]]
    held = [["phase", "=", consts.PHASE_PAUSED], ["sop", "in", unpaused]]
    return [running, held] if unpaused else [running]


def _open_cases(ticking: list[list[Any]], after: str) -> list[Any]:
    rows = [row for filters in ticking for row in _batch(filters, after)]
    return sorted(rows, key=lambda row: row.name)[:BATCH]


def _batch(filters: list[Any], after: str) -> list[Any]:
    return frappe.get_all(
        "Case",
        filters=[*filters, ["name", ">", after]],
        fields=FIELDS,
        order_by="name asc",
        limit_page_length=BATCH,
    )
