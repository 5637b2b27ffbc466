"""What the site has: cases by day, category and one more dimension, as the scan takes them.

A case counts on the day when the person reported, whatever its state, but for duplicates. Ordinary cases
and each restricted class are counted apart.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import frappe
import numpy as np
from frappe.utils import getdate

from cfm_app.figures.trend_alerts import delay
from cfm_app.figures.trend_alerts.branches import EVERYTHING, Tree
from cfm_app.figures.trend_alerts.expectation import BASELINE_DAYS, LOOKED_AT, Office
from cfm_app.procedures.sop import clock
from cfm_app.security.entitlement import clearance

LOOK_BACK = BASELINE_DAYS + LOOKED_AT[-1]
DELAYS_OF = 60
TREES = {
    "category": ("Case Category", "parent_case_category"),
    "location": ("CFM Location", "parent_cfm_location"),
}
DIMENSIONS = ("location", "channel", "programme", "sex")
"""What each category is watched by; the first for restricted classes, too."""


@dataclass(frozen=True)
class Look:
    """One table that is scanned: the cases of a class, or the ordinary ones, by category and a dimension."""

    dimension: str
    sensitivity: str = ""


@dataclass(frozen=True)
class Span:
    """The days that are looked at, both included, and how much of them is entered."""

    first: date
    last: date
    complete: tuple[float, ...]

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1


def span(today: date) -> Span | None:
    """The days of the office's life that can be judged on a day; None before its first case."""
    last_full = today - timedelta(days=1)
    complete = delay.completeness(_delays(last_full))
    last = last_full - timedelta(days=delay.days_left_out(complete))
    rows = frappe.db.sql(
        "select min(`received_on`) from `tabCase` where `received_on` >= %s",
        (last - timedelta(days=LOOK_BACK - 1),),
    )
    if not rows or not rows[0][0]:
        return None
    first = getdate(rows[0][0])
    waits = (last_full - last).days
    parts = [complete[min(waits + back, delay.LONGEST)] for back in range((last - first).days + 1)]
    return Span(first, last, tuple(reversed(parts))) if parts else None


def _delays(last: date) -> Counter[int]:
    rows = frappe.db.sql(
        """select date(`received_on`), date(`creation`), count(*) from `tabCase`
        where `received_on` >= %s and `received_on` < %s group by 1, 2""",
        (last - timedelta(days=DELAYS_OF + delay.LONGEST), last - timedelta(days=delay.LONGEST)),
    )
    found: Counter[int] = Counter()
    for received, entered, number in rows:
        found[(getdate(entered) - getdate(received)).days] += int(number)
    return found


def totals(days: Span) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """All cases of each day, restricted ones too: by them a class is measured."""
    found = np.zeros(days.days)
    rows = frappe.db.sql(
        f"""select date(`received_on`), count(*) from `tabCase` where {_PERIOD} group by 1""",
        _bounds(days),
    )
    for day, number in rows:
        found[(getdate(day) - days.first).days] = number
    return found


_PERIOD = (
    "`received_on` >= %(first)s and `received_on` < %(next)s and coalesce(`duplicate_of`, '') = ''"
)


# A class may have become restricted after the case was saved.
_ORDINARY = "`is_restricted` = 0 and coalesce(`sensitivity`, '') not in %(restricted)s"
_NO_CLASS = ("*",)


def _restricted_classes() -> dict[str, Any]:
    return {"restricted": tuple(clearance.restricted_classes()) or _NO_CLASS}


def _bounds(days: Span) -> dict[str, Any]:
    return {"first": days.first, "next": days.last + timedelta(days=1)}


def office(look: Look, days: Span) -> Office:
    """The table of a look."""
    rows = _restricted(look, days) if look.sensitivity else _ordinary(look, days)
    categories = tree("category", {row[1] for row in rows})
    members = tree(look.dimension, {row[2] for row in rows})
    counts = np.zeros((days.days, len(categories.names), len(members.names)))
    for day, category, member, number in rows:
        at = categories.index.get(category, 0), members.index.get(member, 0)
        counts[(getdate(day) - days.first).days, at[0], at[1]] += number
    exposure = totals(days) if look.sensitivity else counts.sum(axis=(1, 2))
    holidays = clock.office_calendar().holidays
    dates = [days.first + timedelta(days=each) for each in range(days.days)]
    return Office(
        counts=counts,
        exposure=exposure,
        is_holiday=np.array([each in holidays for each in dates]),
        first_weekday=days.first.weekday(),
        categories=categories,
        places=members,
        entered=np.array(days.complete),
        is_whole=not look.sensitivity,
    )


