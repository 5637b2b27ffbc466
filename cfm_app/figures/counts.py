"""The ordinary cases that figures count, for the user in the session: read once for all measures of a moment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime

from cfm_app.figures.facts import FACTS, TIMES
from cfm_app.figures.measures import MOMENTS, OPEN, PAUSES, RECEIVED, Group, Measure
from cfm_app.figures.question import Question
from cfm_app.figures.spans import Span
from cfm_app.trends import visible_cases

BATCH = 2000
SINGLE = frozenset(("name", "first_response_on", *MOMENTS))
"""Fields that tell nearly each case from all others."""


def groups(question: Question, measures: Sequence[Measure]) -> list[Group]:
    """The cases of a question that some measures of one moment count, as few groups as these tell apart."""
    moment = measures[0].moment
    facts = {name for name, _value in question.where}
    facts |= {name for name in (question.rows_by, question.columns_by) if name}
    fields = {field for measure in measures for field in measure.fields}
    fields |= {_field_of(fact, moment) for fact in facts}
    rows = _counted(sorted(fields - {""}), moment, question.span)
    holds = _condition(question, moment)
    kept = [Group(row, row["number"]) for row in rows if holds(row)]
    if "paused_hours" in fields:
        _add_pauses(kept)
    return kept


def split(found: Iterable[Group], fact: str, moment: str) -> dict[str, list[Group]]:
    """Groups by the value of a fact."""
    read, field = FACTS[fact].reading(), _field_of(fact, moment)
    parts: dict[str, list[Group]] = defaultdict(list)
    for group in found:
        parts[read(group.values[field])].append(group)
    return parts


def of_facts(span: Span, facts: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many cases received on some days have each value of some facts, in one pass for all of these."""
    fields = sorted({FACTS[fact].field for fact in facts})
    found = visible_cases.rows(fields, [span.holds(RECEIVED)])
    stored = {field: Counter(row[at] for row in found) for at, field in enumerate(fields)}
    return {fact: _told(fact, stored[FACTS[fact].field]) for fact in facts}


def _told(fact: str, stored: Mapping[Any, int]) -> dict[str, int]:
    """Numbers by the values of a fact, of those by what is stored."""
    read = FACTS[fact].reading()
    numbers: dict[str, int] = defaultdict(int)
    for value, number in stored.items():
        numbers[read(value)] += number
    return dict(numbers)


def _field_of(fact: str, moment: str) -> str:
    if fact in TIMES:
        return RECEIVED if moment == OPEN else moment
    return FACTS[fact].field


def _condition(question: Question, moment: str) -> Callable[[Any], bool]:
    tests = [
        (FACTS[name].reading(), _field_of(name, moment), value) for name, value in question.where
    ]
    if not tests:
        return lambda _row: True
    return lambda row: all(read(row[field]) == value for read, field, value in tests)


def _counted(fields: Sequence[str], moment: str, span: Span) -> list[Any]:
    every = [[span.holds(moment)]] if moment != OPEN else _open_at(span)
    if not SINGLE.isdisjoint(fields):
        return [
            dict(zip((*fields, "number"), (*row, 1), strict=True))
            for filters in every
            for row in visible_cases.rows(fields, filters)
        ]
    return [row for filters in every for row in visible_cases.counted(fields, filters)]


def _open_at(span: Span) -> list[visible_cases.Filters]:
    """The cases that were open when some days ended: those still open, and those resolved since."""
    end = f"{span.last} 23:59:59.999999"
    received: list[Any] = [RECEIVED, "<=", end]
    still = [received, ["phase", "in", visible_cases.OPEN_PHASES]]
    since = [received, ["resolved_on", "between", [end, str(now_datetime())]]]
    if end >= str(now_datetime()):
        return [still]
    return [still, since]


def _add_pauses(found: Sequence[Group]) -> None:
    """Tell of each case for how long its clock stood still while somebody waited for others."""
    names = [group.values["name"] for group in found if group.values["paused_hours"]]
    stood: dict[str, timedelta] = defaultdict(timedelta)
    for at in range(0, len(names), BATCH):
        stops = frappe.get_all(
            "Case Clock Stop",
            filters={"parent": ["in", names[at : at + BATCH]], "stop_reason": "On hold"},
            fields=["parent", "stopped_on", "resumed_on"],
            parent_doctype="Case",
            order_by="parent asc",
            limit_page_length=0,
        )
        for stop in stops:
            if stop.stopped_on and stop.resumed_on:
                stood[stop.parent] += stop.resumed_on - stop.stopped_on
    for group in found:
        group.values[PAUSES] = stood.get(group.values["name"], timedelta())
