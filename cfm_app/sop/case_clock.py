"""The clock of a case: gathering the facts, noting when it stands still, writing what follows.

Works on documents as well as on rows that were read in one go, so that the background job and a
save never come to different due times.
"""

from datetime import datetime
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from cfm_app import batch_cache, consts
from cfm_app.privacy import clearance
from cfm_app.sop import clock, due_times
from cfm_app.sop.due_times import Facts

ON_HOLD, RESOLVED = "On hold", "Resolved"
RESTART = "Restart"
APPROVED = "Approved"
DERIVED = (
    "respond_by",
    "resolve_by",
    "at_risk_on",
    "sla_status",
    "paused_on",
    "paused_hours",
    "next_due_on",
)
WORKING = (consts.PHASE_NEW, consts.PHASE_IN_PROGRESS)


def apply(case: Document) -> None:
    """Write the due times of a case and of its steps.

    A case that was resolved before keeps the limits under which that happened.
    """
    before = case.get_doc_before_save()
    if before and _is_ended(before.phase) and _is_ended(case.phase):
        return
    sop = sop_of(case.sop)
    for field, value in derived(case, sop, now_datetime()).items():
        case.set(field, value)
    facts = facts_of(case, sop)
    for row in case.get("sop_steps") or []:
        if row.due_hours:
            row.due_on = step_due(facts, row)


def derived(case: Any, sop: Any, now: datetime) -> dict[str, Any]:
    """The fields of a case that follow from its facts at a moment."""
    facts = facts_of(case, sop)
    due = due_times.due_times(facts)
    open_stop = _open_stop(case)
    is_paused = case.phase == consts.PHASE_PAUSED
    values = {
        "respond_by": due.respond_by,
        "resolve_by": due.resolve_by,
        "at_risk_on": due.at_risk_on,
        "sla_status": due_times.status(facts, due, now),
        "paused_on": open_stop.stopped_on if is_paused and open_stop else None,
        "paused_hours": _held_hours(case, facts),
        "next_due_on": _next_due(case, facts, due),
    }
    if is_paused and not values["sla_status"]:
        values["sla_status"] = due_times.PAUSED
    return values


def _next_due(case: Any, facts: Facts, due: due_times.DueTimes) -> datetime | None:
    """When the nearest of what is still to be done is due: a limit, or a step of the procedure."""
    if case.phase not in WORKING:
        return None
    steps = [
        step_due(facts, row)
        for row in case.get("sop_steps") or []
        if row.due_hours and not row.done
    ]
    limits = [due.resolve_by, None if _is_begun(case, facts) else due.respond_by]
    return min((moment for moment in (*limits, *steps) if moment), default=None)


def _is_begun(case: Any, facts: Facts) -> bool:
    """Whether somebody answers for a case; a restricted one waits until those entrusted with it act."""
    is_handed_over = bool(case.get("taken_up_on")) or not clearance.is_restricted(case.sensitivity)
    return bool(facts.responded_on) and is_handed_over


def facts_of(case: Any, sop: Any) -> Facts:
    """The facts of a case with its child rows; what is missing counts as not having happened."""
    respond, resolve = hours_allowed(case, sop)
    pauses = sop is None or bool(sop.pause_on_hold)
    open_stop = _open_stop(case)
    is_held = case.phase == consts.PHASE_PAUSED and pauses and open_stop
    return Facts(
        started_on=_moment(case.received_on) or now_datetime(),
        respond_hours=respond,
        resolve_hours=resolve,
        calendar=calendar_of(sop),
        stops=_stops(case, pauses),
        reopened_on=reopened_on(case),
        is_restarted=bool(sop) and sop.reopen_clock == RESTART,
        responded_on=_moment(case.first_response_on),
        resolved_on=_moment(case.resolved_on),
        paused_on=_moment(open_stop.stopped_on) if is_held and open_stop else None,
        at_risk_percent=(sop.at_risk_percent if sop else 0) or due_times.AT_RISK_PERCENT,
    )


def hours_allowed(case: Any, sop: Any) -> tuple[float, float]:
    """Hours for the first response and for the resolution, approved extensions included."""
    respond, resolve = limits(case.sensitivity, case.priority, sop)
    if resolve:
        resolve += sum(
            row.hours or 0.0 for row in case.get("extensions") or [] if row.decision == APPROVED
        )
    return respond, resolve


