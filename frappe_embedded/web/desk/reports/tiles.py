"""Charts and number cards as pages show them, each with the way to what it counts."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup

from ....kernel.core.context import local
from ....kernel.core.exceptions import PermissionError, ValidationError
from ....kernel.core.messages import clear_messages
from ....kernel.i18n import _
from ....kernel.i18n.plurals import counted
from ....kernel.permissions.api import has_permission
from ....kernel.query.filters import Filter, listed_filters
from ....kernel.utils.figures import percent_text
from ....kernel.utils.numbers import cint
from ....services.reports.cards import CardFigure, card_figure
from ....services.reports.charts import ChartData, chart_data, figures_of
from ....services.reports.runner import Run, run_report
from ....services.reports.svg_charts import Figures, draw
from ..addresses import list_url, report_url

_NARROW, _HALF, _FULL = 330, 460, 1000
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_WAITS = (ValidationError, PermissionError)


@dataclass(frozen=True)
class ChartPicture:
    """A chart in two widths, of which the page shows the one that fits, and as a table."""

    figures: Figures
    wide: Markup
    narrow: Markup
    links: tuple[str, ...]
    colour: str = ""

    @property
    def rows(self) -> list[tuple[str, str, list[str]]]:
        """Label, address of what is counted, and the values in words."""
        return [
            (label, url, [self.figures.shown(each.values[at]) for each in self.figures.series])
            for at, (label, url) in enumerate(zip(self.figures.labels, self.links, strict=True))
        ]

    @property
    def is_round(self) -> bool:
        return self.figures.kind in ("Percentage", "Pie", "Donut") and len(self.figures.series) == 1


@dataclass(frozen=True)
class ChartTile:
    title: str
    picture: ChartPicture | None = None
    url: str = ""
    note: str = ""
    full: bool = False


@dataclass(frozen=True)
class CardTile:
    title: str
    value: str = ""
    change: str = ""
    rises: bool = False
    url: str = ""
    note: str = ""

    @property
    def comparison(self) -> str:
        """The change with its direction, and against what, in words."""
        direction = ("▲" if self.rises else "▼") if any(map(str.isdigit, self.change)) else ""
        return " ".join(filter(None, (direction, self.change, self.note)))


def picture_of(
    figures: Figures, links: list[str] | None = None, full: bool = False, colour: str = ""
) -> ChartPicture:
    """A chart drawn for pages; ``colour`` takes the place of the first colour of the set."""
    wide = Markup(draw(figures, _FULL if full else _HALF))
    narrow = Markup(draw(figures, _NARROW))
    return ChartPicture(figures, wide, narrow, tuple(links or [""] * len(figures.labels)), colour)


def chart_tile(chart: Any, full: bool = False, run: Run = run_report) -> ChartTile:
    """A chart as its viewer sees it; instead of a picture the reason why there is none."""
    title = str(_(chart.chart_name or chart.get("name") or ""))
    try:
        data = chart_data(chart, run)
    except _WAITS as error:
        return ChartTile(title, note=_said(error), full=full)
    figures = figures_of(chart, data)
    url = _chart_url(chart, data)
    if figures.is_empty:
        return ChartTile(title, url=url, note=str(_("Nothing to show yet")), full=full)
    colour = str(chart.color or "")
    picture = picture_of(
        figures, _links(chart, data), full, colour if _COLOUR.fullmatch(colour) else ""
    )
    return ChartTile(title, picture, url, data.note, full)


def _said(error: Exception) -> str:
    clear_messages()
    if isinstance(error, PermissionError):
        return str(_("You have no right to see what this counts."))
    return str(error)


def _chart_url(chart: Any, data: ChartData) -> str:
    if chart.chart_type == "Report":
        return report_address(chart.report_name, chart.filters_json)
    return _list_of(str(chart.document_type), data.filters)


def _links(chart: Any, data: ChartData) -> list[str]:
    """For each group the list of what it counts."""
    doctype = str(chart.document_type or "")
    if chart.chart_type != "Group By" or not _list_of(doctype, data.filters):
        return [""] * len(data.points)
    links = []
    for point in data.points:
        if point.value is ...:
            links.append("")
            continue
        operator, value = ("is", "not set") if point.value in (None, "") else ("=", point.value)
        condition = Filter(str(chart.group_by_based_on), operator, value, doctype)
        links.append(_list_of(doctype, [*data.filters, condition]))
    return links


def _list_of(doctype: str, filters: Sequence[Filter]) -> str:
    """The list with these conditions, if lists know them all and the user may open it."""
    if not doctype or not has_permission(doctype, "read"):
        return ""
    if any(each.doctype != doctype for each in filters):
        return list_url(doctype)
    rows = [each.as_list()[1:] for each in filters]
    return list_url(doctype, filters=json.dumps(rows, ensure_ascii=False) if rows else "")


def dashboard_address(name: str) -> str:
    return f"/app/dashboard-view/{quote(name)}"


def report_address(name: str | None, filters: Any = None) -> str:
    """Where a report is shown, with the filters that a chart or card has for it."""
    row = local.db.get_value("Report", name, ["report_type", "ref_doctype"], as_dict=True)
    if not row:
        return ""
    if row.report_type == "Report Builder":
        return report_url(row.ref_doctype, name=str(name))
    given = json.loads(filters or "{}") if isinstance(filters, str) else filters
    query = {key: value for key, value in given.items() if value} if isinstance(given, dict) else {}
    path = f"/app/query-report/{quote(str(name), safe='')}"
    return f"{path}?{urlencode(query)}" if query else path


def card_tile(card: Any, run: Run = run_report) -> CardTile:
    """A card as its viewer sees it."""
    title = str(_(card.label or card.get("name") or ""))
    try:
        figure = card_figure(card, run)
    except _WAITS as error:
        return CardTile(title, note=_said(error))
    return CardTile(
        title=title,
        value=_figure(figure),
        change=_change(figure),
        rises=bool(figure.change and figure.change > 0),
        url=_card_url(card, figure),
        note=figure.note or _since(card, figure),
    )


def _figure(figure: CardFigure) -> str:
    if figure.value is None:
        return "–"
    return Figures("", (), (), fieldtype=figure.fieldtype).shown(figure.value)


def _change(figure: CardFigure) -> str:
    if figure.change is None:
        return ""
    if not round(figure.change):
        return str(_("unchanged"))
    if figure.fieldtype == "Percent":
        return counted(_("{0} points"), round(abs(figure.change)))
    return percent_text(abs(figure.change), decimals=0)


def _since(card: Any, figure: CardFigure) -> str:
    if figure.change is None or not cint(card.show_percentage_stats):
        return ""
    if card.type == "Report":
        return str(_("against the period before"))
    return {
        "Daily": str(_("since yesterday")),
        "Weekly": str(_("since last week")),
        "Monthly": str(_("since last month")),
        "Yearly": str(_("since last year")),
    }.get(str(card.stats_time_interval), "")


def _card_url(card: Any, figure: CardFigure) -> str:
    if figure.route:
        return figure.route
    if card.type == "Report":
        return report_address(card.report_name, card.filters_json)
    if card.type == "Custom":
        return ""
    doctype = str(card.document_type)
    return _list_of(doctype, listed_filters(card.filters_json, doctype))
