"""The figure of a Number Card, and how it has changed."""

from dataclasses import dataclass
from statistics import fmean
from typing import Any

from ...kernel.core.hooks import get_attr
from ...kernel.core.messages import throw
from ...kernel.core.whitelist import call, is_whitelisted
from ...kernel.i18n import _
from ...kernel.permissions.lists import get_list
from ...kernel.query.filters import Filter, listed_filters
from ...kernel.utils.dates import add_to_date, now
from ...kernel.utils.numbers import flt
from .columns import NUMBERS
from .runner import Run, run_report

_FUNCTIONS = {
    "Count": "count",
    "Sum": "sum",
    "Average": "avg",
    "Minimum": "min",
    "Maximum": "max",
}
_INTERVALS: dict[str, Any] = {
    "Daily": {"days": -1},
    "Weekly": {"weeks": -1},
    "Monthly": {"months": -1},
    "Yearly": {"years": -1},
}
_BEFORE = "_before"
"""A column of a report whose name ends so holds the figure of the period before."""


@dataclass(frozen=True)
class CardFigure:
    """``change`` is in per cent of the period before, of shares in points; ``None`` for none.

    ``note`` says why there is no value, or what the figure is about.
    """

    value: float | None
    fieldtype: str = "Float"
    change: float | None = None
    route: str = ""
    note: str = ""


def card_figure(card: Any, run: Run = run_report) -> CardFigure:
    """The figure for its viewer; ``PermissionError`` if they may see nothing of what is counted."""
    if card.type == "Report":
        return _of_report(card, run)
    if card.type == "Custom":
        return _of_method(card)
    value = card_result(card, card.filters_json)
    change = percentage_difference(card, card.filters_json, value)
    kind = "Int" if card.function == "Count" else "Float"
    return CardFigure(value, kind, change)


def card_result(card: Any, filters: Any = None, to_date: Any = None) -> float:
    """What is counted or computed over the viewer's list; until ``to_date`` if it is given."""
    function = _FUNCTIONS.get(str(card.function or "Count"))
    if function is None or not card.document_type:
        throw(_("Document Type and Function are required to create a number card"))
    on = card.aggregate_function_based_on
    if function != "count" and not on:
        throw(_("Aggregate Field is required to create a number card"))
    given = listed_filters(filters, card.document_type)
    if to_date:
        given.append(Filter("creation", "<", to_date, card.document_type))
    rows = get_list(
        card.document_type,
        fields=["count(*) as result" if function == "count" else f"{function}(`{on}`) as result"],
        filters=given,
        parent_doctype=card.parent_document_type or None,
        order_by=None,
    )
    return flt(rows[0].get("result")) if rows else 0.0


def percentage_difference(card: Any, filters: Any, result: Any) -> float | None:
    """How the figure differs from the one of what was there an interval ago, in per cent."""
    if not card.show_percentage_stats:
        return None
    step = _INTERVALS.get(str(card.stats_time_interval or "Daily"), _INTERVALS["Yearly"])
    before = card_result(card, filters, add_to_date(now(), **step))
    return _change(flt(result), before)


def _change(value: float, before: float) -> float | None:
    if before == 0:
        return None
    return 0 if value == before else (value / before - 1) * 100.0


def _of_report(card: Any, run: Run) -> CardFigure:
    result = run(card.report_name, card.filters_json)
    keys = {column.fieldname: column.get("key") or column.fieldname for column in result.columns}
    if card.report_field not in keys:
        throw(_("The report {0} has no column {1}").format(card.report_name, card.report_field))
    column = next(each for each in result.columns if each.fieldname == card.report_field)
    values = [row.get(keys[card.report_field]) for row in result.rows]
    known = [flt(value) for value in values if value is not None]
    kind = column.fieldtype if column.fieldtype in NUMBERS else "Float"
    note = str(result.message or "") if not known else ""
    if not known:
        return CardFigure(None, kind, note=note)
    value = _FOLDS[str(card.report_function or "Sum")](known)
    change = None
    before = f"{card.report_field}{_BEFORE}"
    if card.show_percentage_stats and before in keys:
        earlier = [row.get(keys[before]) for row in result.rows]
        numbers = [flt(each) for each in earlier if each is not None]
        if numbers:
            earlier_value = _FOLDS[str(card.report_function or "Sum")](numbers)
            is_share = kind == "Percent"
            change = value - earlier_value if is_share else _change(value, earlier_value)
    return CardFigure(value, kind, change)


_FOLDS: dict[str, Any] = {"Sum": sum, "Average": fmean, "Minimum": min, "Maximum": max}


def _of_method(card: Any) -> CardFigure:
    """A figure that a function of an app gives: a number, or its parts by name."""
    function = get_attr(str(card.method))
    is_whitelisted(function, card.method)
    given = call(function, filters=card.filters_json or "{}")
    if not isinstance(given, dict):
        return CardFigure(flt(given))
    route = given.get("route")
    path = "/app/" + "/".join(str(part) for part in route) if isinstance(route, list) else route
    return CardFigure(
        value=None if given.get("value") is None else flt(given["value"]),
        fieldtype=str(given.get("fieldtype") or "Float"),
        change=given.get("change"),
        route=str(path or ""),
        note=str(given.get("note") or ""),
    )
