"""Referrals of ordinary cases by area: how many were answered, and how fast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cfm_app.figures import sources
from cfm_app.figures.kept_facts.columns import NOTHING, Facts
from cfm_app.figures.measures import HOUR
from cfm_app.figures.spans import Span

FIELDS = ["functional_area", "creation", "due_on", "responded_on"]


@dataclass(frozen=True)
class Line:
    """The referrals to one functional area; that of all has None as its area."""

    area: str | None
    sent: int
    answered: int
    in_time: float | None
    """Of those answered that had a limit, in per cent."""
    hours: float | None
    """To the answer, median."""


def by_area(span: Span) -> list[Line]:
    """Those sent on some days, the most frequent area first; all of them at the end."""
    found = sources.referrals(FIELDS, span)
    if not found.number:
        return []
    areas = found.split(found.coded("functional_area").read(lambda area: area or ""))
    lines = [_line(area, of_area) for area, of_area in areas.items()]
    ordered = sorted(lines, key=lambda line: (-line.sent, line.area or ""))
    return [*ordered, _line(None, found)]


def _line(area: str | None, found: Facts) -> Line:
    sent, due, responded = (found.moments(name) for name in ("creation", "due_on", "responded_on"))
    answered = responded != NOTHING
    limited = answered & (due != NOTHING)
    kept = int(np.count_nonzero(limited & (responded <= due)))
    number = int(np.count_nonzero(limited))
    lengths = np.maximum(responded[answered] - sent[answered], 0)
    return Line(
        area,
        found.number,
        int(np.count_nonzero(answered)),
        round(100 * kept / number, 1) if number else None,
        round(float(np.median(lengths)) / HOUR, 1) if len(lengths) else None,
    )
