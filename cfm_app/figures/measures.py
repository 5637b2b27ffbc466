"""The measures: each with its definition, the date that counts, and its computation."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from cfm_app.figures.kept_facts.columns import NOTHING, Coded, Facts, Flags
from cfm_app.figures.kept_facts.tables import PAUSED_TIME
from cfm_app.figures.performance import CONTENT, FEMALE, LATE, SEXES

NUMBER, PER_CENT, HOURS = "number", "per cent", "hours"
RECEIVED, RESOLVED, INFORMED, CLOSED = "received_on", "resolved_on", "informed_on", "closed_on"
MOMENTS = (RECEIVED, RESOLVED, INFORMED, CLOSED)
OPEN = "open"
HOUR = 3_600_000_000
RANGE = 1.39
"""Standard errors on each side of a percentile: two such ranges are apart by chance one time in twenty.

Goldstein and Healy 1995, The Graphical Presentation of a Collection of Means.
"""


@dataclass(frozen=True)
class Value:
    """A figure and the number of cases behind it; None if it is undefined.

    Of a percentile also between what it lies by chance; None where there are too few cases to tell.
    """

    figure: float | None
    of: int
    between: tuple[float, float] | None = None


Computed = Callable[[Facts], Value]


@dataclass(frozen=True)
class Measure:
    """One figure: its texts, the fields that it needs, and its computation."""

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
    counted: tuple[tuple[str, str, Any], ...] = ()
    """Field, operator and value by which a list finds, among those of the days, the cases of which the figure is."""


def _number(cases: Facts) -> Value:
    return Value(cases.number, cases.number)


Told = Callable[[Facts], Flags]


def _is(field: str, holds: Callable[[Any], bool] = bool) -> Told:
    """Of which cases something holds that a field tells; of a moment, whether there is one."""

    def told(cases: Facts) -> Flags:
        column = cases.column(field)
        return column.where(holds) if isinstance(column, Coded) else column != NOTHING

    return told


def _not(has: Told) -> Told:
    return lambda cases: ~has(cases)


def _share(has: Told, counts: Told | None = None) -> Computed:
    """How many of those who count have something, in per cent."""

    def compute(cases: Facts) -> Value:
        if not cases.number:
            return Value(None, 0)
        counting = counts(cases) if counts else np.ones(cases.number, dtype=np.bool_)
        whole = int(np.count_nonzero(counting))
        part = int(np.count_nonzero(counting & has(cases)))
        return Value(round(100 * part / whole, 1) if whole else None, whole)

    return compute


def _hours(until: str, part: float, *, without_pauses: bool = False) -> Computed:
    """The percentile (nearest rank) of the hours from the first contact to a moment."""

    def compute(cases: Facts) -> Value:
        if not cases.number:
            return Value(None, 0)
        begin, end = cases.moments(RECEIVED), cases.moments(until)
        known = (begin != NOTHING) & (end != NOTHING)
        lengths = end[known] - begin[known]
        if not len(lengths):
            return Value(None, 0)
        if without_pauses:
            lengths = lengths - cases.moments(PAUSED_TIME)[known]
        number = len(lengths)
        rank = math.ceil(part * number) - 1
        spread = RANGE * math.sqrt(number * part * (1 - part))
        ranks = [rank, math.floor(rank - spread), math.ceil(rank + spread)]
        known_ranks = [each for each in ranks if 0 <= each < number]
        ordered = np.partition(lengths, known_ranks)
        hours = [round(max(0, int(ordered[each])) / HOUR, 1) for each in known_ranks]
        return Value(hours[0], number, (hours[1], hours[2]) if len(hours) == len(ranks) else None)

    return compute


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
            _share(_is("first_contact_resolution")),
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
            counted=(("first_response_on", "is", "set"),),
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
            counted=(("first_response_on", "is", "set"),),
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
            ("received_on", "resolved_on", PAUSED_TIME),
            HOURS,
            less_is_better=True,
        ),
        Measure(
            "resolution_most",
            "Hours to the resolution, 9 of 10",
            "Nine of ten cases were resolved within these hours, less the time for which the clock stood still.",
            RESOLVED,
            _hours(RESOLVED, MOST, without_pauses=True),
            ("received_on", "resolved_on", PAUSED_TIME),
            HOURS,
            less_is_better=True,
        ),
        Measure(
            "in_time",
            "Resolved within the limit",
            "Of the cases resolved that have a limit, those that kept it.",
            RESOLVED,
            _share(_not(_is("sla_status", lambda status: status == LATE)), _is("sla_status")),
            ("sla_status",),
            PER_CENT,
            less_is_better=False,
            counted=(("sla_status", "is", "set"),),
        ),
        Measure(
            "informed",
            "Persons informed",
            "Of the cases resolved, those whose person was told the outcome by now.",
            RESOLVED,
            _share(_is("informed_on")),
            ("informed_on",),
            PER_CENT,
            less_is_better=False,
        ),
        Measure(
            "not_told",
            "Closed without telling the person",
            "Of the cases closed, those whose person was never told the outcome. Duplicates do not count.",
            CLOSED,
            _share(_not(_is("informed_on")), _not(_is("duplicate_of"))),
            ("informed_on", "duplicate_of"),
            PER_CENT,
            less_is_better=True,
            counted=(("duplicate_of", "is", "not set"),),
        ),
        Measure(
            "reopened",
            "Cases taken up again",
            "Of the cases resolved, those that were taken up again after an answer.",
            RESOLVED,
            _share(_is("reopened_count")),
            ("reopened_count",),
            PER_CENT,
            less_is_better=True,
        ),
        Measure(
            "satisfied",
            "Satisfied persons",
            "Of those informed on these days who were asked, those who answered 4 or 5.",
            INFORMED,
            _share(_is("satisfaction", CONTENT.__contains__), _is("satisfaction")),
            ("satisfaction",),
            PER_CENT,
            less_is_better=False,
            counted=(("satisfaction", "is", "set"),),
        ),
        Measure(
            "women",
            "Women among those who spoke",
            "Of the cases received in which the sex is known.",
            RECEIVED,
            _share(_is("sex", lambda sex: sex == FEMALE), _is("sex", SEXES.__contains__)),
            ("sex",),
            PER_CENT,
            counted=(("sex", "in", list(SEXES)),),
        ),
        Measure(
            "disability",
            "Persons with a disability",
            "Of the cases received in which it was asked.",
            RECEIVED,
            _share(
                _is("disability", lambda told: told == "Yes"),
                _is("disability", ("Yes", "No").__contains__),
            ),
            ("disability",),
            PER_CENT,
            counted=(("disability", "in", ["Yes", "No"]),),
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
