"""The limits of a case, how much of them is used up, and what its status should be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .facts import CONSENT, OPEN, WORKING, Case, Hours, Sop, Step, Stop

ON_TRACK, AT_RISK, BREACHED, PAUSED = "On track", "At risk", "Breached", "Paused"


@dataclass
class Limits:
    """Moments, or None where there is no limit."""

    respond_by: datetime | None
    resolve_by: datetime | None
    at_risk_on: datetime | None
    steps: list[datetime | None]


@dataclass
class Clock:
    """The clock of one case, by the procedure and the hours that count for it."""

    case: Case
    sop: Sop
    hours: Hours
    class_hours: tuple[float, float]
    """The limits of the class, where the procedure has none."""

    @property
    def respond_hours(self) -> float:
        return self.sop.respond or self.class_hours[0]

    @property
    def resolve_hours(self) -> float:
        base = self.sop.resolve or self.class_hours[1]
        return base + self.case.approved_hours() if base else 0.0

    def limits(self) -> Limits:
        """What is to be done by when."""
        respond, resolve, case = self.respond_hours, self.resolve_hours, self.case
        start, share = self._at(case.received_on), self.sop.at_risk / 100
        risks = []
        if respond and not case.responded_on:
            risks.append(self.hours.after(start, respond * 60 * share))
        if resolve:
            risks.append(self._resolution(resolve * share))
        moment = self.hours.moment
        return Limits(
            moment(self.hours.after(start, respond * 60)) if respond else None,
            moment(self._resolution(resolve)) if resolve else None,
            moment(min(risks)) if risks else None,
            [self.step_due(step) for step in case.steps],
        )

    def step_due(self, step: Step) -> datetime | None:
        if not step.hours:
            return None
        begins = self.case.received_on
        if self.case.endings and step.act not in ("", CONSENT):
            begins = self.case.endings[-1][1]
        after = self.hours.after(self._at(begins), step.hours * 60, self._stops())
        return self.hours.moment(after)

    def used(self, now: datetime) -> int:
        """How many minutes of the resolution are used up."""
        end = self._still_since() or now
        return self.hours.between(self._start(), self._at(end), self._stops())

    def is_running(self) -> bool:
        """Whether time passes for the case: a pause does not stop it everywhere."""
        return self.case.phase in WORKING or (self.case.phase == "Paused" and not self.sop.pauses)

    def status(self, now: datetime) -> str | None:
        """What the desk should show at a moment."""
        case = self.case
        if case.phase not in OPEN:
            return case.last_status
        end, limits = self._still_since() or now, self.limits()
        pending = [limits.resolve_by, None if case.responded_on else limits.respond_by]
        if any(limit and end > limit for limit in pending):
            return BREACHED
        if self._still_since():
            return PAUSED
        if limits.at_risk_on and end >= limits.at_risk_on:
            return AT_RISK
        return ON_TRACK if limits.resolve_by or limits.respond_by else None

    def status_of_ending(self) -> str:
        """What stays once the case is resolved: whether that was in time."""
        resolve_by, end = self.limits().resolve_by, self.case.resolved_on
        return BREACHED if resolve_by and end and end > resolve_by else ON_TRACK

    def _still_since(self) -> datetime | None:
        return self.case.paused_on if self.sop.pauses else None

    def _start(self) -> int:
        if self.sop.restarts and self.case.endings:
            return self._at(self.case.endings[-1][1])
        return self._at(self.case.received_on)

    def _stops(self) -> list[Stop]:
        rows = [*self.case.endings, *(self.case.pauses if self.sop.pauses else [])]
        return [(self._at(since), self._at(till)) for since, till in rows]

    def _resolution(self, hours: float) -> int:
        return self.hours.after(self._start(), hours * 60, self._stops())

    def _at(self, moment: datetime) -> int:
        return self.hours.at(moment)
