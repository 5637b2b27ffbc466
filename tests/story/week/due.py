"""What should be said of one case at a moment, by the rules that `docs/procedures.md` tells managers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cfm_app.base import consts

from . import people
from .clocks import Clock
from .facts import WORKING, Case, Letter, Step

EVERY = timedelta(hours=people.REMINDERS["reminder_hours"])
BEFORE = timedelta(hours=people.REMINDERS["remind_before_hours"])
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Due:
    """One thing to be said to one person. What has the same identity is said once."""

    kind: str
    doctype: str
    name: str
    receiver: str
    repeat: int
    of: tuple[Any, ...]
    subject: str
    rank: float = 0.0

    @property
    def identity(self) -> tuple[Any, ...]:
        return (self.kind, self.name, self.receiver, self.repeat, self.of)


def notices_of(
    case: Case, clock: Clock, letters: list[Letter], class_hours: float, now: datetime
) -> Iterator[Due]:
    """All that is due for a case; a closed one is silent, its referrals as well."""
    if case.phase == "Closed":
        return
    if case.is_unrecorded:
        # Nobody waits for an answer; what others were asked was taken back with the consent.
        return
    yield from _escalations(case, clock, now)
    yield from _first_response(case, clock, now)
    yield from _not_taken_up(case, class_hours, now)
    if not letters:
        yield from _not_referred(case, clock, now)
    for letter in letters:
        yield from _referral(case, letter, now)
    yield from _call(case, now)
    yield from _steps(case, clock, now)


def _escalations(case: Case, clock: Clock, now: datetime) -> Iterator[Due]:
    limit = round(clock.resolve_hours * 60)
    if not limit or not clock.is_running():
        return
    used = clock.used(now)
    for rung in clock.sop.chain:
        share = rung["trigger_on"] == people.PERCENT
        after = limit * rung["threshold"] / 100 if share else limit + rung["threshold"] * 60
        after, every = round(after), round(rung["repeat_hours"] * 60)
        if used < after:
            continue
        repeat = (used - after) // every if every else 0
        said = after + repeat * every
        subject = f"Case {case.name}: {100 * said // limit}% of its time is used up"
        if said >= limit:
            subject = f"Case {case.name} is {(said - limit) // 60} h over its time limit"
        of = (rung["trigger_on"], rung["threshold"], limit, case.reopened)
        for user in _rung_receivers(case, rung, share and rung["threshold"] < 100):
            yield Due("Escalation", "Case", case.name, user, repeat, of, subject, after)


def _rung_receivers(case: Case, rung: dict[str, Any], reminds: bool) -> list[str]:
    """Before the limit whoever recorded the case, after it all in the role.

    Of a restricted case hear the entrusted alone, in place of those who may not know of it.
    """
    asked = [rung["to_user"]] if rung["to_user"] else []
    held = _holders(rung["to_role"]) if rung["to_role"] else []
    if case.is_restricted:
        found: list[str] = []
        for users in filter(None, (asked, held)):
            found += [user for user in users if user in case.entrusted] or case.entrusted
        return sorted(set(found))
    if reminds and case.owner in held:
        held = [case.owner]
    return sorted({*asked, *held})


def _first_response(case: Case, clock: Clock, now: datetime) -> Iterator[Due]:
    limit = clock.limits().respond_by
    if case.responded_on or not limit or now < limit:
        return
    subject = f"Case {case.name} still waits for a first response"
    for user in _in_charge(case, consts.OPERATOR):
        repeat = (now - limit) // EVERY
        yield Due("First response", "Case", case.name, user, repeat, (limit,), subject)


def _not_taken_up(case: Case, class_hours: float, now: datetime) -> Iterator[Due]:
    is_open = case.phase in (*WORKING, "Paused")
    repeat = int((now - case.received_on) / HOUR // class_hours)
    if not case.is_restricted or case.taken_up_on or not is_open or repeat < 1:
        return
    subject = f"A restricted case still waits for you to act: {case.name}"
    for user in case.entrusted:
        yield Due("Not taken up", "Case", case.name, user, repeat, (), subject)


def _not_referred(case: Case, clock: Clock, now: datetime) -> Iterator[Due]:
    """Twice, the second time to managers as well, and not while a first response is missing."""
    hours, respond_by = clock.sop.refer, clock.limits().respond_by
    is_unanswered = not case.responded_on and respond_by and now >= respond_by
    if not hours or case.phase not in WORKING or case.state == "Referred" or is_unanswered:
        return
    due_on = clock.step_due(Step("", "", hours))
    if not due_on or now < due_on:
        return
    repeat = min((now - due_on) // EVERY, 1)
    if not repeat and any(step.hours == hours and not step.is_done for step in case.steps):
        return
    users = set(_in_charge(case, consts.OPERATOR))
    if repeat and not case.is_restricted:
        users |= set(_holders(consts.MANAGER))
    subject = f"Case {case.name} has not been referred in time"
    for user in sorted(users):
        yield Due("Not referred", "Case", case.name, user, repeat, (due_on,), subject)


def _referral(case: Case, letter: Letter, now: datetime) -> Iterator[Due]:
    due_on = letter.due_on
    if not letter.is_pending or not due_on:
        return
    is_away = letter.receiver == people.ABSENT and people.is_absent(now.date())
    receiver = people.DEPUTY if is_away else letter.receiver
    if now >= due_on:
        subject = f"Referral {letter.name} is late: please answer"
        repeat = (now - due_on) // EVERY
        yield Due("Referral late", "Referral", letter.name, receiver, repeat, (due_on,), subject)
    elif letter.sent_on <= due_on - BEFORE <= now:
        subject = f"Referral {letter.name} is due soon"
        yield Due("Referral due", "Referral", letter.name, receiver, 0, (due_on,), subject)


def _call(case: Case, now: datetime) -> Iterator[Due]:
    """A call that was planned. Whoever does not want to be called is not to be called."""
    is_refused = case.call_back in ("Refused", "Withdrawn")
    if not case.next_call or now < case.next_call or is_refused:
        return
    users = case.entrusted if case.is_restricted else [case.caller or case.owner]
    subject = f"Case {case.name}: the person waits for your call"
    repeat = (now - case.next_call) // EVERY
    for user in users:
        yield Due("Call back", "Case", case.name, user, repeat, (case.next_call,), subject)


def _steps(case: Case, clock: Clock, now: datetime) -> Iterator[Due]:
    if case.phase not in WORKING:
        return
    for step in case.steps:
        due_on = clock.step_due(step)
        if step.is_done or not due_on or now < due_on:
            continue
        subject = f"Case {case.name}: a step of the procedure is late"
        rank = (due_on - people.MONDAY) / HOUR
        for user in _in_charge(case, step.role):
            of = (step.title,)
            yield Due("Step late", "Case", case.name, user, 0, of, subject, rank)


def _in_charge(case: Case, role: str) -> list[str]:
    if case.is_restricted:
        return case.entrusted
    held = _holders(role)
    return [case.owner] if case.owner in held else held


def _holders(role: str) -> list[str]:
    return sorted(user for user, roles in people.ROLES.items() if role in roles)
