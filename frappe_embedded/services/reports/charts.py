"""The figures of a Dashboard Chart: counted for its viewer, never more than their lists show."""

import datetime
from dataclasses import dataclass, field, replace
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.messages import throw
from ...kernel.document.titles import link_titles
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.lists import get_list
from ...kernel.query.filters import Filter, listed_filters
from ...kernel.utils.date_format import format_date
from ...kernel.utils.dates import getdate, now_datetime
from ...kernel.utils.grains import (
    get_dates_from_timegrain,
    get_from_date_from_timespan,
    get_period,
    get_period_beginning,
)
from ...kernel.utils.numbers import cint, flt
from .columns import NUMBERS
from .runner import Run, run_report
from .svg_charts import Figures, Series

_FUNCTIONS = {"Count": "count", "Sum": "sum", "Average": "avg"}


@dataclass(frozen=True)
class Point:
    """One value of each series, ``None`` where it is not told.

    ``value`` is what filters know the point by, ``last`` the last day of a period.
    """

    label: str
    values: tuple[float | None, ...]
    value: Any = None
    last: datetime.date | None = None


@dataclass(frozen=True)
class ChartData:
    points: tuple[Point, ...]
    names: tuple[str, ...]
    in_time: bool = False
    grain: str = ""
    fieldtype: str = "Float"
    filters: tuple[Filter, ...] = field(default=())
    note: str = ""


def chart_data(chart: Any, run: Run = run_report, **asked: Any) -> ChartData:
    """The points of a chart; ``asked`` may say ``filters`` and another time than the chart does.

    ``PermissionError`` if the user may see nothing of what is counted.
    """
    if chart.chart_type == "Report":
        return _of_report(chart, asked.get("filters"), run)
    if chart.chart_type == "Custom":
        throw(_("Charts whose figures come from a source of code are not supported"))
    if not chart.document_type:
        throw(_("Document type is required to create a dashboard chart"))
    given = asked.get("filters") or chart.filters_json
    filters = (
        *listed_filters(given, chart.document_type),
        Filter("docstatus", "<", 2, chart.document_type),
    )
    if chart.chart_type == "Group By":
        return _of_groups(chart, filters)
    if chart.type == "Heatmap":
        throw(_("Heat maps are not drawn. Choose a line or bars."))
    return _in_periods(chart, filters, asked)


def _list(chart: Any, **given: Any) -> Any:
    return get_list(chart.document_type, parent_doctype=chart.parent_document_type or None, **given)


def _of_groups(chart: Any, filters: tuple[Filter, ...]) -> ChartData:
    by = str(chart.group_by_based_on or "")
    if not by:
        throw(_("Group By field is required to create a dashboard chart"))
    function = _FUNCTIONS[chart.group_by_type or "Count"]
    on = chart.aggregate_function_based_on if function != "count" else None
    rows = _list(
        chart,
        fields=[f"`{by}` as name", f"{function}({f'`{on}`' if on else '*'}) as count"],
        filters=list(filters),
        group_by=f"`{by}`",
        order_by="count desc, name asc",
    )
    df = get_meta(chart.document_type).field_or_standard(by)
    labels = _labels(df, [row.get("name") for row in rows])
    points = [
        Point(label, (flt(row["count"]),), row.get("name"))
        for label, row in zip(labels, rows, strict=True)
    ]
    return ChartData(
        points=tuple(_bounded(points, cint(chart.number_of_groups), function)),
        names=(str(_(chart.chart_name or chart.name or "")),),
        filters=filters[:-1],
    )


def _labels(df: DocField | None, values: list[Any]) -> list[str]:
    """What groups are called: titles of links, translated options."""
    titles: dict[str, str] = {}
    if df is not None and df.fieldtype == "Link" and df.options:
        titles = link_titles(str(df.options), values)
    result = []
    for value in values:
        if value in (None, ""):
            result.append(str(_("Not Specified")))
        elif df is not None and df.fieldtype == "Select":
            result.append(str(_(value, context=df.parent)))
        elif df is not None and df.fieldtype == "Check":
            result.append(str(_("Yes") if value else _("No")))
        else:
            result.append(titles.get(str(value), str(value)))
    return result


def _bounded(points: list[Point], most: int, function: str) -> list[Point]:
    """The largest groups; what is left is one more, except of averages."""
    if not most or len(points) <= most:
        return points
    rest = sum(point.values[0] or 0 for point in points[most:])
    others = [Point(str(_("Others")), (rest,), ...)] if function != "avg" else []
    return [*points[:most], *others]


def _in_periods(chart: Any, filters: tuple[Filter, ...], asked: dict[str, Any]) -> ChartData:
    if not chart.based_on:
        throw(_("Time series based on is required to create a dashboard chart"))
    grain = str(asked.get("time_interval") or chart.time_interval or "Monthly")
    first, last = _span(chart, asked, grain)
    column = f"`{chart.based_on}`"
    figure = f"sum(`{chart.value_based_on}`)" if chart.value_based_on else "count(*)"
    in_span = [
        Filter(chart.based_on, ">=", str(first), chart.document_type),
        Filter(chart.based_on, "<=", last, chart.document_type),
    ]
    rows = _list(
        chart,
        fields=[f"date({column}) as day", f"{figure} as figure", "count(*) as number"],
        filters=[*filters, *in_span],
        group_by=f"date({column})",
        order_by="day asc",
    )
    days = get_dates_from_timegrain(first, last, grain)
    return ChartData(
        points=tuple(_by_period(chart.chart_type, rows, days, grain)),
        names=(str(_(chart.chart_name or chart.name or "")),),
        in_time=True,
        grain=grain,
        filters=filters[:-1],
    )


