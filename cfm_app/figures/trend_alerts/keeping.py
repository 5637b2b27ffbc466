"""What was found becomes an alert, once: one that is known is told again only when it has grown.

Of a restricted class no small number is kept, and no evidence: its handlers see the cases themselves.
"""

import json
from datetime import timedelta
from typing import Any

import frappe
import numpy as np
from frappe.model.document import Document
from frappe.utils import now_datetime
from numpy.typing import NDArray

from cfm_app.base import consts
from cfm_app.figures import suppression
from cfm_app.figures.trend_alerts import kinds, series, states
from cfm_app.figures.trend_alerts.branches import Tree
from cfm_app.figures.trend_alerts.looking import Seen
from cfm_app.figures.trend_alerts.scan import Cluster

NEW, GROWN = "new", "grown"
GROWS_BY = 1.5
"""An alert is told again when its cases differ from the expected ones by so many times what was told."""
SILENT_DAYS = 28
"""As long after its last unusual day, a branch is the same event."""
SHOWN_DAYS = 112
KNOWN_FIELDS = [
    "name",
    "state",
    "sensitivity",
    "category",
    "told_excess",
    "kind",
    *series.DIMENSIONS,
]


def keep(seen: Seen, cluster: Cluster) -> str | None:
    """Store a cluster. Returns NEW or GROWN where somebody has to be told, None otherwise."""
    recent = _recent(seen, cluster)
    known = next((row for row in recent if _is_same(seen, cluster, row)), None)
    values = _values(seen, cluster)
    excess = abs(cluster.observed - cluster.expected)
    if not known and any(excess < GROWS_BY * row.told_excess for row in recent):
        # The same people by another dimension: a spike in a district is one of its channel, too.
        return None
    if known and excess < GROWS_BY * known.told_excess:
        if known.state in states.OPEN:
            _follow(known.name, values)
        return None
    if known and known.state in states.OPEN:
        _follow(known.name, {**values, "told_excess": excess, "grown_on": now_datetime()})
        return GROWN
    made: Document = frappe.get_doc(
        {
            "doctype": consts.TREND_ALERT,
            **values,
            "state": states.NEW,
            "told_excess": excess,
            "detected_on": now_datetime(),
            "earlier": known.name if known else None,
        }
    )
    made.insert(ignore_permissions=True)
    return NEW


def _follow(name: str, values: dict[str, Any]) -> None:
    """Bring the figures of an alert up to date."""
    frappe.db.set_value(consts.TREND_ALERT, name, values, update_modified=False)


def _recent(seen: Seen, cluster: Cluster) -> list[Any]:
    """The alerts of the last weeks that may be of the same event: in the same direction, of categories on
    the same line of their tree, by the same dimension or by another one.

    One of the whole office explains none of its branches.
    """
    rows = frappe.get_all(
        consts.TREND_ALERT,
        filters=[
            ["last_day", ">=", seen.days.last - timedelta(days=SILENT_DAYS)],
            ["sensitivity", "=", seen.look.sensitivity]
            if seen.look.sensitivity
            else ["sensitivity", "is", "not set"],
        ],
        fields=KNOWN_FIELDS,
        order_by="detected_on desc, name desc",
        limit_page_length=0,
    )
    return [
        row
        for row in rows
        if (row.kind != kinds.DECLINE) == cluster.is_rise
        and (_is_total(seen, cluster) or not _is_of_total(row))
        and _are_related(seen.office.categories, row.category, cluster.category)
        and (_is_same(seen, cluster, row) or not _is_of(row, seen.look.dimension))
    ]


def _is_same(seen: Seen, cluster: Cluster, row: Any) -> bool:
    """Whether an alert is of the same dimension, and of members on the same line of its tree.

    The office as a whole is the same as itself alone.
    """
    dimension = seen.look.dimension
    return (
        _is_of_total(row) == _is_total(seen, cluster)
        and _is_of(row, dimension)
        and _are_related(seen.office.places, row.get(dimension), cluster.place)
    )


def _is_total(seen: Seen, cluster: Cluster) -> bool:
    """Whether a cluster is of the office as a whole, which has its own measure."""
    return cluster.is_root and seen.office.is_whole


def _is_of_total(row: Any) -> bool:
    of_a_part = [row.sensitivity, row.category, *(row.get(each) for each in series.DIMENSIONS)]
    return not any(of_a_part)


def _is_of(row: Any, dimension: str) -> bool:
    """Whether an alert is of a dimension; one of the whole office by a category is of all of them."""
    return not any(row.get(each) for each in series.DIMENSIONS if each != dimension)


def _are_related(tree: Tree, name: str | None, node: int) -> bool:
    at = tree.index.get(name or "")
    return at is not None and tree.are_related(at, node)


def _values(seen: Seen, cluster: Cluster) -> dict[str, Any]:
    daily, usual = _days_of(seen, cluster)
    window = slice(-cluster.days, None)
    observed = int(daily[window].sum())
    least = suppression.least_told() if seen.look.sensitivity else 0
    expected = round(cluster.expected, 1)
    member = seen.office.places.names[cluster.place]
    return {
        "kind": kinds.kind_of(cluster, daily[window], usual[window]),
        "sensitivity": seen.look.sensitivity or None,
        "category": seen.office.categories.names[cluster.category] or None,
        seen.look.dimension: member or None,
        "first_day": seen.days.last - timedelta(days=cluster.days - 1),
        "last_day": seen.days.last,
        "observed": suppression.cell(observed, least),
        "expected": suppression.cell(round(expected), least) if least else expected,
        "recurrence_days": seen.recurrence(cluster),
        "evidence": None if least else json.dumps(_evidence(seen, cluster, usual)),
    }


def _days_of(seen: Seen, cluster: Cluster) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The cases of a branch day by day, and what was expected of it."""
    categories = slice(cluster.category, int(seen.office.categories.ends[cluster.category]))
    members = slice(cluster.place, int(seen.office.places.ends[cluster.place]))
    daily = seen.office.counts[:, categories, members].sum(axis=(1, 2))
    if _is_total(seen, cluster):
        return daily, seen.usual.total
    share = seen.usual.branch_share[cluster.category, cluster.place]
    return daily, share * seen.office.exposure


def _evidence(seen: Seen, cluster: Cluster, usual: NDArray[np.float64]) -> dict[str, Any]:
    """What the page draws besides the cases: expectations by day, and by the parts of the branch."""
    shown = usual[-SHOWN_DAYS:]
    at = cluster.category, cluster.place
    measure = float(seen.office.exposure[-cluster.days :].sum())
    share = seen.usual.branch_share
    return {
        "first": str(seen.days.last - timedelta(days=len(shown) - 1)),
        "expected": [round(float(each), 3) for each in shown],
        "certainty": round(float(seen.usual.branch_certainty[at]), 2),
        "unrest": round(float(seen.usual.unrest[at]), 2),
        "dimension": seen.look.dimension,
        "members": {
            seen.office.places.names[each]: round(float(share[cluster.category, each]) * measure, 2)
            for each in _parts(seen.office.places, cluster.place)
        },
        "categories": {
            seen.office.categories.names[each]: round(
                float(share[each, cluster.place]) * measure, 2
            )
            for each in _parts(seen.office.categories, cluster.category)
        },
    }


def _parts(tree: Tree, node: int) -> list[int]:
    """The children of a node."""
    found, at = [], node + 1
    while at < tree.ends[node]:
        found.append(at)
        at = int(tree.ends[at])
    return found
