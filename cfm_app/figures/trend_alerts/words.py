"""Expressions that are new and frequent in the descriptions of a branch; computed here, and kept nowhere.

No text is quoted: an expression is told only where people who are known to be different ones said it, and
only to whoever may read the cases themselves.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

import frappe
from frappe.utils import getdate

from cfm_app.cases.search import text_normalization
from cfm_app.figures import suppression
from cfm_app.figures.trend_alerts import series

LEAST_PERSONS = 5
"""An expression of fewer persons is told to nobody, whatever the office has set for its figures."""
TIMES_AS_FREQUENT = 3.0
BEFORE_DAYS = 84
MOST_TEXTS = 3000
MOST_TOLD = 8


@dataclass(frozen=True)
class Expression:
    """A word or two, as most people wrote them; small words and endings of lines are left out."""

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
        Expression(_as_written(persons), len(persons), len(before.get(key, ())))
        for key, persons in now.items()
        if len(persons) >= least
        and len(persons) * weight >= TIMES_AS_FREQUENT * len(before.get(key, ()))
    ]
    told.sort(key=lambda each: (-each.persons, -len(each.text), each.text))
    return _without_parts(told)[:MOST_TOLD]


def _texts(alert: Any, first: Any, last: Any) -> list[Any]:
    """Descriptions of the branch by persons who are known, as far as the user's lists show them."""
    filters = [
        *series.branch_filters(alert),
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


def _persons_by_expression(rows: Iterable[Any]) -> dict[str, dict[str, str]]:
    """For each expression who said it, and how they wrote it."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        for key, written in expressions(row.description).items():
            found[key].setdefault(row.community_member, written)
    return found


def expressions(text: str | None) -> dict[str, str]:
    """Words, and pairs of words that follow each other, as they are compared and as they were written.

    Nothing that holds a digit is among them.
    """
    given = text or ""
    placed = text_normalization.placed(given)
    words = [(key, given[start:end].lower()) for start, end, key in placed if key.isalpha()]
    pairs = {f"{one[0]} {other[0]}": f"{one[1]} {other[1]}" for one, other in pairwise(words)}
    return {key: said for key, said in words if len(key) > text_normalization.SHORT} | pairs


def _as_written(persons: dict[str, str]) -> str:
    return Counter(sorted(persons.values())).most_common(1)[0][0]


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
