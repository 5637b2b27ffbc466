"""Cases that were worked on elsewhere: the state that they reached there, its moments, and where their history lies.

Written as they were, with the moments at which it was so: this invents no act that nobody did here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import changed_records, consts
from cfm_app.base.clock import believed_now
from cfm_app.procedures.sop import case_clock, phases
from cfm_app.security.access_rule import status_codes
from cfm_app.security.entitlement import clearance
from cfm_app.security.restricted_cases import case_stubs

REPORT = "Sensitive Report"
ENDED = (consts.PHASE_RESOLVED, consts.PHASE_INFORMED, consts.PHASE_CLOSED)


@dataclass(frozen=True)
class Moments:
    """When something first happened to a case there, and when its status last changed, in office time."""

    first: datetime | None = None
    last: datetime | None = None


def extended(known: Moments | None, moment: datetime | None) -> Moments:
    """The known moments of a case, with one more."""
    if moment is None:
        return known or Moments()
    if known is None:
        return Moments(moment, moment)
    first = min(known.first or moment, moment)
    return Moments(first, max(known.last or moment, moment))


def set_state(name: str, state: str, moments: Moments) -> None:
    """Write the state of a past case, with what follows from it."""
    case = frappe.get_doc("Case", name)
    if case.workflow_state == state:
        return
    phase = phases.phase_of(state)
    # A case cannot end before it was received.
    received = get_datetime(case.received_on) if case.received_on else now_datetime()
    first = max(moments.first or moments.last or received, received)
    last = max(moments.last or first, first)
    case.workflow_state, case.phase = state, phase
    case.first_response_on = first if phase != consts.PHASE_NEW else None
    case.resolved_on = last if phase in ENDED else None
    case.informed_on = last if phase == consts.PHASE_INFORMED else None
    case.closed_on = last if phase == consts.PHASE_CLOSED else None
    if phase == consts.PHASE_PAUSED and not case.get("clock_stops"):
        stop = {"stop_reason": case_clock.ON_HOLD, "stopped_on": last}
        case.append("clock_stops", stop).db_insert()
    fields = (
        *(
            "workflow_state",
            "phase",
            "first_response_on",
            "resolved_on",
            "informed_on",
            "closed_on",
        ),
        *case_clock.DERIVED,
    )
    case.update(case_clock.derived_fields(case, case_clock.sop_of(case.sop), now_datetime()))
    frappe.db.set_value(
        "Case", name, {field: case.get(field) for field in fields}, update_modified=False
    )
    changed_records.note("Case", [name])
    status_codes.ensure(case)
    if clearance.is_restricted(case.sensitivity):
        case_stubs.update(case)


def begin_here(name: str) -> None:
    """Let the limits of an open case count from now: nobody here is late with what lay elsewhere."""
    case = frappe.get_doc("Case", name)
    stops = case.get("clock_stops") or []
    if case.phase in ENDED or any(row.stop_reason == case_clock.ELSEWHERE for row in stops):
        return
    now = believed_now()
    received, until = get_datetime(case.received_on or now), now
    # A case on hold stands still since then, for a reason of its own.
    until = min([until, *(get_datetime(row.stopped_on) for row in stops if not row.resumed_on)])
    if received >= until:
        return
    stop = {"stop_reason": case_clock.ELSEWHERE, "stopped_on": received, "resumed_on": until}
    case.append("clock_stops", stop).db_insert()
    sop = case_clock.sop_of(case.sop)
    values = case_clock.derived_fields(case, sop, now)
    frappe.db.set_value("Case", name, values, update_modified=False)
    facts = case_clock.facts_of(case, sop)
    for step in case.get("sop_steps") or []:
        if step.due_hours:
            due = case_clock.step_due(facts, step)
            frappe.db.set_value(step.doctype, step.name, "due_on", due, update_modified=False)
    changed_records.note("Case", [name])
    if clearance.is_restricted(case.sensitivity):
        case_stubs.update(frappe.get_doc("Case", name))


def set_moments(name: str, moments: Moments) -> None:
    """Write when the phases of a past case were reached, once its history tells it."""
    fields = ["phase", "received_on", "first_response_on", "resolved_on", "closed_on"]
    case = frappe.db.get_value("Case", name, fields, as_dict=True)
    if case is None or case.phase == consts.PHASE_NEW:
        return
    received = get_datetime(case.received_on)
    values: dict[str, Any] = {}
    if moments.first:
        values["first_response_on"] = max(moments.first, received)
    if moments.last and case.phase in ENDED:
        values["resolved_on"] = max(moments.last, received)
    if moments.last and case.phase == consts.PHASE_CLOSED:
        values["closed_on"] = values["resolved_on"]
    doc = frappe.get_doc("Case", name)
    doc.update(values)
    values |= case_clock.derived_fields(doc, case_clock.sop_of(doc.sop), now_datetime())
    frappe.db.set_value("Case", name, values, update_modified=False)
    changed_records.note("Case", [name])


def history_document(case: str) -> tuple[str, str]:
    """The document that carries the history of a case: its report, if it is restricted."""
    report = frappe.db.get_value(REPORT, {"cfm_case": case}, "name")
    return (REPORT, str(report)) if report else ("Case", case)


def member_of(case: str) -> str | None:
    """The person whom a case or its report names."""
    place = history_document(case)
    return frappe.db.get_value(*place, "community_member") if place[1] else None


def modified_stamp(case: str) -> str:
    """When a case and its report were last saved: it shows whether somebody worked on them since."""
    _doctype, name = history_document(case)
    moments = [str(frappe.db.get_value("Case", case, "modified") or "")]
    if name != case:
        moments.append(str(frappe.db.get_value(REPORT, name, "modified") or ""))
    return "|".join(moments)
