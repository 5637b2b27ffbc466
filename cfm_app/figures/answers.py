"""The answers: key figures with earlier ones, and the requested table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
from typing import Any

import frappe
import numpy as np
from frappe import _
from frappe.utils import getdate

from cfm_app.base.counting import counted
from cfm_app.figures import comparison, counts, sources
from cfm_app.figures.cached_counts import cached
from cfm_app.figures.facts import FACTS, FILTERS, TIMES
from cfm_app.figures.kept_facts.columns import Facts
from cfm_app.figures.measures import MEASURES, NUMBER, Measure, Value
from cfm_app.figures.question import Question
from cfm_app.figures.spans import Span

NONE, NOBODY = Value(None, 0), np.zeros(0, dtype=np.intp)
MOST_CELLS = 5000
"""What a person can still read, on as many sheets of paper."""


@dataclass(frozen=True)
class KeyFigure:
    """A measure of a period, and beside it of what is compared: its days that are over, as many before, a year ago.

    None where nothing is over yet; ``year_ago`` also where it would be the days before.
    """

    measure: Measure
    now: Value
    over: Value | None
    before: Value | None
    year_ago: Value | None


@dataclass(frozen=True)
class CrossTable:
    """Values by rows and columns; the last row and column cover all cases."""

    rows: list[str]
    columns: list[str]
    cells: list[list[Value]]


def key_figures(question: Question) -> list[KeyFigure]:
    """Every measure of the days and filters of a question."""
    source, compared = sources.of_user(), comparison.of(question.span)
    over, before, year_ago = (
        (compared.days, compared.before, compared.year_ago) if compared else (None, None, None)
    )
    spans = (question.span, over, before, year_ago)
    values = {span: _every(question.of(span), source) for span in spans if span}

    def of(span: Span | None, key: str) -> Value | None:
        return values[span][key] if span else None

    return [
        KeyFigure(
            measure, values[question.span][key], of(over, key), of(before, key), of(year_ago, key)
        )
        for key, measure in MEASURES.items()
    ]


def require_known(question: Question) -> None:
    """Throw ``ValidationError`` for a condition on a value that there is not; one without cases is none of these."""
    offered: dict[str, list[str]] = {}
    for name, value in question.where:
        if not value or FACTS[name].is_known(value):
            continue
        offered = offered or values(question.span)
        if value not in offered[name]:
            told = _("{0}: there is no {1}. Choose from the list.").format(_(name), value)
            frappe.throw(told)


def table(question: Question) -> CrossTable:
    """The measure of a question by its facts."""
    return _cached("table", question, lambda: _table(question))


def values(span: Span) -> dict[str, list[str]]:
    """The values of each filter among cases of a period, the empty one last."""
    return _cached("values", Question(span), lambda: _values(span))


def _values(span: Span) -> dict[str, list[str]]:
    return {
        fact: _by_number(fact, numbers) for fact, numbers in counts.of_facts(span, FILTERS).items()
    }


def _every(question: Question, source: sources.Source) -> dict[str, Value]:
    bare = replace(question, measure=MEASURES["received"], rows_by="", columns_by="")
    return _cached("every", bare, lambda: _computed(bare, source))


def _cached(kind: str, question: Question, make: Any) -> Any:
    asked = (str(question.span.first), str(question.span.last), *sorted(question.query.items()))
    return cached(f"{kind} {asked}", make)


def _computed(question: Question, source: sources.Source) -> dict[str, Value]:
    by_moment = sorted(MEASURES.values(), key=lambda measure: measure.moment)
    found: dict[str, Value] = {}
    for _moment, same in groupby(by_moment, key=lambda measure: measure.moment):
        measures = list(same)
        cases = counts.cases(question, measures, source)
        found |= {measure.key: measure.compute(cases) for measure in measures}
    return found


def _table(question: Question) -> CrossTable:
    measure = question.measure
    cases = counts.cases(question, [measure], sources.of_user())
    rows = counts.split(cases, question.rows_by, measure.moment)
    across = question.columns_by
    columns = counts.split(cases, across, measure.moment) if across else {}
    row_names = _in_order(question.rows_by, rows, question.span)
    column_names = _in_order(across, columns, question.span) if across else []
    number = (len(row_names) + 1) * (len(column_names) + 1)
    if number > MOST_CELLS:
        frappe.throw(
            counted(
                _("This table would have {0} cells. Choose fewer days, or something else across."),
                number,
            )
        )
    cells = [
        _line(measure, part, across, column_names)
        for part in (*(rows.get(name, cases.take(NOBODY)) for name in row_names), cases)
    ]
    return CrossTable(row_names, column_names, cells)


def _line(measure: Measure, cases: Facts, across: str, columns: list[str]) -> list[Value]:
    parts = counts.split(cases, across, measure.moment) if across else {}
    cells = [measure.compute(parts[name]) if name in parts else _empty(measure) for name in columns]
    return [*cells, measure.compute(cases)]


def _empty(measure: Measure) -> Value:
    return Value(0, 0) if measure.unit == NUMBER else NONE


def _in_order(fact: str, parts: dict[str, Facts], span: Span) -> list[str]:
    """All days up to today, values in their order, others the most frequent first; what was not told comes last."""
    if fact in TIMES:
        read = FACTS[fact].reading()
        length = (min(span.last, getdate()) - span.first).days
        return list(
            dict.fromkeys(read(span.first + timedelta(days=at)) for at in range(length + 1))
        )
    return _by_number(fact, {value: cases.number for value, cases in parts.items()})


def _by_number(fact: str, numbers: dict[str, int]) -> list[str]:
    order = {value: place for place, value in enumerate(FACTS[fact].values())}
    return sorted(
        numbers, key=lambda value: (not value, order.get(value, len(order)), -numbers[value], value)
    )
