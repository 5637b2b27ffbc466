"""Putting a SOP on a case: which one, its time limits and its steps."""

import frappe
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from cfm_app import masters
from cfm_app.sop import clock, matching

FACTS = ("category", "sensitivity", "channel", "location")


def apply(case: Document) -> None:
    """Choose the SOP of a new or changed case, unless somebody chose one by hand."""
    if not _is_due(case):
        return
    if case.sop and _chosen_by_hand(case):
        sop = frappe.get_cached_doc("CFM SOP", case.sop)
        case.sop_reason = None
    else:
        found = matching.match(case.category, case.sensitivity, case.channel, case.location)
        case.sop = found.sop if found else None
        case.sop_reason = found.reason if found else None
        sop = frappe.get_cached_doc("CFM SOP", found.sop) if found else None
    set_limits(case, sop)
    if sop:
        set_steps(case, sop)


def set_limits(case: Document, sop: Document | None) -> None:
    """Compute by when the case asks for a first response and for a resolution."""
    start = get_datetime(case.received_on) if case.received_on else now_datetime()
    calendar = calendar_of(sop)
    respond, resolve = limits(case, sop)
    case.respond_by = clock.add_hours(start, respond, calendar) if respond else None
    case.resolve_by = clock.add_hours(start, resolve, calendar) if resolve else None
    case.sla_status = "On track" if case.resolve_by or case.respond_by else None


def limits(case: Document, sop: Document | None) -> tuple[float, float]:
    """Hours for the first response and for the resolution; the SOP before class and priority."""
    respond = resolve = 0.0
    if sop:
        respond, resolve = sop.respond_within_hours or 0.0, sop.resolve_within_hours or 0.0
    if case.sensitivity:
        respond = respond or _hours("Case Sensitivity", case.sensitivity, "respond_within_hours")
        resolve = resolve or _hours("Case Sensitivity", case.sensitivity, "resolve_within_hours")
    if case.priority and not resolve:
        resolve = _hours("Case Priority", case.priority, "resolve_within_hours")
    return respond or 0.0, resolve or 0.0


@masters.once
def _hours(doctype: str, name: str, field: str) -> float:
    return frappe.db.get_value(doctype, name, field) or 0.0


def calendar_of(sop: Document | None) -> clock.Calendar:
    """The calendar in which a SOP counts."""
    return clock.office_calendar() if sop and sop.use_working_hours else clock.AROUND_THE_CLOCK


def set_steps(case: Document, sop: Document) -> None:
    """Copy the steps of the SOP, unless somebody has already worked on the ones there are."""
    if any(row.done for row in case.get("sop_steps") or []):
        return
    start = get_datetime(case.received_on) if case.received_on else now_datetime()
    calendar = calendar_of(sop)
    case.set("sop_steps", [])
    for step in sop.steps:
        due = clock.add_hours(start, step.due_hours, calendar) if step.due_hours else None
        case.append(
            "sop_steps",
            {
                "step_title": step.step_title,
                "instruction": step.instruction,
                "responsible_role": step.responsible_role,
                "required_before_phase": step.required_before_phase,
                "due_on": due,
            },
        )


def _is_due(case: Document) -> bool:
    before = case.get_doc_before_save()
    if not before:
        return True
    # What was withheld from a restricted case is no new fact.
    changed = [field for field in (*FACTS, "sop") if case.get(field) != before.get(field)]
    return any(case.get(field) for field in changed)


def _chosen_by_hand(case: Document) -> bool:
    before = case.get_doc_before_save()
    return case.sop != before.sop if before else True
