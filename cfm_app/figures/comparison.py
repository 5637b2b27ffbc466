"""Comparison with earlier days: which days are compared, and whether a difference is more than chance.

Days that are not over are compared with as many days before, else the third of a month would stand beside a whole one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from cfm_app.figures.measures import NUMBER, PER_CENT, Measure, Value
from cfm_app.figures.spans import Span

CERTAIN = 1.96
"""Of a standard normal variable, what chance passes one time in twenty, up or down."""
LEAST_EXPECTED = 1


@dataclass(frozen=True)
class Compared:
    """The days that are over, the same days before, and a year ago; the last is None where these are the same."""

    days: Span
    before: Span
    year_ago: Span | None


def of(span: Span) -> Compared | None:
    """What a span is compared with; None on its first day, when there is nothing to compare yet."""
    days = span.over
    if days is None:
        return None
    before = days.before if days.name or not span.name else span.before.begin_of(days)
    year_ago = days.year_ago if days.name or not span.name else span.year_ago.begin_of(days)
    return Compared(days, before, year_ago if year_ago != before else None)


def differ(measure: Measure, now: Value, then: Value, days: Span, earlier: Span) -> bool:
    """Whether two values of a measure differ by more than chance alone makes them one time in twenty."""
    if now.figure is None or then.figure is None:
        return False
    if measure.unit == NUMBER:
        return _numbers_differ(now.figure, then.figure, days.days / earlier.days)
    return _shares_differ(now, then) if measure.unit == PER_CENT else _lengths_differ(now, then)


def _numbers_differ(now: float, then: float, times: float) -> bool:
    """Two Poisson counts of spans of which one is some times the other, by square roots (Huffman 1984)."""
    difference = math.sqrt(now + 3 / 8) - math.sqrt(times * (then + 3 / 8))
    return abs(2 * difference / math.sqrt(1 + times)) > CERTAIN


def _shares_differ(now: Value, then: Value) -> bool:
    """Two shares, by the "N - 1" chi-squared test (Campbell 2007), which asks for one expected case a cell."""
    parts = [(value.figure or 0) * value.of / 100 for value in (now, then)]
    number = now.of + then.of
    whole = sum(parts) / number
    if min(now.of, then.of) * min(whole, 1 - whole) < LEAST_EXPECTED:
        return False
    spread = whole * (1 - whole) * (1 / now.of + 1 / then.of) * number / (number - 1)
    return abs(parts[0] / now.of - parts[1] / then.of) > CERTAIN * math.sqrt(spread)


def _lengths_differ(now: Value, then: Value) -> bool:
    """Two percentiles, by intervals that do not overlap (`measures.RANGE`)."""
    if now.between is None or then.between is None:
        return False
    return now.between[0] > then.between[1] or then.between[0] > now.between[1]
