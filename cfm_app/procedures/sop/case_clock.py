"""The clock of a case: collects its facts, notes pauses, stores due times.

It works on documents and on rows, so the background job and a save always compute the same due times.
"""

from datetime import datetime
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import get_datetime

from cfm_app.base import batch_cache, consts
from cfm_app.base.clock import believed_now
from cfm_app.procedures.sop import clock, due_times
from cfm_app.procedures.sop.due_times import Facts
from cfm_app.security.entitlement import clearance

ON_HOLD, RESOLVED = "On hold", "Resolved"
# The time before a case came from another system: its limits count from when it is worked on here.
ELSEWHERE = "Elsewhere"
COUNTED = (ON_HOLD, RESOLVED, ELSEWHERE)
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
    """Set the due times of a case and its steps.

    A case that was resolved before keeps the limits that applied then.
    """
    before = case.get_doc_before_save()
    if before and _is_ended(before.phase) and _is_ended(case.phase):
        return
    sop = sop_of(case.sop)
    for field, value in derived_fields(case, sop, believed_now()).items():
        case.set(field, value)
    facts = facts_of(case, sop)
    for row in case.get("sop_steps") or []:
        if row.due_hours:
            row.due_on = step_due(facts, row)


def derived_fields(case: Any, sop: Any, now: datetime) -> dict[str, Any]:
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
    """The nearest due time that is still open: of a limit, or of a step of the procedure."""
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
    """Whether somebody works on the case; a restricted one waits until the people entrusted with it act."""
    is_handed_over = bool(case.get("taken_up_on")) or not clearance.is_restricted(case.sensitivity)
    return bool(facts.responded_on) and is_handed_over


def facts_of(case: Any, sop: Any) -> Facts:
    """The facts of a case from its fields and child rows; a missing date means that it has not happened."""
    respond, resolve = hours_allowed(case, sop)
    pauses = sop is None or bool(sop.pause_on_hold)
    open_stop = _open_stop(case)
    is_held = case.phase == consts.PHASE_PAUSED and pauses and open_stop
    return Facts(
        started_on=_moment(case.received_on) or believed_now(),
        respond_hours=respond,
        resolve_hours=resolve,
        calendar=calendar_of(sop),
        stops=_stops(case, COUNTED if pauses else (RESOLVED, ELSEWHERE)),
        elsewhere=_stops(case, (ELSEWHERE,)),
        reopened_on=reopened_on(case),
        is_restarted=bool(sop) and sop.reopen_clock == RESTART,
        responded_on=_moment(case.first_response_on),
        resolved_on=_moment(case.resolved_on),
        paused_on=_moment(open_stop.stopped_on) if is_held and open_stop else None,
        at_risk_percent=(sop.at_risk_percent if sop else 0) or due_times.AT_RISK_PERCENT,
    )


def hours_allowed(case: Any, sop: Any) -> tuple[float, float]:
    """Hours for the first response and the resolution, with approved extensions."""
    respond, resolve = limits(case.sensitivity, case.priority, sop)
    if resolve:
        resolve += sum(
            row.hours or 0.0 for row in case.get("extensions") or [] if row.decision == APPROVED
        )
    return respond, resolve


def limits(sensitivity: str | None, priority: str | None, sop: Any) -> tuple[float, float]:
    """Hours for the first response and the resolution: from the SOP, else from class and priority."""
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
    """The calendar of a SOP."""
    return clock.office_calendar() if sop and sop.use_working_hours else clock.AROUND_THE_CLOCK


def sop_of(name: str | None) -> Document | None:
    """The SOP of a case, or None."""
    return frappe.get_cached_doc("CFM SOP", name) if name else None


def step_due(facts: Facts, step: Any) -> datetime:
    """When a step is due; its hours count from the receipt of the case.

    A step that an act does is due again in a reopened case, and its hours count from the reopening.
    """
    begins = facts.reopened_on if is_of_round(step) else None
    return hours_after(facts, begins or facts.started_on, step.due_hours)


def is_of_round(step: Any) -> bool:
    """Whether an act does this step, so that a reopened case needs it again."""
    return bool(step.act) and step.act not in consts.LASTING_ACTS


def hours_after(facts: Facts, begins: datetime, hours: float) -> datetime:
    """A number of calendar hours after a moment, without the pauses of a case."""
    return clock.add_hours(begins, hours, facts.calendar, facts.stops)


def reopened_on(case: Any) -> datetime | None:
    """When a case was last reopened, or None."""
    rows = [row for row in case.get("clock_stops") or [] if row.stop_reason == RESOLVED]
    return max((get_datetime(row.resumed_on) for row in rows if row.resumed_on), default=None)


def note_phase(case: Document, old: str | None, new: str, now: datetime) -> None:
    """Begin or end a pause of the clock because of a new phase."""
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


def _stops(case: Any, reasons: tuple[str, ...]) -> tuple[clock.Interval, ...]:
    """The past pauses of the clock for some reasons."""
    return tuple(
        (get_datetime(row.stopped_on), get_datetime(row.resumed_on))
        for row in case.get("clock_stops") or []
        if row.stopped_on and row.resumed_on and row.stop_reason in reasons
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