def _ordinary(look: Look, days: Span) -> list[Any]:
    """One grouped statement: the database counts, whatever the number of cases."""
    return list(
        frappe.db.sql(
            f"""select date(`received_on`), coalesce(`category`, ''), coalesce(`{look.dimension}`, ''), count(*)
            from `tabCase` where {_PERIOD} and {_ORDINARY} group by 1, 2, 3""",
            {**_bounds(days), **_restricted_classes()},
        )
    )


def _restricted(look: Look, days: Span) -> list[Any]:
    """The particulars of a restricted case lie in its report, the day in the case."""
    return list(
        frappe.db.sql(
            f"""select date(`received_on`), coalesce(`tabSensitive Report`.`category`, ''),
            coalesce(`tabSensitive Report`.`{look.dimension}`, ''), count(*)
            from `tabCase` join `tabSensitive Report` on `tabSensitive Report`.`cfm_case` = `tabCase`.`name`
            where {_PERIOD} and `is_restricted` = 1 and `tabCase`.`sensitivity` = %(sensitivity)s
            group by 1, 2, 3""",
            {**_bounds(days), "sensitivity": look.sensitivity},
        )
    )


def tree(dimension: str, used: Iterable[str]) -> Tree:
    """The tree of a dimension, as far as there are cases below its nodes."""
    if dimension not in TREES:
        return Tree.of({}, sorted(set(used) - {EVERYTHING}))
    parents, order = nodes(dimension)
    wanted: set[str] = set()
    for each in used:
        name: str | None = each
        while name and name in parents and name not in wanted:
            wanted.add(name)
            name = parents[name]
    return Tree.of(parents, [name for name in order if name in wanted])


def nodes(dimension: str) -> tuple[dict[str, str | None], list[str]]:
    """The parent of each node of a tree, and the nodes in the order of the tree."""
    doctype, field = TREES[dimension]
    rows = frappe.get_all(
        doctype, fields=["name", field], order_by="lft asc, name asc", limit_page_length=0
    )
    return {row.name: row.get(field) for row in rows}, [row.name for row in rows]


def branch(dimension: str, name: str | None) -> list[str]:
    """A node and all below it; for a dimension that is no tree, the name itself."""
    if not name or dimension not in TREES:
        return [name] if name else []
    parents, order = nodes(dimension)
    found = Tree.of(parents, order)
    return list(found.branch(found.index[name])) if name in found.index else [name]


def branch_filters(alert: Any) -> list[list[Any]]:
    """The cases of the branch of an alert, as filters of a list."""
    found: list[list[Any]] = [["duplicate_of", "is", "not set"]]
    for dimension in ("category", *DIMENSIONS):
        if alert.get(dimension):
            found.append([dimension, "in", branch(dimension, alert.get(dimension))])
    return found


@dataclass(frozen=True)
class Count:
    """So many ordinary cases of a day, a category and a member of the dimension."""

    day: date
    category: str
    member: str
    number: int


def counts_of(alert: Any, dimension: str, first: date, last: date) -> list[Count]:
    """The ordinary cases of the branch of an alert: for whoever sees the alert, within what they may see."""
    within, values = "", {**_bounds(Span(first, last, ())), **_restricted_classes()}
    for each in ("category", *DIMENSIONS):
        if alert.get(each):
            values[each] = tuple(branch(each, alert.get(each)))
            within += f" and `{each}` in %({each})s"
    rows = frappe.db.sql(
        f"""select date(`received_on`), coalesce(`category`, ''), coalesce(`{dimension}`, ''), count(*)
        from `tabCase` where {_PERIOD} and {_ORDINARY}{within} group by 1, 2, 3""",
        values,
    )
    return [Count(getdate(row[0]), row[1], row[2], int(row[3])) for row in rows]