def limits(sensitivity: str | None, priority: str | None, sop: Any) -> tuple[float, float]:
    """Hours for the first response and for the resolution; the SOP before class and priority."""
    respond = resolve = 0.0
    if sop:
        respond, resolve = sop.respond_within_hours or 0.0, sop.resolve_within_hours or 0.0
    if sensitivity:
        respond = respond or _hours("Case Sensitivity", sensitivity, "respond_within_hours")
        resolve = resolve or _hours("Case Sensitivity", sensitivity, "resolve_within_hours")
    if priority and not resolve:
        resolve = _hours("Case Priority", priority, "resolve_within_hours")
    return respond, resolve


def calendar_of(sop: Any) -> clock.Calendar:
    """The calendar in which a SOP counts."""
    return clock.office_calendar() if sop and sop.use_working_hours else clock.AROUND_THE_CLOCK


def sop_of(name: str | None) -> Document | None:
    """The SOP of a case, if there is one."""
    return frappe.get_cached_doc("CFM SOP", name) if name else None


def step_due(facts: Facts, step: Any) -> datetime:
    """By when a step is to be done: its hours count from the receipt of the case.

    What an act does is due again in a case that was taken up again, and has its hours from then on.
    """
    begins = facts.reopened_on if is_of_round(step) else None
    return hours_after(facts, begins or facts.started_on, step.due_hours)


def is_of_round(step: Any) -> bool:
    """Whether a step is done by an act which a case that is taken up again needs anew."""
    return bool(step.act) and step.act not in consts.LASTING_ACTS


def hours_after(facts: Facts, begins: datetime, hours: float) -> datetime:
    """So many hours of the calendar of a case after a moment, the stops left out."""
    return clock.add_hours(begins, hours, facts.calendar, facts.stops)


def reopened_on(case: Any) -> datetime | None:
    """When a case was taken up again last; None for one that never was."""
    rows = [row for row in case.get("clock_stops") or [] if row.stop_reason == RESOLVED]
    return max((get_datetime(row.resumed_on) for row in rows if row.resumed_on), default=None)


def note_phase(case: Document, old: str | None, new: str, now: datetime) -> None:
    """Note that the clock stands still, or goes on, because of a new phase."""
    held = _open_stop(case)
    if held and new != consts.PHASE_PAUSED:
        held.resumed_on = now
    if new == consts.PHASE_PAUSED and not held:
        case.append("clock_stops", {"stop_reason": ON_HOLD, "stopped_on": now})
    if _is_ended(old) and not _is_ended(new):
        stopped = case.resolved_on or case.closed_on or now
        stop = {"stop_reason": RESOLVED, "stopped_on": stopped, "resumed_on": now}
        case.append("clock_stops", stop)


def _is_ended(phase: str | None) -> bool:
    ended = (consts.PHASE_RESOLVED, consts.PHASE_INFORMED, consts.PHASE_CLOSED)
    return phase in ended


def _open_stop(case: Any) -> Any:
    rows = case.get("clock_stops") or []
    return next((row for row in rows if row.stopped_on and not row.resumed_on), None)


def _stops(case: Any, pauses: bool) -> tuple[clock.Interval, ...]:
    """The times that are over in which the clock stood still."""
    return tuple(
        (get_datetime(row.stopped_on), get_datetime(row.resumed_on))
        for row in case.get("clock_stops") or []
        if row.stopped_on and row.resumed_on and (pauses or row.stop_reason == RESOLVED)
    )


def _held_hours(case: Any, facts: Facts) -> float:
    held = (
        clock.hours_between(
            get_datetime(row.stopped_on), get_datetime(row.resumed_on), facts.calendar
        )
        for row in case.get("clock_stops") or []
        if row.stop_reason == ON_HOLD and row.stopped_on and row.resumed_on
    )
    return sum(held, 0.0)


def _moment(value: Any) -> datetime | None:
    return get_datetime(value) if value else None


@batch_cache.cached_in_batch
def _hours(doctype: str, name: str, field: str) -> float:
    return frappe.db.get_value(doctype, name, field) or 0.0
