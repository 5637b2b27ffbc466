"""What has to be said now: reminders, and the escalation chain of each procedure.

Everything is computed from the facts of a case and the present moment; the ledger of `notices` stores
what was sent. After downtime, only the latest repetition is sent.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import batch_cache, clock_jobs, consts, notices
from cfm_app.base.notices import Notice
from cfm_app.procedures.sop import case_batches, case_clock, clock, escalation_messages, rungs
from cfm_app.procedures.sop.audience import Audience
from cfm_app.security.lawful_basis import consent, unrecorded

USUAL_HOURS = 24.0
REFERRAL_FIELDS = ["name", "cfm_case", "focal_point", "due_on", "creation"]


@clock_jobs.escalates
def run() -> int:
    """Send what is due. Returns the number of notices.

    A user with too many notices to read gets one line with their number.
    """
    now, sent = now_datetime(), 0
    runs = [part for due in batches(now) for part in notices.parts(notices.fresh(due))]
    crowded = notices.counts_over_limit(runs)
    notices.summarise(crowded, now)
    frappe.db.commit()
    many: list[Notice] = []
    for fresh in runs:
        told = notices.deliver(fresh, silent=crowded)
        sent += len(told)
        # Commit each batch; after an interruption the next run sends the rest.
        frappe.db.commit()
        # After the commit: a rollback could not undo a sent message.
        escalation_messages.send(each for each in told if each.receiver not in crowded)
        frappe.db.commit()
        many += [each for each in told if each.receiver in crowded]
    escalation_messages.send_in_one(many)
    frappe.db.commit()
    return sent


def batches(now: datetime) -> Iterator[list[Notice]]:
    """What is due at a moment, by batches of cases."""
    audience, pace = Audience(), Pace.of_office()
    for rows in case_batches.batches([["phase", "!=", consts.PHASE_CLOSED]]):
        with batch_cache.cached_batch():
            audience.prepare(rows)
            referrals, to_call = _referrals(rows), _to_call(rows, now)
            unsent = _never_referred(rows)
            callers, refusing = _callers(to_call), consent.refused_cases(to_call, consts.CALL_BACK)
            found: list[Notice] = []
            for row in rows:
                row.referrals = referrals[row.name]
                row.caller = callers.get(row.name)
                row.refuses_calls = row.name in refusing
                row.is_unsent = row.name in unsent
                found += _of_case(row, audience, pace, now)
        yield found


class Pace:
    """How often the office reminds."""

    def __init__(self, every: float, before: float) -> None:
        self.every, self.before = every, before

    @classmethod
    def of_office(cls) -> "Pace":
        """The pace in the settings."""
        settings = frappe.get_cached_doc("CFM Settings")
        every = settings.reminder_hours or USUAL_HOURS
        return cls(every, settings.remind_before_hours or USUAL_HOURS)

    def repeats(self, since: datetime, now: datetime) -> int:
        """How many times a reminder that began at a moment has been repeated."""
        return clock.times((now - since) / clock.HOUR, self.every)


def _of_case(row: Any, audience: Audience, pace: Pace, now: datetime) -> list[Notice]:
    """What is due for a case. An error is logged and does not stop the other cases.

    For a person who refused to be recorded, only referrals on another legal basis are due.
    """
    try:
        if unrecorded.is_case_of(row):
            return [*_referral_reminders(row, audience, pace, now)]
        return [
            *rungs.due(row, audience, now),
            *_first_response(row, audience, pace, now),
            *_not_taken_up(row, audience, now),
            *_not_referred(row, audience, pace, now),
            *_referral_reminders(row, audience, pace, now),
            *_call_back(row, audience, pace, now),
            *_late_steps(row, audience, now),
        ]
    except (ArithmeticError, LookupError, TypeError, ValueError, frappe.DoesNotExistError):
        name = _("a restricted case") if audience.is_restricted(row.sensitivity) else row.name
        frappe.log_error(title=_("No reminders could be made for {0}").format(name))
        return []


def usual_hours(sensitivity: str) -> float:
    """How often the handlers of a restricted class are reminded until one of them acts."""
    hours = frappe.get_cached_value("Case Sensitivity", sensitivity, "reminder_hours")
    return hours or USUAL_HOURS


def _first_response(row: Any, audience: Audience, pace: Pace, now: datetime) -> Iterator[Notice]:
    if not _misses_response(row, now):
        return
    respond_by = get_datetime(row.respond_by)
    repeat = pace.repeats(respond_by, now)
    for user in audience.in_charge(row):
        yield Notice(notices.RESPONSE, f"{respond_by}", repeat, user, "Case", row.name)


def _not_taken_up(row: Any, audience: Audience, now: datetime) -> Iterator[Notice]:
    """Remind the handlers of a restricted case until one of them has acted."""
    is_open = row.phase in case_batches.OPEN_PHASES
    if not is_open or row.taken_up_on or not audience.is_restricted(row.sensitivity):
        return
    elapsed = (now - get_datetime(row.received_on)) / clock.HOUR
    repeat = clock.times(elapsed, usual_hours(row.sensitivity))
    if repeat >= 1:
        for user in audience.entrusted(row):
            place = ("Case", row.name)
            yield Notice(notices.NOT_TAKEN_UP, row.sensitivity, repeat, user, *place)


def _not_referred(row: Any, audience: Audience, pace: Pace, now: datetime) -> Iterator[Notice]:
    """Remind whoever is in charge to refer the case, then once more together with the managers.

    After that the escalation chain takes over; before the first response only that is due.
    """
    is_working = row.phase in (consts.PHASE_NEW, consts.PHASE_IN_PROGRESS)
    sop = case_clock.sop_of(row.sop) if row.is_unsent and is_working else None
    hours = sop.refer_within_hours if sop else 0
    if not hours or _misses_response(row, now):
        return
    facts = case_clock.facts_of(row, sop)
    due_on = case_clock.hours_after(facts, facts.started_on, hours)
    if due_on > now:
        return
    repeat = min(pace.repeats(due_on, now), 1)
    # A step of the chain with the same hours has just notified.
    if not repeat and any(not step.done and step.due_hours == hours for step in row.sop_steps):
        return
    users = audience.in_charge(row)
    if repeat:
        users = sorted({*users, *audience.among(row, audience.holders(consts.MANAGER))})
    for user in users:
        yield Notice(notices.NOT_REFERRED, f"{due_on}", repeat, user, "Case", row.name)


def _misses_response(row: Any, now: datetime) -> bool:
    is_answered = row.first_response_on or not row.respond_by
    return not is_answered and get_datetime(row.respond_by) <= now


def _referral_reminders(
    row: Any, audience: Audience, pace: Pace, now: datetime
) -> Iterator[Notice]:
    for referral in row.referrals:
        due_on = get_datetime(referral.due_on)
        soon = due_on - timedelta(hours=pace.before)
        # A referral that was due soon when it was sent has just been announced.
        if now < soon or (now < due_on and get_datetime(referral.creation) > soon):
            continue
        kind = notices.REFERRAL_DUE if now < due_on else notices.REFERRAL_LATE
        repeat = 0 if now < due_on else pace.repeats(due_on, now)
        for user in audience.receivers(referral, row.sensitivity):
            yield Notice(kind, f"{due_on}", repeat, user, "Referral", referral.name)


def _call_back(row: Any, audience: Audience, pace: Pace, now: datetime) -> Iterator[Notice]:
    planned = row.next_contact_on and get_datetime(row.next_contact_on)
    if not planned or planned > now or row.refuses_calls:
        return
    users = audience.among(row, [row.caller]) if row.caller else []
    repeat = pace.repeats(planned, now)
    for user in users or audience.in_charge(row):
        yield Notice(notices.CALL_BACK, f"{planned}", repeat, user, "Case", row.name)


def _late_steps(row: Any, audience: Audience, now: datetime) -> Iterator[Notice]:
    if row.phase not in (consts.PHASE_NEW, consts.PHASE_IN_PROGRESS):
        return
    for step in row.sop_steps:
        if step.done or not step.due_on or get_datetime(step.due_on) > now:
            continue
        role = step.responsible_role or consts.OPERATOR
        due_on = get_datetime(step.due_on)
        rule = f"{step.due_hours or due_on} {step.step_title}"
        if row.reopened_count and case_clock.is_of_round(step):
            rule += f", reopened {row.reopened_count}"
        for user in audience.in_charge(row, role):
            place = ("Case", row.name)
            yield Notice(notices.STEP_LATE, rule, 0, user, *place, rank=due_on.timestamp())


def _referrals(rows: Iterable[Any]) -> dict[str, list[Any]]:
    """The referrals of some cases that wait for an answer and have a due time."""
    found = defaultdict(list)
    for referral in frappe.get_all(
        "Referral",
        filters=[
            ["cfm_case", "in", [row.name for row in rows]],
            ["workflow_state", "in", list(consts.REFERRALS_PENDING)],
            ["due_on", "is", "set"],
            ["focal_point", "is", "set"],
        ],
        fields=REFERRAL_FIELDS,
        order_by="name asc",
    ):
        found[referral.cfm_case].append(referral)
    return found


def _never_referred(rows: Iterable[Any]) -> set[str]:
    """The cases that should have been referred, by their state, and have no referral."""
    sent = frappe.get_all(
        "Referral",
        filters={"cfm_case": ["in", [row.name for row in rows]]},
        pluck="cfm_case",
        order_by="name asc",
    )
    referred = frappe.get_cached_doc("CFM Settings").referred_state
    open_ones = {
        row.name for row in rows if row.workflow_state != (referred or consts.CASE_REFERRED)
    }
    return open_ones - set(sent)


def _to_call(rows: Iterable[Any], now: datetime) -> list[str]:
    """The cases whose planned call is due."""
    return [
        row.name for row in rows if row.next_contact_on and get_datetime(row.next_contact_on) <= now
    ]


def _callers(waiting: list[str]) -> dict[str, str]:
    """Who last tried to reach the person, for the cases that wait for a call."""
    if not waiting:
        return {}
    attempts = frappe.get_all(
        "Case Contact Attempt",
        filters={"parent": ["in", waiting], "parenttype": "Case"},
        fields=["parent", "attempted_by"],
        parent_doctype="Case",
        order_by="parent asc, idx asc",
    )
    return {row.parent: row.attempted_by for row in attempts if row.attempted_by}
