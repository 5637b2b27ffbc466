"""What an outsider would write down about each case: plain facts, and hours counted by the minute.

Nothing here calls the app. A clock is a row of minutes, each of which counts or does not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Any

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HORIZON_DAYS = 90
Stop = tuple[int, int]
# The act whose step stays done when a case is taken up again.
CONSENT = "Record the consent"
WORKING = ("New", "In progress")
OPEN = (*WORKING, "Paused")


class Hours:
    """The minutes of some months that count on a clock."""

    def __init__(self, origin: datetime, counts: Iterable[bool]) -> None:
        self.origin = origin
        self._run = [0, *accumulate(int(each) for each in counts)]

    def at(self, moment: datetime) -> int:
        """A moment as the number of its minute."""
        return (moment - self.origin) // MINUTE

    def moment(self, minute: int) -> datetime:
        return self.origin + minute * MINUTE

    def between(self, start: int, end: int, stops: Iterable[Stop] = ()) -> int:
        """How many minutes counted, outside of the stops."""
        stopped = sum(
            self._run[min(till, end)] - self._run[max(since, start)]
            for since, till in stops
            if min(till, end) > max(since, start)
        )
        return max(self._run[end] - self._run[start], 0) - stopped if end > start else 0

    def after(self, start: int, minutes: float, stops: Iterable[Stop] = ()) -> int:
        """The first minute at which so many have counted since the start."""
        wanted, stops = round(minutes), list(stops)
        found = bisect_left(self._run, self._run[start] + wanted)
        while (missing := wanted - self.between(start, found, stops)) > 0:
            found = bisect_left(self._run, self._run[found] + missing)
        return found


def around_the_clock(origin: datetime) -> Hours:
    return Hours(origin, [True] * (HORIZON_DAYS * 24 * 60))


def working(origin: datetime, begin: time, end: time, holidays: set[date]) -> Hours:
    """The working hours of Monday to Friday, apart from the holidays."""
    counts = []
    for number in range(HORIZON_DAYS):
        day = (origin + number * DAY).date()
        is_off = day.weekday() >= 5 or day in holidays
        first, last = (each.hour * 60 + each.minute for each in (begin, end))
        counts += [not is_off and first <= minute < last for minute in range(24 * 60)]
    return Hours(origin, counts)


@dataclass
class Step:
    title: str
    role: str
    hours: float
    act: str = ""
    is_done: bool = False
    by_act: bool = False


@dataclass
class Extension:
    hours: float
    asked_by: str
    referral: str | None
    decision: str = "Pending"


@dataclass
class Letter:
    """A referral."""

    name: str
    case: str
    sender: str
    receiver: str
    sent_on: datetime
    due_on: datetime | None
    state: str = "In Progress"

    @property
    def is_pending(self) -> bool:
        return self.state in ("In Progress", "Accepted")


@dataclass
class Case:
    """A case as it stands. Moments are kept as they were noted."""

    name: str
    owner: str
    received_on: datetime
    category: str
    sensitivity: str
    sop: str
    is_restricted: bool
    channel: str
    location: str | None
    sex: str
    state: str = "New"
    phase: str = "New"
    call_back: str | None = None
    is_unrecorded: bool = False
    """Whether the person took back that they may be recorded."""
    entrusted: list[str] = field(default_factory=list)
    entrusted_before: list[str] = field(default_factory=list)
    """Who was entrusted with it before its class changed."""
    steps: list[Step] = field(default_factory=list)
    extensions: dict[str, Extension] = field(default_factory=dict)
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    endings: list[tuple[datetime, datetime]] = field(default_factory=list)
    """The times in which the case was resolved, before it was taken up again."""
    paused_on: datetime | None = None
    responded_on: datetime | None = None
    taken_up_on: datetime | None = None
    resolved_on: datetime | None = None
    informed_on: datetime | None = None
    closed_on: datetime | None = None
    is_first_contact: bool = False
    reopened: int = 0
    acts: set[str] = field(default_factory=set)
    """What was done of that by which steps are done."""
    failed: int = 0
    next_call: datetime | None = None
    caller: str | None = None
    last_status: str | None = None
    """The status with which it was resolved."""

    def approved_hours(self) -> float:
        return sum(each.hours for each in self.extensions.values() if each.decision == "Approved")


@dataclass
class Sop:
    """A procedure as the manager sees it."""

    name: str
    respond: float
    refer: float
    resolve: float
    in_working_hours: bool
    pauses: bool
    restarts: bool
    at_risk: float
    attempts: int
    asks_to_inform: bool
    steps: list[dict[str, Any]]
    chain: list[dict[str, Any]]
