"""A clock that cannot be right is doubted, whatever the machine has been through, and the doubt ends by itself."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any
from unittest import mock

import frappe
import time_machine
from frappe.utils import now_datetime

from cfm_app import hooks
from cfm_app.api import idempotency
from cfm_app.base import clock, clock_jobs
from cfm_app.cases.search import index
from cfm_app.figures.kept_facts import keeping
from cfm_app.testing import CFMTestCase

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG = (60 * DAY, -60 * DAY, 1000 * DAY, -1000 * DAY)
YEARS = tuple(datetime(year, 1, 1, tzinfo=timezone.utc) for year in (2015, 2038))


class Machine:
    """What its clock shows, how long it has run, and how often it was started."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self._traveller = traveller
        self._shown = datetime.now(timezone.utc)
        self.uptime = 5000.0
        self.starts = 1

    @property
    def shown(self) -> datetime:
        return self._shown

    def set_clock(self, shown: datetime) -> None:
        """Set the clock; no time passes."""
        self._shown = shown
        self._traveller.move_to(shown)

    def jump(self, off: timedelta) -> None:
        """Set the clock ahead or back."""
        self.set_clock(self._shown + off)

    def wait(self, passed: timedelta) -> None:
        """Let time pass while it runs."""
        self.uptime += passed.total_seconds()
        self.set_clock(self._shown + passed)

    def restart(self, off_for: timedelta = timedelta(minutes=2)) -> None:
        """Start it anew after it was off for some time; its clock has run on."""
        self.starts += 1
        self.uptime = 30.0
        self.set_clock(self._shown + off_for)


@contextmanager
def machine() -> Iterator[Machine]:
    """A machine whose clock is believed."""
    with time_machine.travel(datetime.now(timezone.utc), tick=False) as traveller:
        made = Machine(traveller)
        with (
            mock.patch.object(clock, "uptime", lambda: made.uptime),
            mock.patch.object(clock, "machine_start", lambda: f"start {made.starts}"),
        ):
            clock.believe()
            yield made


