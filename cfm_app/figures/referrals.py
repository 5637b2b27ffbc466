"""Referrals of ordinary cases by whom they were sent to: how many were answered, and how fast."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from frappe.utils import get_datetime

from cfm_app.figures.spans import Span
from cfm_app.trends import visible_cases

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
    rows = visible_cases.referrals(FIELDS, [span.holds("creation")])
    areas: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        areas[row[0] or ""].append(row)
    lines = [_line(area, found) for area, found in areas.items()]
    ordered = sorted(lines, key=lambda line: (-line.sent, line.area or ""))
    return [*ordered, _line(None, rows)] if rows else []


def _line(area: str | None, rows: Sequence[Any]) -> Line:
    answered = [row for row in rows if row[3]]
    limited = [row for row in answered if row[2]]
    kept = sum(get_datetime(row[3]) <= get_datetime(row[2]) for row in limited)
    hours = [_hours(row) for row in answered if row[1]]
    return Line(
        area,
        len(rows),
        len(answered),
        round(100 * kept / len(limited), 1) if limited else None,
        round(median(hours), 1) if hours else None,
    )


def _hours(row: Any) -> float:
    length = get_datetime(row[3]) - get_datetime(row[1])
    return max(0.0, float(length.total_seconds()) / 3600)
