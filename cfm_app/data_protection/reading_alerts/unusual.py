"""Rules for unusual readings of one user, as pure functions over log lines."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cfm_app.base import phonetics
from cfm_app.procedures.sop.clock import Calendar

MANY, AFTER_HOURS, SAME_NAME, OF_OTHERS = (
    "Many persons in an hour",
    "Outside working hours",
    "The same family name",
    "Cases of others",
)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Reading:
    """Somebody opened a person or a report, as the log says."""

    moment: datetime
    subject: str
    """The name of the person, or of the report where the person is anonymous."""


@dataclass(frozen=True)
class Limits:
    """From how many persons on reading is unusual; 0 looks for nothing."""

    in_an_hour: int
    after_hours: int
    of_others: int
    looks_at_names: bool


@dataclass(frozen=True)
class Finding:
    """Some unusual reading, from its first line to its last."""

    kind: str
    since: datetime
    until: datetime
    subjects: frozenset[str] = field(compare=False)


@dataclass(frozen=True)
class Reader:
    """What is known of a user besides their reading."""

    family_name: str
    worked_on: frozenset[str]
    """The subjects on whose cases they did something, or which are entrusted to them."""


def findings(
    readings: list[Reading],
    reader: Reader,
    names: dict[str, str],
    limits: Limits,
    calendar: Calendar,
) -> Iterator[Finding]:
    """What is unusual in a day of readings, in the order of time; `names` are those of persons."""
    others = [each for each in readings if each.subject not in reader.worked_on]
    if limits.in_an_hour and (burst := _burst(readings, limits.in_an_hour)):
        yield _finding(MANY, burst)
    late = [each for each in readings if not _is_worked(each.moment, calendar)]
    if limits.after_hours and len(_subjects(late)) >= limits.after_hours:
        yield _finding(AFTER_HOURS, late)
    if limits.looks_at_names and (kin := _kin(others, reader.family_name, names)):
        yield _finding(SAME_NAME, kin)
    if limits.of_others and len(_subjects(others)) >= limits.of_others:
        yield _finding(OF_OTHERS, others)


def _burst(readings: list[Reading], limit: int) -> list[Reading]:
    """The hour with most persons, if they reach the limit."""
    best, most, first = (0, 0), 0, 0
    within: Counter[str] = Counter()
    for last, reading in enumerate(readings):
        within[reading.subject] += 1
        while readings[first].moment <= reading.moment - HOUR:
            left = readings[first].subject
            within[left] -= 1
            if not within[left]:
                del within[left]
            first += 1
        if len(within) > most:
            best, most = (first, last + 1), len(within)
    return readings[slice(*best)] if most >= limit else []


def _kin(readings: list[Reading], family_name: str, names: dict[str, str]) -> list[Reading]:
    """Readings of persons whose names sound like the reader's family name."""
    own = {sound.heard for sound in phonetics.sounds(family_name)}
    if not own:
        return []

    def is_kin(subject: str) -> bool:
        return own <= {sound.heard for sound in phonetics.sounds(names.get(subject))}

    return [each for each in readings if is_kin(each.subject)]


def _is_worked(moment: datetime, calendar: Calendar) -> bool:
    """Whether the office works at a moment; an hour before and after count as well."""
    if calendar.always:
        return True
    window = calendar.window(moment.date())
    return window is not None and window[0] - HOUR <= moment <= window[1] + HOUR


def _subjects(readings: Iterable[Reading]) -> frozenset[str]:
    return frozenset(each.subject for each in readings)


def _finding(kind: str, readings: list[Reading]) -> Finding:
    return Finding(kind, readings[0].moment, readings[-1].moment, _subjects(readings))
