"""Expressions that are new and frequent in the descriptions of a branch; computed here, and kept nowhere.

No text is quoted: an expression is told only where people who are known to be different ones said it, and
only to whoever may read the cases themselves.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

import frappe
from frappe.utils import getdate

from cfm_app.search import text_normalization
from cfm_app.trend_alerts import series
from cfm_app.trends import suppression

LEAST_PERSONS = 5
"""An expression of fewer persons is told to nobody, whatever the office has set for its figures."""
TIMES_AS_FREQUENT = 3.0
BEFORE_DAYS = 84
MOST_TEXTS = 3000
MOST_TOLD = 8


@dataclass(frozen=True)
class Expression:
    """A word or two, as they are compared: without accents and small words."""

    text: str
    persons: int
    persons_before: int


def new_expressions(alert: Any) -> list[Expression]:
    """What the people of an alert say that those of its branch did not say before, the most frequent first.

    Nothing for a restricted class, and nothing of cases that the user may not read.
    """
    if alert.sensitivity or not frappe.has_permission("Case", "read"):
        return []
    first, last = getdate(alert.first_day), getdate(alert.last_day)
    now = _persons_by_expression(_texts(alert, first, last))
    before = _persons_by_expression(
        _texts(alert, first - timedelta(days=BEFORE_DAYS), first - timedelta(days=1))
    )
    least = max(LEAST_PERSONS, suppression.least_told())
    weight = BEFORE_DAYS / ((last - first).days + 1)
    told = [
        Expression(text, len(persons), len(before.get(text, ())))
        for text, persons in now.items()
        if len(persons) >= least
        and len(persons) * weight >= TIMES_AS_FREQUENT * len(before.get(text, ()))
    ]
    told.sort(key=lambda each: (-each.persons, -len(each.text), each.text))
    return _without_parts(told)[:MOST_TOLD]


def _texts(alert: Any, first: Any, last: Any) -> list[Any]:
    """Descriptions of the branch by persons who are known, as far as the user's lists show them."""
    filters = [
        *branch_filters(alert),
        ["received_on", "between", [f"{first} 00:00:00", f"{last} 23:59:59"]],
        ["community_member", "is", "set"],
        ["is_restricted", "=", 0],
    ]
    return frappe.get_list(
        "Case",
        filters=filters,
        fields=["community_member", "description"],
        order_by="received_on desc",
        limit_page_length=MOST_TEXTS,
    )


def branch_filters(alert: Any) -> list[list[Any]]:
    """The cases of the branch of an alert, as filters of a list."""
    found: list[list[Any]] = [["duplicate_of", "is", "not set"]]
    for dimension in ("category", *series.DIMENSIONS):
        if alert.get(dimension):
            names = series.branch(dimension, alert.get(dimension))
            found.append([dimension, "in", names])
    return found


def _persons_by_expression(rows: Iterable[Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for text in expressions(row.description):
            found[text].add(row.community_member)
    return found


def expressions(text: str | None) -> set[str]:
    """Words, and pairs of words that follow each other, without anything that holds a digit."""
    words = [each for each in text_normalization.words(text) if each.isalpha()]
    pairs = {f"{one} {other}" for one, other in pairwise(words)}
    return {each for each in words if len(each) > text_normalization.SHORT} | pairs


def _without_parts(told: list[Expression]) -> list[Expression]:
    """A word that is said as a part of a told pair as often is not told beside it."""
    pairs = [each for each in told if " " in each.text]
    return [
        each
        for each in told
        if " " in each.text
        or not any(
            each.text in pair.text.split() and pair.persons >= each.persons for pair in pairs
        )
    ]
