"""Tries the procedures on a made-up case: what would happen, when, and who would be told.

It calls the same functions as a real case and stores nothing. It names handlers of a restricted class
only to a handler of that class.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import get_workflow_name
from frappe.utils import cint, formatdate, get_datetime, get_fullname, now_datetime

from cfm_app.base import consts
from cfm_app.base.counting import counted
from cfm_app.base.settings import setting
from cfm_app.procedures.sop import (
    case_batches,
    case_clock,
    classification,
    clock,
    due_times,
    extensions,
    matching,
    procedure,
    reminders,
    routing,
    rungs,
)
from cfm_app.security.entitlement import clearance

RELATED = 6


@dataclass(frozen=True)
class Situation:
    """A made-up case. Missing values are filled as for a real one."""

    category: str | None = None
    sensitivity: str | None = None
    channel: str | None = None
    location: str | None = None
    priority: str | None = None
    received_on: datetime | None = None


def describe(asked: Situation) -> dict[str, Any]:
    """Everything that would follow from such a case."""
    sensitivity = asked.sensitivity or classification.class_of_category(asked.category)
    considered = matching.consider(asked.category, sensitivity, asked.channel, asked.location)
    best = considered[0] if considered and considered[0].applies else None
    sop = case_clock.sop_of(best.sop) if best else None
    case = _case(asked, sensitivity, sop)
    facts = case_clock.facts_of(case, sop)
    area = classification.inherited(asked.category, "functional_area") or (
        sop.functional_area if sop else None
    )
    return {
        "sensitivity": sensitivity,
        "is_restricted": clearance.is_restricted(sensitivity),
        "priority": case.priority,
        "received_on": facts.started_on,
        "sop": best,
        "explanation": procedure.explanation(sop),
        "others": considered[1:] if best else considered,
        "calendar": calendar_words(facts.calendar),
        "times": _times(facts, sop),
        "steps": _steps(facts, sop),
        "route": _route(area, asked.location, sensitivity, sop),
        "notices": _notices(case, facts, sop),
        "closing": _closing(sop, clearance.is_restricted(sensitivity)),
    }


def calendar_words(calendar: clock.Calendar) -> str:
    """The hours in which a clock runs, in words."""
    if calendar.always:
        return _("Around the clock, every day")
    names = [_(clock.DAYS[day].title()) for day in sorted(calendar.weekdays)]
    hours = f"{calendar.start:%H:%M}–{calendar.end:%H:%M}"
    usual = counted(
        _("Working hours only: {0}, {1}, without {2} holidays"),
        ", ".join(names),
        hours,
        len(calendar.holidays),
    )
    return "; ".join([usual, *map(_other_hours, calendar.others)])


def _other_hours(other: clock.OtherHours) -> str:
    """A shorter Friday, a month of other hours, in words."""
    hours = f"{other.start:%H:%M}–{other.end:%H:%M}"
    first, last = (day and formatdate(day) for day in (other.first_day, other.last_day))
    if first and last:
        when = _("from {0} to {1}").format(first, last)
    else:
        when = _("from {0}").format(first) if first else _("until {0}").format(last) if last else ""
    day = _(clock.DAYS[other.weekday].title()) if other.weekday is not None else ""
    return " ".join(part for part in (day, when, hours) if part)


def _case(asked: Situation, sensitivity: str | None, sop: Any) -> Any:
    case = frappe._dict(dict.fromkeys(case_batches.FIELDS))
    priority = asked.priority or classification.usual_priority(asked.category)
    received_on = asked.received_on or now_datetime().replace(second=0, microsecond=0)
    case.update(sensitivity=sensitivity, priority=priority, received_on=received_on)
    case.update(category=asked.category, workflow_state=_first_state())
    case.update(phase=consts.PHASE_NEW, owner=frappe.session.user, sop=sop.name if sop else None)
    return case


def _first_state() -> str | None:
    """The state of a case that was just recorded."""
    name = get_workflow_name("Case")
    return frappe.get_cached_doc("Workflow", name).states[0].state if name else None


def _times(facts: due_times.Facts, sop: Any) -> list[dict[str, Any]]:
    """The limits, in the order of their ends."""
    due = due_times.due_times(facts)
    refer = (sop.refer_within_hours if sop else 0) or 0.0
    share = facts.at_risk_percent
    rows = [
        (_("First response"), facts.respond_hours, due.respond_by),
        (_("Referral"), refer, refer and clock.add_hours(facts.started_on, refer, facts.calendar)),
        (_("Resolution"), facts.resolve_hours, due.resolve_by),
    ]
    if due.resolve_by:
        hours = facts.resolve_hours * share / 100
        risk = due_times.resolution_at(facts, hours)
        rows.append((_("At risk from ({0}% of the limit)").format(f"{share:g}"), hours, risk))
    found = [{"label": label, "hours": hours, "at": at} for label, hours, at in rows if at]
    return sorted(found, key=lambda row: row["at"])


def _steps(facts: due_times.Facts, sop: Any) -> list[dict[str, Any]]:
    return [
        {
            "title": step.step_title,
            "instruction": step.instruction,
            "role": step.responsible_role,
            "before": step.required_before_phase,
            "due": case_clock.step_due(facts, step) if step.due_hours else None,
        }
        for step in (sop.steps if sop else [])
    ]


def _route(
    area: str | None, location: str | None, sensitivity: str | None, sop: Any
) -> dict[str, Any]:
    """Who would receive a referral and why, and who else could."""
    role = clearance.handler_role(sensitivity)
    if clearance.is_restricted(sensitivity) and role not in frappe.get_roles():
        return {"area": area, "secret": role, "first": None, "others": []}
    routes = routing.candidates(area, location, sensitivity)
    if sop and sop.route_to:
        receiver = routing.current_receiver(sop.route_to)
        reason = _("The procedure always sends to {0}").format(get_fullname(sop.route_to))
        routes = [routing.Route("", sop.route_to, receiver, None, 0, reason), *routes]
    told = [{"name": get_fullname(each.receiver), "reason": each.reason} for each in routes]
    return {"area": area, "first": told[0] if told else None, "others": told[1:RELATED]}


def _notices(case: Any, facts: due_times.Facts, sop: Any) -> list[dict[str, Any]]:
    """Who would be reminded of what, and when, if nobody acted."""
    pace = reminders.Pace.of_office()
    secret = clearance.is_restricted(case.sensitivity)
    entrusted = _("the people entrusted with the case") if secret else None
    due = due_times.due_times(facts)
    found = []
    if due.respond_by:
        whom = entrusted or _("whoever recorded the case")
        found.append(_line(due.respond_by, _("No first response yet"), whom, pace.every))
    if secret:
        every = reminders.usual_hours(case.sensitivity)
        first = clock.add_hours(get_datetime(case.received_on), every)
        found.append(_line(first, _("Nobody has taken the case up"), entrusted, every))
    for rung in sop.escalations if sop else []:
        if at := _rung_at(rung, case, facts):
            whom = entrusted or rungs.words(rung)
            found.append(_line(at, rungs.moment(rung), whom, rung.repeat_hours or 0))
    if due.resolve_by:
        whom = entrusted or _("the receiver of the referral")
        soon = due.resolve_by - clock.HOUR * pace.before
        found.append(_line(soon, _("Referral due soon, if referred at once"), whom, 0))
        late = _("Referral without an answer, if referred at once")
        found.append(_line(due.resolve_by, late, whom, pace.every))
    for step in sop.steps if sop else []:
        if step.due_hours:
            at = case_clock.step_due(facts, step)
            whom = entrusted or _(step.responsible_role or consts.OPERATOR)
            what = _("Step not done: {0}").format(_(step.step_title))
            found.append(_line(at, what, whom, 0))
    return sorted(found, key=lambda row: row["at"])


def _rung_at(rung: Any, case: Any, facts: due_times.Facts) -> datetime | None:
    """When an escalation step would notify if the case stayed as it was recorded."""
    if not rungs.is_about(rung, case):
        return None
    if not rungs.counts_limit(rung):
        return clock.add_hours(facts.started_on, rung.threshold or 0, facts.calendar)
    if not facts.resolve_hours:
        return None
    return due_times.resolution_at(facts, rungs.hours_of(rung, facts.resolve_hours))


def _line(at: datetime, what: str, whom: str | None, every: float) -> dict[str, Any]:
    return {"at": at, "what": what, "whom": whom, "every": every}


def _closing(sop: Any, is_restricted: bool) -> list[str]:
    """What closing such a case needs, and who approves more time."""
    attempts = cint(sop.contact_attempts if sop else 0) or cint(
        setting("contact_attempts_required")
    )
    lines = []
    if sop is None or sop.require_informed:
        lines.append(_("Closed only when the person is informed"))
        lines.append(counted(_("or after {0} failed contact attempts"), attempts))
    if sop and sop.require_satisfaction:
        lines.append(_("The person is asked whether they are satisfied"))
    if is_restricted:
        whom = _("another one of those entrusted with the case")
    else:
        whom = _(extensions.approver_role(sop.name if sop else None))
    lines.append(_("More time is approved by: {0}").format(whom))
    return lines
