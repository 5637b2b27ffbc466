"""Charts and number cards for clients."""

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
from ....services.reports.cards import card_result
from ....services.reports.charts import chart_config
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
    described = _stored(chart_name) if chart_name else _described(chart, "chart")
    with clear_refusals():
        return chart_config(
            described,
            filters=parsed_json(filters, "filters") or None,
            from_date=from_date,
            to_date=to_date,
            timespan=timespan,
            time_interval=time_interval,
        )


def _stored(name: str) -> Any:
    doc = get_doc("Dashboard Chart", name)
    if not has_permission("Dashboard Chart", "read", doc):
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
