"""The clock against an independent calculation: 10,000 calendars, pauses and reopenings.

The other calculation knows no windows. It asks of a single moment whether the clock runs then, and
adds up the pieces of time between all moments at which the answer may change.
"""

import random
from bisect import bisect_right
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from unittest import TestCase

from cfm_app.procedures.sop.clock import Calendar, OtherHours, add_hours, hours_between
from cfm_app.procedures.sop.due_times import Facts, due_times, used_hours

SAMPLES = 10_000
MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

Hours = Callable[[date], tuple[time, time]]


def runs_at(
    moment: datetime, calendar: Calendar, stops: list[tuple[datetime, datetime]], hours: Hours
) -> bool:
    """Whether a clock runs at a moment that is no boundary."""
    if any(begin < moment < end for begin, end in stops):
        return False
    today, clock = moment.date(), moment.time()
    (opens, closes), (opened, closed) = hours(today), hours(today - DAY)
    if _is_working_day(today, calendar) and clock > opens and (clock < closes or closes <= opens):
        return True
    return closed <= opened and clock < closed and _is_working_day(today - DAY, calendar)


def hours_of(calendar: Calendar) -> Hours:
    """Its hours day by day, each day looked up once."""
    return cache(lambda day: _hours_of(day, calendar))


def _hours_of(day: date, calendar: Calendar) -> tuple[time, time]:
    """The hours that fit a day best, by going through all of them."""
    best, found = (-1, -1, -1), (calendar.start, calendar.end)
    for place, other in enumerate(calendar.others):
        within = (other.first_day or day) <= day <= (other.last_day or day)
        if not within or other.weekday not in (None, day.weekday()):
            continue
        rank = (int(bool(other.first_day or other.last_day)), int(other.weekday is not None), place)
        if rank > best:
            best, found = rank, (other.start, other.end)
    return found


def _is_working_day(day: date, calendar: Calendar) -> bool:
    return day.weekday() in calendar.weekdays and day not in calendar.holidays


class OtherClock:
    """What a clock shows at every moment of some weeks, found piece by piece."""

    def __init__(
        self, start: datetime, days: int, calendar: Calendar, stops: list[tuple[datetime, datetime]]
    ) -> None:
        last, hours = start + days * DAY, hours_of(calendar)
        moments = {start, last, *(moment for stop in stops for moment in stop)}
        for number in range(-1, days + 2):
            day = start.date() + number * DAY
            for clock in (*hours(day), *hours(day - DAY)):
                moments.add(datetime.combine(day, clock))
        self.moments = sorted(moment for moment in moments if start <= moment <= last)
        self.shown = [timedelta()]
        for begin, end in zip(self.moments, self.moments[1:], strict=False):
            middle = begin + (end - begin) / 2
            piece = end - begin if runs_at(middle, calendar, stops, hours) else timedelta()
            self.shown.append(self.shown[-1] + piece)

    def at(self, moment: datetime) -> timedelta:
        place = min(bisect_right(self.moments, moment) - 1, len(self.moments) - 2)
        before, after = self.shown[place], self.shown[place + 1]
        return before + (moment - self.moments[place] if after > before else timedelta())

    def first(self, wanted: timedelta) -> datetime | None:
        for place, after in enumerate(self.shown[1:]):
            if after >= wanted and after > self.shown[place]:
                return self.moments[place] + (wanted - self.shown[place])
        return None