def _span(chart: Any, asked: dict[str, Any], grain: str) -> tuple[datetime.date, Any]:
    timespan = str(asked.get("timespan") or chart.timespan or "Last Year")
    first: Any = None
    last: Any = now_datetime()
    if timespan == "Select Date Range":
        first = getdate(asked.get("from_date") or chart.from_date)
        given = asked.get("to_date") or chart.to_date
        if given:
            last = datetime.datetime.combine(getdate(given) or last, datetime.time.max)
    if first is None:
        first = get_from_date_from_timespan(last, timespan)
        first = get_period_beginning(first, grain, as_str=False)
    return first, last


def _by_period(kind: str, rows: list[_dict], days: list[datetime.date], grain: str) -> list[Point]:
    """Days summed up by the period that they fall into; periods without any are nought."""
    points = []
    at = 0
    for last in days:
        total, number = 0.0, 0
        while at < len(rows) and (getdate(rows[at].day) or last) <= last:
            total += flt(rows[at].figure)
            number += cint(rows[at].number)
            at += 1
        if kind == "Count":
            total = number
        elif kind == "Average" and number:
            total /= number
        points.append(Point(_period_label(last, grain), (total,), last=last))
    return points


def _period_label(last: datetime.date, grain: str) -> str:
    if grain == "Yearly":
        return str(last.year)
    if grain == "Quarterly":
        return str(_("Quarter {0} {1}").format((last.month - 1) // 3 + 1, last.year))
    return format_date(last, "MMM yyyy" if grain == "Monthly" else "d MMM")


def _of_report(chart: Any, filters: Any, run: Run) -> ChartData:
    """Columns of a report: one names the points, the others are the series."""
    result = run(chart.report_name, filters or chart.filters_json)
    if chart.use_report_chart:
        return replace(_of_own_chart(result.chart), note=str(result.message or ""))
    columns = {(column.get("key") or column.fieldname): column for column in result.columns}
    by_name = {column.fieldname: key for key, column in columns.items()}
    x = by_name.get(chart.x_field or "")
    wanted = [by_name.get(row.y_field or "") for row in chart.y_axis]
    if x is None or not wanted or None in wanted:
        throw(_("Choose a column of the report for the names and at least one for the figures"))
    df = DocField(columns[x])
    labels = _labels(df, [row.get(x) for row in result.rows])
    ys = [str(key) for key in wanted]
    kind = columns[ys[0]].fieldtype
    return ChartData(
        points=tuple(
            Point(label, tuple(_told(row.get(key)) for key in ys), row.get(x))
            for label, row in zip(labels, result.rows, strict=True)
        ),
        names=tuple(str(_(columns[key].label)) for key in ys),
        in_time=columns[x].fieldtype in ("Date", "Datetime") or chart.type == "Line",
        fieldtype=kind if kind in NUMBERS else "Float",
        note=str(result.message or ""),
    )


def _told(value: Any) -> float | None:
    return None if value is None else flt(value)


def report_chart(given: Any) -> tuple[_dict, ChartData]:
    """The chart that a script report itself gives, as one to be drawn."""
    kinds = {
        "bar": "Bar",
        "line": "Line",
        "pie": "Pie",
        "donut": "Donut",
        "percentage": "Percentage",
    }
    return _dict(type=kinds.get(str(given.get("type")), "Bar")), _of_own_chart(given)


def _of_own_chart(given: Any) -> ChartData:
    data = (given or {}).get("data") or {}
    sets = data.get("datasets") or []
    if not sets:
        throw(_("This report gives no chart. Choose the columns to draw."))
    labels = [str(label) for label in data.get("labels") or []]
    values = zip(*(each.get("values") or [] for each in sets), strict=False)
    return ChartData(
        points=tuple(
            Point(label, tuple(_told(value) for value in row))
            for label, row in zip(labels, values, strict=False)
        ),
        names=tuple(str(_(each.get("name") or "")) for each in sets),
        in_time=given.get("type") == "line",
        fieldtype=str(given.get("fieldtype") or "Float"),
    )


def figures_of(chart: Any, data: ChartData) -> Figures:
    """What is drawn of a chart's points."""
    return Figures(
        kind=str(chart.type or "Line"),
        labels=tuple(point.label for point in data.points),
        series=tuple(
            Series(name, tuple(point.values[at] for point in data.points))
            for at, name in enumerate(data.names)
        ),
        in_time=data.in_time,
        fieldtype=data.fieldtype,
        with_rest=len(data.points) > 1 and data.points[-1].value is ...,
    )


def chart_config(chart: Any, **asked: Any) -> dict[str, Any] | None:
    """Labels and data sets as clients of Frappe's API know them."""
    data = chart_data(chart, **asked)
    if not data.points:
        return None
    labels = [point.label for point in data.points]
    if data.in_time and data.grain:
        labels = [get_period(point.last, data.grain) for point in data.points]
    name = getattr(chart, "name", None) or local.form_dict.get("chart_name")
    return {
        "labels": labels,
        "datasets": [
            {
                "name": name if len(data.names) == 1 else each,
                "values": [point.values[at] for point in data.points],
            }
            for at, each in enumerate(data.names)
        ],
    }
