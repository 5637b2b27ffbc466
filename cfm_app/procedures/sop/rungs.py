"""The escalation chain of a procedure: when each step of it notifies whom.

A step counts the hours of the resolution, or those spent in one state, in the calendar of the procedure.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from frappe import _
from frappe.utils import get_datetime, get_fullname

from cfm_app.base import consts, notices
from cfm_app.base.counting import counted
from cfm_app.base.notices import Notice
from cfm_app.procedures.sop import case_clock, clock, due_times
from cfm_app.procedures.sop.audience import Audience
from cfm_app.procedures.sop.trees import chain

PERCENT, AFTER_LIMIT = "Percent of limit", "Hours after limit"
IN_STATE = "Hours in the state"


def due(row: Any, audience: Audience, now: datetime) -> Iterator[Notice]:
    """The notices of a case's escalation chain that are due at a moment."""
    sop = case_clock.sop_of(row.sop)
    if not sop or not sop.escalations:
        return
    about = [rung for rung in sop.escalations if is_about(rung, row)]
    yield from _of_limit(row, sop, [each for each in about if counts_limit(each)], audience, now)
    yield from _of_state(
        row, sop, [each for each in about if not counts_limit(each)], audience, now
    )


def counts_limit(rung: Any) -> bool:
    """Whether a step counts towards the limit for resolving, not the time in a state."""
    return bool(rung.trigger_on != IN_STATE)


def is_about(rung: Any, row: Any) -> bool:
    """Whether a step applies to a case, by priority, state and category."""
    wanted = ((rung.only_priority, row.priority), (rung.only_state, row.workflow_state))
    if not all(not one or one == other for one, other in wanted):
        return False
    return not rung.only_category or rung.only_category in chain("Case Category", row.category)


def _of_limit(
    row: Any, sop: Any, rungs: list[Any], audience: Audience, now: datetime
) -> Iterator[Notice]:
    is_running = row.phase in (consts.PHASE_NEW, consts.PHASE_IN_PROGRESS)
    if not rungs or not (is_running or _ticks(row, sop)):
        return
    facts = case_clock.facts_of(row, sop)
    if not facts.resolve_hours:
        return
    used = due_times.used_hours(facts, now)
    for rung in rungs:
        after = hours_of(rung, facts.resolve_hours)
        if clock.seconds(used) < clock.seconds(after):
            continue
        repeat = clock.times(used - after, rung.repeat_hours) if rung.repeat_hours else 0
        rule = f"{rung.trigger_on} {rung.threshold:g} of {facts.resolve_hours:g}"
        rule += f", reopened {row.reopened_count or 0}"
        spoken = after + repeat * (rung.repeat_hours or 0)
        over = clock.seconds(spoken) >= clock.seconds(facts.resolve_hours)
        amount = spoken - facts.resolve_hours if over else 100 * spoken / facts.resolve_hours
        said = (rule, repeat, int(round(amount, 6)), over, after)
        yield from _notices(notices.ESCALATION, row, rung, audience, said)


def _of_state(
    row: Any, sop: Any, rungs: list[Any], audience: Audience, now: datetime
) -> Iterator[Notice]:
    """Notices for the time in one state: before it is taken up, waiting for approval, on hold."""
    if not rungs or not row.state_since:
        return
    since = get_datetime(row.state_since)
    used = clock.hours_between(since, now, case_clock.calendar_of(sop))
    for rung in rungs:
        if clock.seconds(used) < clock.seconds(rung.threshold or 0):
            continue
        over = used - rung.threshold
        repeat = clock.times(over, rung.repeat_hours) if rung.repeat_hours else 0
        amount = rung.threshold + repeat * (rung.repeat_hours or 0)
        rule = f"{row.workflow_state} since {since}: {rung.threshold:g}"
        said = (rule, repeat, round(amount, 2), False, rung.threshold)
        yield from _notices(notices.IN_STATE, row, rung, audience, said)


def _notices(
    kind: str, row: Any, rung: Any, audience: Audience, said: tuple[str, int, float, bool, float]
) -> Iterator[Notice]:
    rule, repeat, amount, over, rank = said
    for user in receivers(row, rung, audience):
        yield Notice(
            *(kind, rule, repeat, user, "Case", row.name, amount, over),
            rank=rank,
            also_by=rung.also_by or "",
            template=rung.email_template or "",
        )


def hours_of(rung: Any, limit: float) -> float:
    """The hours of the resolution's clock at which a step notifies."""
    threshold = rung.threshold or 0.0
    return limit * threshold / 100 if rung.trigger_on == PERCENT else limit + threshold


def moment(rung: Any) -> str:
    """When a step notifies, in words."""
    threshold = f"{rung.threshold or 0:g}"
    if rung.trigger_on == PERCENT:
        return _("{0}% of the limit is used up").format(threshold)
    if rung.trigger_on == IN_STATE:
        return counted(_("{0} hours in the same state"), threshold)
    return counted(_("{0} hours after the limit"), threshold)


def words(rung: Any) -> str:
    """Whom a step notifies, in words."""
    parts = [_(rung.to_role)] if rung.to_role else []
    parts += [get_fullname(rung.to_user)] if rung.to_user else []
    text = ", ".join(parts)
    return _("{0} (whoever recorded the case)").format(text) if _reminds(rung) else text


def _reminds(rung: Any) -> bool:
    """Whether a step only reminds whoever is in charge."""
    return rung.trigger_on == PERCENT and (rung.threshold or 0) < 100


def receivers(row: Any, rung: Any, audience: Audience) -> list[str]:
    """Whom a step notifies: before the limit whoever is in charge, after it everybody named."""
    found = audience.among(row, [rung.to_user]) if rung.to_user else []
    if rung.to_role:
        holders = audience.holders(rung.to_role)
        is_in_charge = _reminds(rung) and row.owner in holders
        more = audience.in_charge(row, rung.to_role) if is_in_charge else None
        found += more if more is not None else audience.among(row, holders)
    return sorted(set(found))


def _ticks(row: Any, sop: Any) -> bool:
    return row.phase == consts.PHASE_PAUSED and not sop.pause_on_hold
