"""For whom a dashboard is: the roles that its charts name, which Frappe keeps with each chart.

Number cards have none: whoever reads what they count sees them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc
from ...kernel.i18n import _
from ...kernel.permissions.roles import get_roles, sets_up_the_site

_CHART = "Dashboard Chart"


def roles_of(board: Any) -> set[str]:
    """The roles that a dashboard is for; none if one of its charts is for everybody who sees what it counts."""
    named = _named(board)
    return set().union(*named.values()) if named and all(named.values()) else set()


def is_for(board: Any, user: str) -> bool:
    """Whether a dashboard names a role of the user."""
    return bool(roles_of(board) & set(get_roles(user)))


def is_closed_to(board: Any, user: str) -> bool:
    """Whether a dashboard is for others alone. Who sets the site up sees all."""
    return bool(roles_of(board)) and not is_for(board, user) and not sets_up_the_site(user)


def give_to(board: Any, roles: Iterable[str]) -> None:
    """Let the charts of a dashboard be for some roles alone, or for everybody again if there are none."""
    board.check_permission("write")
    wanted = sorted(set(roles))
    if not board.charts:
        throw(_("Put a chart on the dashboard first: its roles are kept with its charts."))
    for name in _charts(board):
        chart = get_doc(_CHART, name)
        chart.set("roles", [{"role": role} for role in wanted])
        chart.save()


def also_on(board: Any) -> list[str]:
    """Other dashboards on which charts of this one stand, and which change with it."""
    rows = local.db.get_all(
        "Dashboard Chart Link",
        filters={"chart": ["in", _charts(board)], "parent": ["!=", board.name]},
        pluck="parent",
        order_by="parent asc",
    )
    return list(dict.fromkeys(rows))


def _charts(board: Any) -> list[str]:
    return list(dict.fromkeys(row.chart for row in board.charts))


def _named(board: Any) -> dict[str, set[str]]:
    """The roles of each chart of a dashboard."""
    found: dict[str, set[str]] = {name: set() for name in _charts(board)}
    filters = {"parenttype": _CHART, "parent": ["in", list(found)]}
    for row in local.db.get_all("Has Role", filters=filters, fields=["parent", "role"]):
        found[row.parent].add(row.role)
    return found
