"""A dashboard: number cards, then charts, as far as the viewer may see them; and on its form, for which roles it is."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from ....kernel.core.context import local
from ....kernel.core.exceptions import DoesNotExistError, PermissionError
from ....kernel.core.messages import throw
from ....kernel.document.api import get_doc
from ....kernel.i18n import _
from ....kernel.permissions.api import has_permission
from ....kernel.utils.date_format import format_datetime
from ....kernel.utils.dates import now_datetime
from ....kernel.utils.users import get_fullname
from ....services.reports.dashboards import (
    also_on,
    give_to,
    is_closed_to,
    permitted,
    roles_of,
    visible_dashboards,
)
from ....services.reports.runner import Runs
from ..addresses import form_url, new_url
from ..answers import answer
from ..drafts import asked_of
from ..export import log_export, send_rows
from ..manage.roles import choosable_roles
from ..pages import desk_page, render
from ..panels import panel
from .tiles import CardTile, ChartTile, card_tile, chart_tile, dashboard_address


@desk_page("/app/dashboard-view", "/app/dashboard-view/<path:name>")
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
    if (not charts and not cards) or is_closed_to(board, local.session.user):
        raise DoesNotExistError
    run = Runs()
    title = str(_(board.dashboard_name))
    card_tiles = [card_tile(card, run) for card in cards]
    chart_tiles = [
        chart_tile(charts[row.chart], row.width == "Full", run)
        for row in board.charts
        if row.chart in charts
    ]
    said = run.said
    # What holds for the whole page stands once at its top.
    card_tiles = [replace(tile, note=_left(tile.note, said)) for tile in card_tiles]
    chart_tiles = [replace(tile, note=_left(tile.note, said)) for tile in chart_tiles]
    if kind := request.args.get("format", ""):
        return _as_file(title, said, card_tiles, chart_tiles, kind)
    return render(
        "reports/board.html",
        title=title,
        said=said,
        address=dashboard_address(name),
        page="dashboard",
        script="reports/board",
        styles=["reports", "charts"],
        cards=card_tiles,
        charts=chart_tiles,
        others=[
            (_(each.dashboard_name), dashboard_address(each.name), each.name == name)
            for each in boards
        ],
        edit=form_url("Dashboard", name) if has_permission("Dashboard", "write", board) else "",
    )


def _left(note: str, said: list[str]) -> str:
    return "" if any(note in text for text in said) else note


def _as_file(
    title: str, said: list[str], cards: list[CardTile], charts: list[ChartTile], kind: str
) -> Response:
    """What the page shows, as a table: whoever reads the figures may take them along."""
    made = _("Exported on {0} by {1}").format(
        format_datetime(now_datetime()), get_fullname(local.session.user)
    )
    rows: list[list[Any]] = [[title, made], *([text] for text in said)]
    rows += [[tile.title, tile.value, tile.comparison] for tile in cards]
    for tile in charts:
        if tile.picture is None:
            continue
        figures = tile.picture.figures
        rows += [[], [tile.title, *(each.name for each in figures.series)]]
        rows += [
            [label, *(each.values[at] for each in figures.series)]
            for at, label in enumerate(figures.labels)
        ]
        if tile.note:
            rows.append([tile.note])
    log_export("Dashboard", kind, len(rows))
    return send_rows(rows, title, kind)


def _none() -> Response:
    new = new_url("Dashboard") if has_permission("Dashboard", "create") else ""
    return render("reports/no_board.html", title=_("Dashboard"), page="dashboard", new=new)


@answer("/app/dashboard-roles/<path:name>", "POST")
def board_roles_answer(request: Request, name: str) -> Any:
    """Keep for which roles a dashboard is."""
    roles = asked_of(request).get("roles")
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        throw(_("Invalid request arguments"))
    give_to(get_doc("Dashboard", name), roles)
    return sorted(roles)


@panel(
    "Dashboard",
    "reports/board-roles",
    template="reports/board_panel.html",
    styles=("rights", "reports"),
)
def panel_data(doc: Any) -> dict[str, Any]:
    """The roles to choose from; nothing for who may not change the dashboard."""
    if doc.is_new() or not doc.has_permission("write") or not doc.charts:
        return {}
    chosen = roles_of(doc)
    return {
        "address": f"/app/dashboard-roles/{quote(doc.name, safe='')}",
        "roles": [{**each, "chosen": each["name"] in chosen} for each in choosable_roles()],
        "others": ", ".join(also_on(doc)),
    }