class ClockCase(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        stack = ExitStack()
        self.machine = stack.enter_context(machine())
        self.addCleanup(stack.close)

    def wrong(self) -> list[Callable[[], None]]:
        """Each way to set the clock wrong by days or years."""
        jumps = [lambda off=off: self.machine.jump(off) for off in LONG]
        return [*jumps, *(lambda year=year: self.machine.set_clock(year) for year in YEARS)]


class TestDoubt(ClockCase):
    def test_a_clock_that_goes_is_believed(self) -> None:
        for passed in (timedelta(minutes=4), 3 * HOUR, 5 * DAY, timedelta()):
            self.machine.wait(passed)
            self.assertIsNone(clock.doubt())
        self.machine.jump(timedelta(minutes=-3))
        self.assertIsNone(clock.doubt(), "a time server corrects it")

    def test_any_jump_while_the_machine_runs_is_doubted_and_ends_with_it(self) -> None:
        right = self.machine.shown
        for jump in (
            *(lambda off=off: self.machine.jump(off) for off in (HOUR, -HOUR)),
            *self.wrong(),
        ):
            jump()
            clock.look()
            found = clock.doubt()
            assert found
            self.assertEqual(found.is_ahead, self.machine.shown > right)
            self.machine.set_clock(right)
            self.assertIsNone(clock.doubt())
            clock.look()

    def test_while_it_is_doubted_the_time_is_known_from_how_long_the_machine_runs(self) -> None:
        begin = clock.believed_now()
        self.machine.jump(-4000 * DAY)
        self.machine.wait(HOUR)
        self.assertEqual(clock.believed_now(), begin + HOUR)

    def test_a_start_with_a_wrong_clock_is_doubted(self) -> None:
        right = self.machine.shown
        for jump in self.wrong():
            self.machine.restart()
            jump()
            clock.look()
            self.assertIsNotNone(clock.doubt())
            self.machine.wait(HOUR)
            clock.look()
            self.machine.set_clock(right + HOUR)
            self.assertIsNone(clock.doubt())

    def test_after_a_start_the_time_is_at_least_what_was_believed(self) -> None:
        begin = clock.believed_now()
        self.machine.restart()
        self.machine.set_clock(YEARS[0])
        clock.look()
        self.machine.wait(HOUR)
        self.assertEqual(clock.believed_now(), begin + HOUR)

    def test_a_weekend_without_the_machine_is_no_doubt_and_three_weeks_ask_once(self) -> None:
        self.machine.restart(2 * DAY - HOUR)
        self.assertIsNone(clock.doubt())
        clock.look()
        self.machine.restart(21 * DAY)
        clock.look()
        self.assertIsNotNone(clock.doubt())
        clock.believe()
        self.machine.wait(HOUR)
        self.assertIsNone(clock.doubt())

    def test_an_hour_that_stays_is_believed_after_some_hours(self) -> None:
        for off in (HOUR, -HOUR):
            self.machine.jump(off)
            clock.look()
            self.machine.wait(clock.STEADY - HOUR)
            self.assertIsNotNone(clock.doubt())
            self.machine.wait(HOUR)
            self.assertIsNone(clock.doubt())
            clock.look()

    def test_days_that_stay_are_not_believed_before_a_person_says_so(self) -> None:
        self.machine.jump(60 * DAY)
        clock.look()
        self.machine.wait(30 * DAY)
        clock.look()
        self.assertIsNotNone(clock.doubt())

    def test_a_site_without_a_mark_goes_by_what_was_written_last(self) -> None:
        frappe.db.set_global(clock.KEY, "")
        frappe.db.set_value("Scheduled Job Type", {}, "last_execution", now_datetime())
        frappe.db.delete("CFM Access Log")
        self.assertIsNone(clock.doubt())
        for jump in (-HOUR, 61 * DAY):
            self.machine.jump(jump)
            self.assertIsNotNone(clock.doubt())


def jobs() -> dict[str, Callable[..., Any]]:
    """Every job of the clock of the app, by its path."""
    paths = [path for rhythm in hooks.scheduler_events.values() for path in rhythm]
    return {path: frappe.get_attr(path) for path in paths}


class TestJobs(ClockCase):
    def test_each_job_declares_what_it_does(self) -> None:
        undeclared = [
            path
            for path, job in jobs().items()
            if getattr(job, clock_jobs.EFFECT, None) not in clock_jobs.EFFECTS
        ]
        self.assertEqual(undeclared, [])

    def test_no_job_takes_a_row_away_while_the_clock_is_doubted(self) -> None:
        # What follows other rows may come and go with them.
        index.drop_outdated()
        with mock.patch.object(frappe.db, "commit"):
            keeping.keep_all_changed()
        for number, jump in enumerate(self.wrong()):
            if number % 2:
                self.machine.restart()
            jump()
            for path, job in jobs().items():
                before = rows()
                with (
                    mock.patch.object(frappe.db, "commit"),
                    # Work on whole tables ends a transaction; no rows go with it.
                    mock.patch.object(frappe.db, "sql_ddl"),
                ):
                    job()
                after = rows()
                gone = {name: count for name, count in before.items() if after[name] < count}
                self.assertEqual(gone, {}, path)

    def test_the_same_jobs_do_take_rows_away_once_the_date_is_confirmed(self) -> None:
        """Else the test above would prove nothing."""
        index.drop_outdated()
        keys = {"doctype": "CFM Request Key", "name": "k", "known_until": now_datetime()}
        frappe.get_doc(keys).db_insert()
        self.machine.jump(1000 * DAY)
        idempotency.tidy()
        self.assertTrue(frappe.db.exists("CFM Request Key", "k"))
        clock.believe()
        idempotency.tidy()
        self.assertFalse(frappe.db.exists("CFM Request Key", "k"))


def rows() -> dict[str, int]:
    """How many rows each table has."""
    return {name: frappe.db.count(name) for name in tables()}


def tables() -> list[str]:
    """Those of the office; what is kept of jobs themselves comes and goes."""
    every = {"issingle": 0, "is_virtual": 0}
    return frappe.get_all("DocType", every, pluck="name", order_by="name asc")
