"""Where figures read cases: from kept facts, or case by case with the user's permissions."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol

import numpy as np
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import batch_cache
from cfm_app.figures import visible_cases
from cfm_app.figures.kept_facts import tables
from cfm_app.figures.kept_facts.columns import NOTHING, Facts, Flags, Part, moments
from cfm_app.figures.kept_facts.months import MonthSummary, Outdated
from cfm_app.figures.kept_facts.reading import KeptFacts
from cfm_app.figures.kept_facts.tables import CASES, PAUSED_TIME, REFERRALS
from cfm_app.figures.measures import MOMENTS, RECEIVED, RESOLVED
from cfm_app.figures.spans import Span

SINGLE = frozenset((PAUSED_TIME, "first_response_on", *MOMENTS))
"""Fields that tell nearly each case from all others."""


class Source(Protocol):
    """Cases with some of their facts."""

    def of_days(self, fields: Sequence[str], moment: str, span: Span) -> Facts:
        """The cases that came to a moment on some days."""

    def open_at(self, fields: Sequence[str], span: Span) -> Facts:
        """The cases that were open when some days ended: those still open, and those resolved since."""


@batch_cache.cached_in_batch
def of_user() -> Source:
    """The ordinary cases of the user in the session.

    Kept facts cover all cases; for users who see only some, each case is read. A page reads each column
    once.
    """
    if not visible_cases.sees_all():
        return Looked()
    kept = KeptFacts(CASES)
    return OfKept(kept) if kept.is_complete else Looked()


def referrals(fields: Sequence[str], span: Span) -> Facts:
    """The referrals of these cases that were sent on some days."""
    sent = REFERRALS.moment
    kept = KeptFacts(REFERRALS) if visible_cases.sees_all() else None
    if kept and kept.is_complete:
        with suppress(Outdated):
            return _of_days(kept, fields, sent, span)
    rows = visible_cases.referrals(list(fields), [span.holds(sent)])
    part = tables.part_of(REFERRALS, fields, rows)
    return Facts.of_parts([(part, np.arange(part.number))])


class Looked:
    """Each case as a list shows it."""

    def of_days(self, fields: Sequence[str], moment: str, span: Span) -> Facts:
        """The cases that came to a moment on some days."""
        return Facts.of_parts([_looked_up(fields, [span.holds(moment)])])

    def open_at(self, fields: Sequence[str], span: Span) -> Facts:
        """The cases that were open when some days ended."""
        end = f"{span.last} 23:59:59.999999"
        received: list[Any] = [RECEIVED, "<=", end]
        still = [received, ["phase", "in", visible_cases.OPEN_PHASES]]
        since = [
            *(received, ["phase", "not in", visible_cases.OPEN_PHASES]),
            [RESOLVED, "between", [end, str(now_datetime())]],
        ]
        every = [still] if end >= str(now_datetime()) else [still, since]
        return Facts.of_parts([_looked_up(fields, filters) for filters in every])


class OfKept:
    """What is kept of all of them; each one for the time of one answer."""

    def __init__(self, kept: KeptFacts) -> None:
        self._kept = kept

    def of_days(self, fields: Sequence[str], moment: str, span: Span) -> Facts:
        """The cases that came to a moment on some days."""
        try:
            return _of_days(self._kept, fields, moment, span)
        except Outdated:
            return Looked().of_days(fields, moment, span)

    def open_at(self, fields: Sequence[str], span: Span) -> Facts:
        """The cases that were open when some days ended."""
        _first, end = _ends(span)
        now = _micros(now_datetime())
        phases = frozenset(visible_cases.OPEN_PHASES)

        def may_hold(month: MonthSummary) -> bool:
            return month.meets(RECEIVED, NOTHING + 1, end) and (
                not phases.isdisjoint(month.values["phase"]) or month.meets(RESOLVED, end, now)
            )

        def holds(part: Part) -> Flags:
            received, resolved = part.moments(RECEIVED), part.moments(RESOLVED)
            still = part.coded("phase").where(phases.__contains__)
            since = (resolved >= end) & (resolved <= now)
            return (received != NOTHING) & (received <= end) & (still | since)

        try:
            return self._kept.choose(fields, [RECEIVED, RESOLVED, "phase"], may_hold, holds)
        except Outdated:
            return Looked().open_at(fields, span)


def _of_days(kept: KeptFacts, fields: Sequence[str], moment: str, span: Span) -> Facts:
    first, last = _ends(span)

    def may_hold(month: MonthSummary) -> bool:
        return month.meets(moment, first, last)

    def holds(part: Part) -> Flags:
        column = part.moments(moment)
        return (column >= first) & (column <= last)

    return kept.choose(fields, [moment], may_hold, holds)


def _looked_up(fields: Sequence[str], filters: visible_cases.Filters) -> tuple[Part, Any]:
    asked = [field for field in fields if field != PAUSED_TIME]
    if PAUSED_TIME in fields:
        asked += ["name", "paused_hours"]
    if not SINGLE.isdisjoint(fields):
        rows = visible_cases.rows(asked, filters)
        part = tables.part_of(CASES, asked, rows)
        return part, np.arange(part.number)
    counted = visible_cases.counted(asked, filters)
    part = tables.part_of(CASES, asked, [[row[field] for field in asked] for row in counted])
    return part, np.repeat(np.arange(part.number), [row.number for row in counted])


def _ends(span: Span) -> tuple[int, int]:
    ends = (f"{span.first} 00:00:00", f"{span.last} 23:59:59.999999")
    first, last = moments([get_datetime(each) for each in ends])
    return int(first), int(last)


def _micros(moment: datetime) -> int:
    return int(moments([moment])[0])
