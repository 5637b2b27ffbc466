"""A dashboard: number cards, then charts, as far as the viewer may see them."""

from __future__ import annotations

from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from ...core.exceptions import DoesNotExistError, PermissionError
from ...document.api import get_doc
from ...i18n import _
from ...permissions.api import has_permission
from ...reports.boards import permitted, visible_dashboards
from ...reports.running import Runs
from ..addresses import form_url, new_url
from ..pages import desk_page, render
from ..tools import Tool, register_tool
from .tiles import card_tile, chart_tile

__all__ = ["board_page"]


@desk_page
def board_page(request: Request, name: str = "") -> Response:
    """A dashboard, or the first of those that show the user anything."""
    boards = visible_dashboards()
    if not name:
        if not boards:
            return _none()
        name = str(boards[0].name)
    board = get_doc("Dashboard", name)
    if not has_permission("Dashboard", "read", board):
        raise PermissionError
    charts = {
        doc.name: doc for doc in permitted("Dashboard Chart", [r.chart for r in board.charts])
    }
    cards = permitted("Number Card", [row.card for row in board.cards])
    if not charts and not cards:
        raise DoesNotExistError
    run = Runs()
    return render(
        "reports/board.html",
        title=_(board.dashboard_name),
        page="dashboard",
        script="reports/board",
        styles=["reports", "charts"],
        cards=[card_tile(card, run) for card in cards],
        charts=[
            chart_tile(charts[row.chart], row.width == "Full", run)
            for row in board.charts
            if row.chart in charts
        ],
        others=[
            (_(each.dashboard_name), f"/app/dashboard-view/{quote(each.name)}", each.name == name)
            for each in boards
        ],
        edit=form_url("Dashboard", name) if has_permission("Dashboard", "write", board) else "",
    )


def _none() -> Response:
    new = new_url("Dashboard") if has_permission("Dashboard", "create") else ""
    return render("reports/no_board.html", title=_("Dashboard"), page="dashboard", new=new)


for _tool in (
    Tool(
        "Dashboards",
        "/app/dashboard",
        "chart-column",
        "Figures",
        "Which figures and charts stand on one page.",
        doctype="Dashboard",
    ),
    Tool(
        "Charts",
        "/app/dashboard-chart",
        "chart-line",
        "Figures",
        "Counts and sums as a picture: over time or by group.",
        doctype="Dashboard Chart",
    ),
    Tool(
        "Number cards",
        "/app/number-card",
        "hash",
        "Figures",
        "One figure, and how it has changed.",
        doctype="Number Card",
    ),
    Tool(
        "Reports",
        "/app/reports",
        "file-text",
        "Figures",
        "Tables that you put together yourself, save, export and send.",
        doctype="Report",
    ),
    Tool(
        "Reports by e-mail",
        "/app/auto-email-report",
        "clock",
        "Figures",
        "Reports that arrive by themselves every day, week or month.",
        doctype="Auto Email Report",
    ),
):
    register_tool(_tool)
