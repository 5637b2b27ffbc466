"""Results of the reviews: the mean of each question, and the agreement of reviewers."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import frappe

from cfm_app.office.quality import agreement, scales
from cfm_app.office.quality.draw import DOCTYPE, TO_LOOK_AT


@dataclass(frozen=True)
class Result:
    """One question over the second looks of some months."""

    criterion: str
    marks: int
    reached: float
    """Mean of what was reached, 0 to 1."""
    agreement: agreement.Agreement | None


def by_criterion(months: list[str]) -> list[Result]:
    """Each question that was asked, as far as the user reads the second looks."""
    reviews = {
        row.name: row.cfm_case
        for row in _listed({"month": ["in", months or [""]], "looked_on": ["is", "set"]})
    }
    rows = frappe.get_all(
        "CFM Quality Mark",
        filters={"parent": ["in", list(reviews) or [""]], "parenttype": DOCTYPE},
        fields=["parent", "criterion", "scale", "mark"],
        parent_doctype=DOCTYPE,
        order_by="parent asc, idx asc",
    )
    marked: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        marked[(row.criterion, row.scale)].append(row)
    return [_result(key, found, reviews) for key, found in sorted(marked.items())]


def months() -> list[str]:
    """The months of which the user reads second looks, the newest first."""
    rows = frappe.get_list(
        DOCTYPE, fields=["month"], group_by="month", order_by="month desc", limit_page_length=0
    )
    return [row.month for row in rows]


def waiting() -> list[Any]:
    """Reviews that the user still has to do, oldest first."""
    if not frappe.has_permission(DOCTYPE, "read"):
        return []
    return _listed({"state": TO_LOOK_AT, "looker": frappe.session.user})


def waiting_for_bell() -> list[Any] | None:
    """The same for the bell, which says nothing where there is none."""
    return waiting() or None


def completed(months: list[str]) -> list[Any]:
    """Completed reviews that the user may read."""
    return _listed({"month": ["in", months or [""]], "looked_on": ["is", "set"]})


def _listed(filters: dict[str, Any]) -> list[Any]:
    return frappe.get_list(
        DOCTYPE,
        filters=filters,
        fields=["name", "cfm_case", "person", "looker", "month", "score", "is_double", "looked_on"],
        order_by="drawn_on asc, name asc",
        limit_page_length=0,
    )


def _result(key: tuple[str, str], rows: list[Any], reviews: dict[str, str]) -> Result:
    criterion, scale = key
    mean = sum(row.mark for row in rows) / len(rows)
    by_case: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_case[reviews[row.parent]].append(int(row.mark))
    pairs = [(marks[0], marks[1]) for marks in by_case.values() if len(marks) == 2]
    agreed = agreement.of_pairs(pairs, is_ordered=scales.is_ordered(scale))
    return Result(criterion, len(rows), scales.worth(scale, mean), agreed)