class Chance:
    """Random calendars and histories of cases; every choice comes from one source."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def calendar(self) -> Calendar:
        weekdays = self.random.sample(range(7), self.random.randint(1, 7))
        holidays = self.random.sample(range(40), self.random.randint(0, 6))
        start, end = (self._time() for _side in range(2))
        if self.random.random() < 0.2:
            start = end
        days = frozenset(MONDAY + number * DAY for number in holidays)
        others = tuple(self._others() for _row in range(self.random.choice((0, 0, 1, 3))))
        return Calendar(start, end, frozenset(weekdays), days, others)

    def _others(self) -> OtherHours:
        first = MONDAY + self.random.randint(0, 30) * DAY
        last = first + self.random.randint(0, 20) * DAY
        bounds = self.random.choice(((first, last), (first, None), (None, last), (None, None)))
        weekday = self.random.choice((None, *range(7)))
        return OtherHours(self._time(), self._time(), *bounds, weekday)

    def _time(self) -> time:
        return time(self.random.randint(0, 23), self.random.choice((0, 0, 15, 30, 59)))

    def moment(self, after: datetime, days: int) -> datetime:
        return after + timedelta(minutes=self.random.randint(1, days * 24 * 60))

    def start(self) -> datetime:
        midnight = datetime.combine(MONDAY, time())
        return self.moment(midnight, 10)

    def history(self, start: datetime) -> list[tuple[str, datetime, datetime]]:
        """On hold and resolved, one after the other, sometimes the one right after the other."""
        found, last = [], start
        for _stop in range(self.random.randint(0, 5)):
            begin = last if self.random.random() < 0.2 else self.moment(last, 4)
            last = self.moment(begin, 5)
            found.append((self.random.choice(("On hold", "Resolved")), begin, last))
        return found


class TestClockProperty(TestCase):
    def test_due_times_agree(self) -> None:
        chance, compared = Chance(2026), 0
        while compared < SAMPLES:
            calendar, start = chance.calendar(), chance.start()
            history = chance.history(start)
            restarts = [end for kind, _begin, end in history if kind == "Resolved"]
            restarted = restarts[-1] if restarts and chance.random.random() < 0.5 else None
            stops = [(begin, end) for _kind, begin, end in history]
            hours = chance.random.choice((0.5, 1, 8, 24, 33.25, 72, 100))
            # Most are due within weeks: only for the others the whole time is added up.
            for days in (25, 75):
                other = OtherClock(restarted or start, days, calendar, stops)
                wanted = other.first(timedelta(hours=hours))
                if wanted is not None:
                    break
            else:
                continue
            facts = Facts(
                started_on=start,
                resolve_hours=hours,
                calendar=calendar,
                stops=tuple(stops),
                reopened_on=restarts[-1] if restarts else None,
                is_restarted=bool(restarted),
            )
            due = due_times(facts)
            self.assertEqual(due.resolve_by, wanted, facts)
            self.assertEqual(due.at_risk_on, other.first(timedelta(hours=hours) * 0.8), facts)
            moment = chance.moment(restarted or start, 20)
            shown = other.at(moment) / HOUR
            self.assertAlmostEqual(used_hours(facts, moment), shown, 6, facts)
            compared += 1

    def test_minute_by_minute(self) -> None:
        """The other calculation is itself right: counted minute by minute for some days."""
        chance = Chance(7)
        half = timedelta(seconds=30)
        for _sample in range(60):
            calendar, start = chance.calendar(), chance.start()
            stops = [(begin, end) for _kind, begin, end in chance.history(start)]
            end = chance.moment(start, 5)
            minutes = int((end - start) / timedelta(minutes=1))
            moments = (start + timedelta(minutes=number) + half for number in range(minutes))
            hours = hours_of(calendar)
            counted = sum(runs_at(moment, calendar, stops, hours) for moment in moments) / 60
            found = hours_between(start, end, calendar, tuple(stops))
            self.assertAlmostEqual(found, counted, 6)
            self.assertAlmostEqual(OtherClock(start, 6, calendar, stops).at(end) / HOUR, counted, 6)

    def test_adding_and_counting_are_inverse(self) -> None:
        chance = Chance(11)
        for _sample in range(500):
            calendar, start = chance.calendar(), chance.start()
            stops = tuple((begin, end) for _kind, begin, end in chance.history(start))
            hours = chance.random.randint(1, 200) / 4
            end = add_hours(start, hours, calendar, stops)
            self.assertAlmostEqual(hours_between(start, end, calendar, stops), hours, 6)
