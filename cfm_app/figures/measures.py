"""What figures tell: each with its definition, the moment that puts a case into the days, and how it is computed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from cfm_app.trends.figures import CONTENT, FEMALE, LATE, SEXES

NUMBER, PER_CENT, HOURS = "number", "per cent", "hours"
RECEIVED, RESOLVED, INFORMED, CLOSED = "received_on", "resolved_on", "informed_on", "closed_on"
MOMENTS = (RECEIVED, RESOLVED, INFORMED, CLOSED)
OPEN = "open"
PAUSES = "pauses"
"""What a row holds beside its fields: the time for which the clock of the case stood still."""


class Group(NamedTuple):
    """Cases that have the same values: their fields, and how many there are."""

    values: Any
    number: int


@dataclass(frozen=True)
class Value:
    """A figure, None where nothing can be said, and of how many cases it is."""

    figure: float | None
    of: int


Computed = Callable[[Iterable[Group]], Value]


@dataclass(frozen=True)
class Measure:
    """One figure: what a reader is told of it, what it needs to know of a case, and how it is computed."""

    key: str
    label: str
    definition: str
    moment: str
    """The field that puts a case into the days; OPEN for those that were open when the days ended."""
    compute: Computed
    fields: tuple[str, ...] = ()
    unit: str = NUMBER
    less_is_better: bool | None = None
    """None where neither more nor less is better."""


def _number(groups: Iterable[Group]) -> Value:
    number = sum(group.number for group in groups)
    return Value(number, number)


def _share(
    has: Callable[[Any], bool], counts: Callable[[Any], bool] = lambda _row: True
) -> Computed:
    """How many of those who count have something, in per cent."""

    def compute(groups: Iterable[Group]) -> Value:
        whole = part = 0
        for group in groups:
            if counts(group.values):
                whole += group.number
                part += group.number if has(group.values) else 0
        return Value(round(100 * part / whole, 1) if whole else None, whole)

    return compute


def _hours(until: str, part: float, *, without_pauses: bool = False) -> Computed:
    """The hours from the first word to a moment that a part of the cases stays below: nearest rank."""

    def compute(groups: Iterable[Group]) -> Value:
        lengths = sorted(
            hours
            for group in groups
            if (hours := _between(group.values, until, without_pauses)) is not None
            for _each in range(group.number)
        )
        if not lengths:
            return Value(None, 0)
        return Value(round(lengths[math.ceil(part * len(lengths)) - 1], 1), len(lengths))

    return compute


def _between(row: Any, until: str, without_pauses: bool) -> float | None:
    end, begin = row.get(until), row.get(RECEIVED)
    if not isinstance(end, datetime) or not isinstance(begin, datetime):
        return None
    length = end - begin
    if without_pauses:
        length -= row.get(PAUSES) or timedelta()
    return max(0.0, length.total_seconds() / 3600)


MEDIAN, MOST = 0.5, 0.9

MEASURES: dict[str, Measure] = {
    each.key: each
    for each in (
        Measure(
            "received",
            "Cases received",
            "Cases that came in on these days.",
            RECEIVED,
            _number,
        ),
        Measure(
            "first_contact",
            "Answered at the first contact",
            "Of the cases received, those resolved while the person was there or on the line.",
            RECEIVED,
            _share(lambda row: bool(row["first_contact_resolution"])),
            ("first_contact_resolution",),
            PER_CENT,
            less_is_better=False,
        ),
        Measure(
            "answer_median",
            "Hours to the first answer, median",
            "From the first word of the person to the first answer, of the cases received that have one.",
            RECEIVED,
            _hours("first_response_on", MEDIAN),
            ("received_on", "first_response_on"),
            HOURS,
            less_is_better=True,
        ),
        Measure(
            "answer_most",
            "Hours to the first answer, 9 of 10",
            "Nine of ten cases received that have a first answer got it within these hours.",
            RECEIVED,
            _hours("first_response_on", MOST),
            ("received_on", "first_response_on"),
            HOURS,
            less_is_better=True,
        ),
        Measure(
            "resolved",
            "Cases resolved",
            "Cases that were resolved on these days, whenever they came in.",
            RESOLVED,
            _number,
        ),
        Measure(
            "resolution_median",
            "Hours to the resolution, median",
            "From the first word to the resolution, less the time for which the clock stood still.",
            RESOLVED,
            _hours(RESOLVED, MEDIAN, without_pauses=True),
            ("name", "received_on", "resolved_on", "paused_hours"),
            HOURS,
            less_is_better=True,
        ),
        Measure(
            "resolution_most",
            "Hours to the resolution, 9 of 10",
            "Nine of ten cases were resolved within these hours, less the time for which the clock stood still.",
            RESOLVED,
            _hours(RESOLVED, MOST, without_pauses=True),
            ("name", "received_on", "resolved_on", "paused_hours"),
            HOURS,
            less_is_better=True,
        ),
        Measure(
            "in_time",
            "Resolved within the limit",
            "Of the cases resolved that have a limit, those that kept it.",
            RESOLVED,
            _share(lambda row: row["sla_status"] != LATE, lambda row: bool(row["sla_status"])),
            ("sla_status",),
            PER_CENT,
            less_is_better=False,
        ),
        Measure(
            "informed",
            "Persons informed",
            "Of the cases resolved, those whose person was told the outcome by now.",
            RESOLVED,
            _share(lambda row: bool(row["informed_on"])),
            ("informed_on",),
            PER_CENT,
            less_is_better=False,
        ),
        Measure(
            "not_told",
            "Closed without telling the person",
            "Of the cases closed, those whose person was never told the outcome. Duplicates do not count.",
            CLOSED,
            _share(lambda row: not row["informed_on"], lambda row: not row["duplicate_of"]),
            ("informed_on", "duplicate_of"),
            PER_CENT,
            less_is_better=True,
        ),
        Measure(
            "reopened",
            "Cases taken up again",
            "Of the cases resolved, those that were taken up again after an answer.",
            RESOLVED,
            _share(lambda row: bool(row["reopened_count"])),
            ("reopened_count",),
            PER_CENT,
            less_is_better=True,
        ),
        Measure(
            "satisfied",
            "Satisfied persons",
            "Of those informed on these days who were asked, those who answered 4 or 5.",
            INFORMED,
            _share(
                lambda row: row["satisfaction"] in CONTENT, lambda row: bool(row["satisfaction"])
            ),
            ("satisfaction",),
            PER_CENT,
            less_is_better=False,
        ),
        Measure(
            "women",
            "Women among those who spoke",
            "Of the cases received in which the sex is known.",
            RECEIVED,
            _share(lambda row: row["sex"] == FEMALE, lambda row: row["sex"] in SEXES),
            ("sex",),
            PER_CENT,
        ),
        Measure(
            "disability",
            "Persons with a disability",
            "Of the cases received in which it was asked.",
            RECEIVED,
            _share(
                lambda row: row["disability"] == "Yes",
                lambda row: row["disability"] in ("Yes", "No"),
            ),
            ("disability",),
            PER_CENT,
        ),
        Measure(
            "open_cases",
            "Open cases",
            "Cases that waited for a resolution when these days ended.",
            OPEN,
            _number,
            less_is_better=True,
        ),
    )
}
