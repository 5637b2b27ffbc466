"""The week itself: simulated time, sessions of the people, and the scheduler with its outages."""

from __future__ import annotations

import heapq
import random
import threading
import time as time_of_day
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import frappe
import time_machine

from cfm_app.base import clock as machine_clock
from cfm_app.cases import digest
from cfm_app.procedures.sop import reminders, sla_status
from frappe_embedded.kernel.core.site import Site
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.services.jobs.worker import run_pending

from . import people, waiting
from .calls import MINUTE
from .log import Event

ZONE = ZoneInfo("Africa/Ndjamena")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
END = people.MONDAY + 7 * DAY
# In the first outage the whole machine is off, in the second one only the scheduler.
MACHINE_OFF = (datetime(2026, 12, 1, 21, 5), datetime(2026, 12, 2, 6, 5))
SCHEDULER_OFF = (datetime(2026, 12, 3, 10, 30), datetime(2026, 12, 4, 12, 30))
# In the morning, while people are at work, and at night.
COUNTED_AT = (0, 8, 11, 16)
HOLIDAYS = frozenset((datetime(2026, 12, 1).date(), people.ADDED_HOLIDAY))

Action = Callable[[], None]


@contextmanager
def travelling(start: datetime) -> Iterator[time_machine.Traveller]:
    """Within this context time stands still at a moment of the office, until it is moved.

    The machine has run for as long as its clock shows.
    """
    with (
        time_machine.travel(start.replace(tzinfo=ZONE), tick=False) as traveller,
        mock.patch.object(machine_clock, "uptime", time_of_day.time),
    ):
        yield traveller


class Office:
    """Plays what people have planned, minute by minute, and lets the scheduler run each hour."""

    def __init__(self, site: Site, chance: random.Random, clock: time_machine.Traveller) -> None:
        self.site, self.chance = site, chance
        self.log: list[Event] = []
        self.statuses: dict[datetime, dict[str, str | None]] = {}
        """The status of every case after each run of the scheduler."""
        self.miscounted: dict[datetime, list[Any]] = {}
        """Every few hours: what a list says to somebody that the stored rows do not."""
        self._agenda: list[tuple[datetime, int, Action]] = []
        self._count = 0
        self._told_on: set[Any] = set()
        self._clock = clock

    # --- time -------------------------------------------------------------------------------
    @property
    def now(self) -> datetime:
        return datetime.now(ZONE).replace(tzinfo=None)

    def plan(self, moment: datetime, action: Action) -> None:
        """Have something done at a moment, but not while the machine is off."""
        begin, end = MACHINE_OFF
        if begin <= moment < end:
            moment = end + (self.chance.randint(1, 50)) * MINUTE
        self._count += 1
        heapq.heappush(self._agenda, (moment, self._count, action))

    def later(self, least: float, most: float, action: Action, in_office: bool = False) -> None:
        """Have something done some hours from now, when somebody is at work."""
        moment = self.now + self.chance.uniform(least, most) * HOUR
        moment = moment.replace(minute=self.chance.randint(1, 59), second=0, microsecond=0)
        moment = max(moment, self.now + 2 * MINUTE)
        while not self._works(moment, in_office) or not moment.minute:
            moment += 7 * MINUTE
        self.plan(moment, action)

    def _works(self, moment: datetime, in_office: bool) -> bool:
        if not in_office:
            return time(6) <= moment.time() < time(20)
        is_off = moment.weekday() >= 5 or moment.date() in HOLIDAYS
        return not is_off and time(7, 30) <= moment.time() < time(16, 30)

    def play(self) -> None:
        """Play the week to its end."""
        hour = people.MONDAY + HOUR
        while hour <= END:
            while self._agenda and self._agenda[0][0] < hour:
                moment, _count, action = heapq.heappop(self._agenda)
                self._clock.move_to(moment.replace(tzinfo=ZONE))
                action()
            self._clock.move_to(hour.replace(tzinfo=ZONE))
            if not self._is_outage(hour):
                self._run_jobs(is_double=hour - HOUR < SCHEDULER_OFF[1] < hour)
            hour += HOUR

    # --- people -----------------------------------------------------------------------------
    @contextmanager
    def session(self, user: str) -> Iterator[None]:
        """What is done here is one request of a user."""
        with opened(self.site, user):
            yield
            frappe.db.commit()

    def note(self, what: str, actor: str, case: str = "", **data: Any) -> None:
        """Write down what has been done."""
        self.log.append(Event(self.now, what, actor, case, data))

    def work_off_queue(self) -> None:
        """What was queued by the people is done."""
        run_pending(self.site)

    # --- the scheduler ----------------------------------------------------------------------
    def _is_outage(self, hour: datetime) -> bool:
        return any(begin < hour < end for begin, end in (MACHINE_OFF, SCHEDULER_OFF))

    def _run_jobs(self, is_double: bool) -> None:
        jobs: list[Callable[[], int]] = [sla_status.refresh, reminders.run]
        is_daily = self.now.date() not in self._told_on
        if is_daily:
            self._told_on.add(self.now.date())
            jobs.append(digest.send)
        self.note("ran", "Administrator", is_daily=is_daily)
        for job in jobs:
            self._at_once(job, 2 if is_double else 1)
        self.work_off_queue()
        with opened(self.site):
            rows = frappe.get_all("Case", fields=["name", "sla_status"], limit_page_length=0)
            self.statuses[self.now] = {row.name: row.sla_status or None for row in rows}
        if self.now.hour in COUNTED_AT:
            self.miscounted[self.now] = waiting.differences(self.site, self.now)

    def _at_once(self, job: Callable[[], int], times: int) -> None:
        """Run a job in sessions of its own that begin together."""
        barrier, failures = threading.Barrier(times), []

        def run() -> None:
            try:
                with opened(self.site):
                    barrier.wait(timeout=30)
                    job()
                    frappe.db.commit()
            except Exception as error:
                failures.append(error)

        threads = [threading.Thread(target=run) for _time in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]
