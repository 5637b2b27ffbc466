"""When a case needs its first response and its resolution, computed from facts at any moment.

Nothing accumulates from one save to the next, so a changed limit, holiday or extension only needs the
calculation again. Periods on hold, and those between resolution and reopening, are *stops*; hours used
before them stay used.
"""

from dataclasses import dataclass
from datetime import datetime

from cfm_app.procedures.sop.clock import (
    AROUND_THE_CLOCK,
    Calendar,
    Interval,
    add_hours,
    hours_between,
)

ON_TRACK, AT_RISK, BREACHED, PAUSED = "On track", "At risk", "Breached", "Paused"
AT_RISK_PERCENT = 80.0


@dataclass(frozen=True)
class Facts:
    """The input of due times. Hours are those of the calendar; 0 means no limit."""

    started_on: datetime
    respond_hours: float = 0.0
    resolve_hours: float = 0.0
    calendar: Calendar = AROUND_THE_CLOCK
    stops: tuple[Interval, ...] = ()
    elsewhere: tuple[Interval, ...] = ()
    """Those of the stops that lie before the case came here: only these delay the first response, too."""
    reopened_on: datetime | None = None
    """When the case was taken up again last."""
    is_restarted: bool = False
    """Whether the clock of the resolution then began anew, as a procedure may ask."""
    responded_on: datetime | None = None
    resolved_on: datetime | None = None
    paused_on: datetime | None = None
    """Since when the clock of the resolution stands still."""
    at_risk_percent: float = AT_RISK_PERCENT

    @property
    def resolution_starts(self) -> datetime:
        """The moment from which the hours of the resolution count."""
        return (self.reopened_on if self.is_restarted else None) or self.started_on


@dataclass(frozen=True)
class DueTimes:
    """The resulting moments; None where there is no limit."""

    respond_by: datetime | None
    resolve_by: datetime | None
    at_risk_on: datetime | None


def due_times(facts: Facts) -> DueTimes:
    """When the limits end, and when the nearer one becomes at risk."""
    risks = []
    if facts.respond_hours and not facts.responded_on:
        risks.append(_respond(facts, facts.respond_hours * facts.at_risk_percent / 100))
    if facts.resolve_hours:
        risks.append(resolution_at(facts, facts.resolve_hours * facts.at_risk_percent / 100))
    return DueTimes(
        respond_by=_respond(facts, facts.respond_hours) if facts.respond_hours else None,
        resolve_by=resolution_at(facts, facts.resolve_hours) if facts.resolve_hours else None,
        at_risk_on=min(risks, default=None),
    )


def resolution_at(facts: Facts, hours: float) -> datetime:
    """When the clock of the resolution will have run for some hours."""
    return add_hours(facts.resolution_starts, hours, facts.calendar, facts.stops)


def used_hours(facts: Facts, now: datetime) -> float:
    """The hours that the clock of the resolution has run."""
    end = min(moment for moment in (facts.resolved_on, facts.paused_on, now) if moment)
    return hours_between(facts.resolution_starts, end, facts.calendar, facts.stops)


def status(facts: Facts, due: DueTimes, now: datetime) -> str | None:
    """On track, at risk, breached or paused; None without a limit. A breach stays one while paused."""
    end = min(moment for moment in (facts.resolved_on, facts.paused_on, now) if moment)
    if facts.resolved_on:
        due = DueTimes(None if facts.responded_on else due.respond_by, due.resolve_by, None)
    found = status_at(end, due, bool(facts.responded_on))
    return PAUSED if facts.paused_on and found != BREACHED else found


def status_at(moment: datetime, due: DueTimes, is_responded: bool) -> str | None:
    """On track, at risk or breached for a running clock; None without a limit."""
    pending = [due.resolve_by, None if is_responded else due.respond_by]
    if any(limit and moment > limit for limit in pending):
        return BREACHED
    if due.at_risk_on and moment >= due.at_risk_on:
        return AT_RISK
    return ON_TRACK if due.resolve_by or due.respond_by else None


def _respond(facts: Facts, hours: float) -> datetime:
    # Whoever pauses a case has responded to it.
    return add_hours(facts.started_on, hours, facts.calendar, facts.elsewhere)
