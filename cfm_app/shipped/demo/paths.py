"""The road of an invented case: its events in time, and the state it is in now."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cfm_app.base import consts

ATTEMPTS = 5
NOTES = {
    "Referred": "Référé au point focal compétent",
    "In Progress": "Pris en charge, vérification en cours",
    "Resolved": "Réponse reçue du point focal",
}
REFERRAL_STATES = {
    "In Progress": consts.REFERRAL_ACCEPTED,
    "Resolved": consts.REFERRAL_DONE,
}


AT_ONCE = ("first_response_on", "resolved_on", "informed_on", "state_since")


@dataclass
class Path:
    """Where a case stands, and when it reached what."""

    state: str = "New"
    stamps: dict[str, datetime] = field(default_factory=dict)
    events: list[tuple[datetime, str, str]] = field(default_factory=list)
    holds: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    is_answered: bool = False
    is_referred: bool = False
    referred_on: datetime | None = None
    referral_state: str = consts.REFERRAL_OPEN

    def without_referral(self) -> None:
        """Nobody may be asked: the office looks into it itself."""
        self.is_referred = False
        if self.state == "Referred":
            self.state = "In Progress"

    def note(self, moment: datetime, kind: str, text: str = "") -> None:
        """Add an event."""
        self.events.append((moment, kind, text))


def choose(chance: random.Random, received: datetime, now: datetime, is_restricted: bool) -> Path:
    """A road that ends before now: most old cases are closed, most new ones are not."""
    path = Path()
    if not is_restricted and chance.random() < 0.42:
        _answer(path, chance, received, now)
    else:
        _refer(path, chance, received, now, is_restricted)
    return path


def _answer(path: Path, chance: random.Random, received: datetime, now: datetime) -> None:
    moment = received + timedelta(minutes=chance.randint(6, 14))
    path.is_answered, path.state = True, "Answered"
    path.stamps.update(dict.fromkeys(AT_ONCE, moment))
    path.note(moment, "follow_up", "Réponse donnée au premier contact")
    closed = moment + timedelta(hours=chance.randint(0, 30))
    if closed < now:
        path.state = "Closed"
        path.stamps |= {"closed_on": closed, "state_since": closed}


def _refer(
    path: Path, chance: random.Random, received: datetime, now: datetime, is_restricted: bool
) -> None:
    """Walk as far as time has passed: registered, referred, worked on, resolved, informed."""
    for moment, state, stamp in _plan(chance, received, is_restricted):
        if moment > now:
            break
        if path.state == "On Hold":
            path.holds[-1] = (path.holds[-1][0], moment)
        if state == "On Hold":
            path.holds.append((moment, None))
        path.state, path.stamps["state_since"] = state, moment
        if stamp:
            path.stamps.setdefault(stamp, moment)
        _note_step(path, chance, moment, state)
    if path.state == "Referred":
        share = chance.random()
        if share < 0.25:
            is_returned = share < 0.1
            path.referral_state = consts.REFERRAL_RETURNED if is_returned else consts.REFERRAL_DONE
    path.events.sort(key=lambda event: event[0])


def _note_step(path: Path, chance: random.Random, moment: datetime, state: str) -> None:
    """What somebody wrote down, and what became of the referral, when a state was reached."""
    if state in NOTES:
        path.note(moment, "follow_up", NOTES[state])
    path.referral_state = REFERRAL_STATES.get(state, path.referral_state)
    if state == "Referred":
        path.is_referred, path.referred_on = True, moment
    elif state == "Unreachable":
        for attempt in range(ATTEMPTS):
            path.note(moment - timedelta(hours=20 * (ATTEMPTS - attempt)), "failed")
    elif state == "Loop Closed":
        if chance.random() < 0.4:
            path.note(moment - timedelta(hours=3), "failed")
        path.note(moment, "reached")


def _plan(
    chance: random.Random, received: datetime, is_restricted: bool
) -> list[tuple[datetime, str, str]]:
    def after(start: datetime, low: int, high: int) -> datetime:
        return start + timedelta(hours=chance.randint(low, high), minutes=chance.randint(0, 59))

    registered = received + timedelta(minutes=chance.randint(7, 60))
    plan = [(registered, "Registered", "first_response_on")]
    if not is_restricted:
        plan.append((after(registered, 1, 60), "Referred", ""))
    taken_up = "taken_up_on" if is_restricted else ""
    plan.append((after(plan[-1][0], 4, 90), "In Progress", taken_up))
    if chance.random() < 0.07:
        plan.append((after(plan[-1][0], 2, 20), "On Hold", ""))
        plan.append((after(plan[-1][0], 48, 200), "In Progress", ""))
    if chance.random() < 0.05:
        return plan
    plan.append((after(plan[-1][0], 10, 330), "Resolved", "resolved_on"))
    if chance.random() < 0.12:
        plan.append((after(plan[-1][0], 120, 260), "Unreachable", ""))
    else:
        plan.append((after(plan[-1][0], 2, 80), "Loop Closed", "informed_on"))
    plan.append((after(plan[-1][0], 1, 48), "Closed", "closed_on"))
    return plan
