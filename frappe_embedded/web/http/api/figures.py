"""Charts, number cards and dashboards for clients."""

from __future__ import annotations

from typing import Any

from ....kernel.core.dict import _dict
from ....kernel.core.exceptions import FrappeTypeError, PermissionError
from ....kernel.core.messages import throw
from ....kernel.core.whitelist import whitelist
from ....kernel.document.api import get_doc
from ....kernel.i18n import _
from ....kernel.permissions.api import has_permission
from ....kernel.utils.json_text import parsed_json
from ....kernel.utils.numbers import flt
from ....services.reports.cards import card_result, percentage_difference
from ....services.reports.charts import chart_config
from ....services.reports.dashboards import permitted
from ..lists import clear_refusals


@whitelist()
def get_chart(
    chart_name: str | None = None,
    chart: Any = None,
    no_cache: Any = None,
    filters: Any = None,
    from_date: str | None = None,
    to_date: str | None = None,
    timespan: str | None = None,
    time_interval: str | None = None,
    heatmap_year: str | None = None,
    refresh: Any = None,
) -> Any:
    """The figures of a chart: one that is stored, or one that the client describes.

    Either is counted anew for each viewer, so that nobody gets what somebody else may see.
    """
    described = _stored("Dashboard Chart", chart_name) if chart_name else _described(chart, "chart")
    with clear_refusals():
        return chart_config(
            described,
            filters=parsed_json(filters, "filters") or None,
            from_date=from_date,
            to_date=to_date,
            timespan=timespan,
            time_interval=time_interval,
        )


def _stored(doctype: str, name: str) -> Any:
    doc = get_doc(doctype, name)
    if not has_permission(doctype, "read", doc):
        raise PermissionError
    return doc


def _described(given: Any, argument: str) -> Any:
    values = parsed_json(given, argument)
    if not isinstance(values, dict):
        throw(_("The argument {0} is missing").format(argument), FrappeTypeError)
    described = _dict(values)
    described.y_axis = [_dict(row) for row in described.y_axis or []]
    return described


@whitelist()
def get_result(doc: Any, filters: Any = None, to_date: str | None = None) -> float:
    """The figure of a card over what the user's list shows."""
    card = _described(doc, "doc")
    with clear_refusals():
        return card_result(card, parsed_json(filters, "filters"), to_date)


@whitelist()
def get_percentage_difference(doc: Any, filters: Any = None, result: Any = None) -> float | None:
    """How much a stored card's figure has changed in its interval, in per cent."""
    card = _stored("Number Card", str(_described(doc, "doc").name))
    with clear_refusals():
        return percentage_difference(card, parsed_json(filters, "filters"), flt(result))


@whitelist()
def get_permitted_charts(dashboard_name: str) -> list[_dict]:
    """The rows of a dashboard's charts that the user may see."""
    board = _stored("Dashboard", dashboard_name)
    known = {doc.name for doc in permitted("Dashboard Chart", [row.chart for row in board.charts])}
    rows = [row.as_dict() for row in board.charts if row.chart in known]
    if board.chart_options:
        for row in rows:
            row["custom_options"] = board.chart_options
    return rows


@whitelist()
def get_permitted_cards(dashboard_name: str) -> list[_dict]:
    """The rows of a dashboard's cards that the user may see."""
    board = _stored("Dashboard", dashboard_name)
    known = {doc.name for doc in permitted("Number Card", [row.card for row in board.cards])}
    return [row.as_dict() for row in board.cards if row.card in known]
