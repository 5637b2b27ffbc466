"""Topics: categories with resolved cases in a period.

A topic needs as many cases as a released number, so nobody can be recognised; smaller categories count
for their parent.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import frappe

from cfm_app.figures import suppression, visible_cases

Filters = list[list[Any]]
MOST_READ = 12


@dataclass(frozen=True)
class Topic:
    """A category and how many cases below it were resolved."""

    category: str
    cases: int


def found(first: date, last: date, location: str | None) -> list[Topic]:
    """The topics of some days and a place, those with most cases first."""
    least = suppression.least_told()
    numbers: dict[str, int] = defaultdict(int)
    for row in visible_cases.counted_for_office(["category"], _resolved(first, last, location)):
        numbers[row.category or ""] += row.number
    parents = dict(
        frappe.get_all("Case Category", fields=["name", "parent_case_category"], as_list=True)
    )
    told = []
    for category in sorted(parents, key=lambda name: -_depth(name, parents)):
        number = numbers.pop(category, 0)
        above = parents[category]
        if number >= least:
            told.append(Topic(category, number))
        elif number and above:
            numbers[above] += number
    return sorted(told, key=lambda topic: (-topic.cases, topic.category))


def number(category: str, first: date, last: date, location: str | None) -> int:
    """How many cases of a category and below were resolved."""
    filters = [*_resolved(first, last, location), _below(category)]
    return sum(row.number for row in visible_cases.counted_for_office([], filters))


def answers(category: str, first: date, last: date, location: str | None) -> list[str]:
    """What the newest of them were told, as far as the user's lists show them: to write from, not to quote."""
    rows = frappe.get_list(
        "Case",
        filters=[*_resolved(first, last, location), _below(category), ["resolution", "is", "set"]],
        fields=["resolution"],
        order_by="resolved_on desc",
        limit_page_length=MOST_READ,
    )
    return list(dict.fromkeys(str(row.resolution).strip() for row in rows))


def people(first: date, last: date, location: str | None) -> list[str]:
    """Those who had such cases, as far as the user's lists show them."""
    filters = [*_resolved(first, last, location), ["community_member", "is", "set"]]
    return frappe.get_list(
        "Case", filters=filters, pluck="community_member", limit_page_length=0, distinct=True
    )


def _resolved(first: date, last: date, location: str | None) -> Filters:
    filters: Filters = [
        ["resolved_on", ">=", str(first)],
        ["resolved_on", "<", str(last + timedelta(days=1))],
        ["duplicate_of", "is", "not set"],
    ]
    if location:
        filters.append(["location", "descendants of (inclusive)", location])
    return filters


def _below(category: str) -> list[Any]:
    return ["category", "descendants of (inclusive)", category]


def _depth(name: str, parents: dict[str, str | None]) -> int:
    depth, at, seen = 0, parents.get(name), set[str]()
    while at and at not in seen:
        seen.add(at)
        depth, at = depth + 1, parents.get(at)
    return depth
