"""The ordinary cases for figures, read once for all measures of one moment."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cfm_app.figures import sources
from cfm_app.figures.facts import FACTS, TIMES
from cfm_app.figures.kept_facts.columns import NOTHING, Coded, Facts
from cfm_app.figures.measures import OPEN, RECEIVED, Measure
from cfm_app.figures.question import Question
from cfm_app.figures.spans import Span

DAY_LENGTH = 86_400_000_000


def cases(question: Question, measures: Sequence[Measure], source: sources.Source) -> Facts:
    """The cases of a question that some measures of one moment count, with all that these need."""
    moment = measures[0].moment
    facts = {name for name, _value in question.where}
    facts |= {name for name in (question.rows_by, question.columns_by) if name}
    fields = {field for measure in measures for field in measure.fields}
    fields |= {_field_of(fact, moment) for fact in facts}
    asked = sorted(fields - {""})
    if moment == OPEN:
        found = source.open_at(asked, question.span)
    else:
        found = source.of_days(asked, moment, question.span)
    for name, value in question.where:
        found = found.take(coded(found, name, moment).where(value.__eq__))
    return found


def coded(found: Facts, fact: str, moment: str) -> Coded:
    """A fact of each case, as figures group it."""
    read, field = FACTS[fact].reading(), _field_of(fact, moment)
    column = found.column(field)
    if isinstance(column, Coded):
        return column.read(read)
    if fact not in TIMES:
        return Coded([read(None), read(field)], (column != NOTHING).astype(np.uint8))
    days, codes = np.unique(column // DAY_LENGTH, return_inverse=True)
    return Coded([str(day) for day in days.astype("datetime64[D]")], codes.reshape(-1)).read(read)


def split(found: Facts, fact: str, moment: str) -> dict[str, Facts]:
    """Cases by the value of a fact."""
    return found.split(coded(found, fact, moment)) if found.number else {}


def of_facts(span: Span, facts: Sequence[str]) -> dict[str, dict[str, int]]:
    """Cases received in a period by value of several facts, in one pass."""
    fields = sorted({FACTS[fact].field for fact in facts})
    found = sources.of_user().of_days(fields, RECEIVED, span)
    return {fact: coded(found, fact, RECEIVED).numbers() if found.number else {} for fact in facts}


def _field_of(fact: str, moment: str) -> str:
    if fact in TIMES:
        return RECEIVED if moment == OPEN else moment
    return FACTS[fact].field
