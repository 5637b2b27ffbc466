"""Reports with code, and the list of all reports."""

import json
from itertools import groupby
from typing import Any

from werkzeug.wrappers import Request, Response

from ....kernel.core.context import local
from ....kernel.core.dict import _dict
from ....kernel.core.exceptions import PermissionError, ValidationError
from ....kernel.core.messages import clear_messages
from ....kernel.document.titles import shown
from ....kernel.i18n import _
from ....kernel.meta.docfield import DocField
from ....kernel.meta.loader import get_meta
from ....kernel.permissions.api import has_permission
from ....services.reports.access import allowed_reports, open_report
from ....services.reports.charts import figures_of, report_chart
from ....services.reports.runner import ReportResult, run_report
from ....services.reports.tables import plain_rows
from ...http.responses import redirect_to
from ..addresses import new_url, report_url
from ..controls import Control, control_for
from ..export import log_export, send_rows
from ..navigation import destinations
from ..pages import desk_page, render
from ..panels import panel
from .file import sheet
from .table import Cell, Head, Table, row_cells
from .tiles import picture_of, report_address

_SHOWN = 1000
_DAYS_OF_A_PERIOD = 2


@desk_page("/app/query-report/<path:name>")
def query_page(request: Request, name: str) -> Response:
    """A report of an app, or of a query: its filters, its figures, its rows."""
    report = open_report(name)
    if report.report_type == "Report Builder":
        return redirect_to(report_url(report.ref_doctype, name=name))
    query = request.args.to_dict()
    fields = [_filter_field(row) for row in report.filters]
    filters = _filters(fields, query)
    missing = [df for df in fields if df.reqd and not filters.get(df.fieldname)]
    result, problem = (None, "") if missing else _run(name, filters)
    kind = query.get("format", "")
    if result is not None and kind:
        return _as_file(report, result, kind, _in_words(fields, filters))
    return render(
        "reports/query.html",
        title=_(name),
        page="query-report",
        script="reports/query",
        styles=["reports", "charts"],
        report=report,
        controls=[_control(df, filters) for df in fields],
        printed_filters=_in_words(fields, filters),
        missing=[str(_(df.label)) for df in missing],
        table=_table(result) if result else None,
        picture=_picture(result) if result else None,
        message=result.message if result else "",
        summary=_summary(result),
        problem=problem,
        may={right: has_permission(report.ref_doctype, right) for right in ("export", "print")},
        offers=_offers(report, fields, filters, result),
        address=lambda **more: report_address(name, {**filters, **more}),
        page_data={"doctype": report.ref_doctype},
    )


def _offers(
    report: Any, fields: list[DocField], filters: dict[str, Any], result: ReportResult | None
) -> list[tuple[str, str, str]]:
    """What can be made of the report as it is shown: icon, words, address."""
    found = []
    given = json.dumps(filters, ensure_ascii=False)
    if result is not None and result.chart and has_permission("Dashboard Chart", "create"):
        own = {"chart_type": "Report", "report_name": report.name, "use_report_chart": 1}
        url = new_url("Dashboard Chart", **own, filters_json=given, type=_kind(result))
        found.append(("chart-column", str(_("Make a chart of it")), url))
    if has_permission("Auto Email Report", "create"):
        url = new_url("Auto Email Report", **_mail_values(report, fields, filters))
        found.append(("clock", str(_("Send it regularly")), url))
    return found


def _kind(result: ReportResult) -> str:
    return "Line" if result.chart.get("type") == "line" else "Bar"


def _mail_values(report: Any, fields: list[DocField], filters: dict[str, Any]) -> dict[str, Any]:
    """A report between two days is sent each month, of the month that is over."""
    days = [str(df.fieldname) for df in fields if df.fieldtype in ("Date", "Datetime")]
    if len(days) != _DAYS_OF_A_PERIOD:
        return {"report": report.name, "filters": json.dumps(filters, ensure_ascii=False)}
    rest = {key: value for key, value in filters.items() if key not in days}
    return {
        "report": report.name,
        "filters": json.dumps(rest, ensure_ascii=False),
        "from_date_field": days[0],
        "to_date_field": days[1],
        "dynamic_date_period": "Monthly",
        "frequency": "Monthly",
    }


def _filter_field(row: Any) -> DocField:
    return DocField(
        fieldname=row.fieldname,
        label=row.label,
        fieldtype=row.fieldtype,
        options=row.options,
        default=row.default,
        reqd=row.mandatory,
        parent="Report",
    )


def _filters(fields: list[DocField], query: dict[str, str]) -> dict[str, Any]:
    """What the address says; of a report that is just opened what its author presets."""
    known = {df.fieldname for df in fields}
    given = {key: value for key, value in query.items() if key in known and value}
    if given or "shown" in query:
        return given
    return {df.fieldname: df.default for df in fields if df.default}


def _in_words(fields: list[DocField], filters: dict[str, Any]) -> list[str]:
    """What a report was asked for, for paper."""
    given = [(df, filters[df.fieldname]) for df in fields if filters.get(df.fieldname)]
    return [_("{0}: {1}").format(_(df.label), shown(df, value)) for df, value in given]


def _control(df: DocField, filters: dict[str, Any]) -> Control:
    return control_for(_dict(filters), df, True)


def _run(name: str, filters: dict[str, Any]) -> tuple[ReportResult | None, str]:
    try:
        return run_report(name, filters), ""
    except PermissionError as error:
        clear_messages()
        return None, str(error) or str(_("You have no right to do this."))
    except ValidationError as error:
        clear_messages()
        return None, str(error)


def _table(result: ReportResult) -> Table:
    columns, rows = result.shown()
    return Table(
        heads=tuple(
            Head(str(_(column.label)), number=column.fieldtype in _NUMERIC) for column in columns
        ),
        rows=tuple(row_cells(columns, rows[:_SHOWN])),
        total=len(rows),
        more=len(rows) > _SHOWN,
        sums=_sums(result, columns),
    )


_NUMERIC = ("Currency", "Int", "Float", "Percent", "Duration")


def _sums(result: ReportResult, columns: list[_dict]) -> tuple[str, ...]:
    if not result.total:
        return ()
    values = dict(zip([each.fieldname for each in result.columns], result.total, strict=True))
    row = [values.get(column.fieldname) for column in columns]
    cells: tuple[Cell, ...] = row_cells(columns, [row])[0]
    return tuple(
        str(value) if isinstance(value, str) else cell.text
        for value, cell in zip(row, cells, strict=True)
    )


def _picture(result: ReportResult) -> Any:
    """The chart that the report itself gives."""
    if not result.chart:
        return None
    try:
        chart, data = report_chart(result.chart)
    except ValidationError:
        clear_messages()
        return None
    figures = figures_of(chart, data)
    return None if figures.is_empty else picture_of(figures, full=True)


def _summary(result: ReportResult | None) -> list[dict[str, str]]:
    entries = (result.summary if result else None) or []
    told = []
    for entry in entries:
        column = _dict(fieldname="value", fieldtype=entry.get("datatype") or "Data")
        cell = row_cells([column], [[entry.get("value")]])[0][0]
        told.append({"label": str(_(entry.get("label") or "")), "value": cell.text})
    return told


def _as_file(report: Any, result: ReportResult, kind: str, conditions: list[str]) -> Response:
    if not has_permission(report.ref_doctype, "print" if kind == "sheet" else "export"):
        raise PermissionError
    if kind == "sheet":
        return sheet(_table(result), str(_(report.name)), conditions)
    columns, rows = result.shown()
    table: list[list[Any]] = [[_(column.label) for column in columns]]
    table += plain_rows(columns, rows)
    if result.total:
        table.append(list(result.total))
    log_export(report.ref_doctype, kind, len(rows))
    return send_rows(table, str(_(report.name)), kind)


@desk_page("/app/reports")
def reports_page(request: Request) -> Response:
    """Every report that the user may open, by what it is about, and the way to a new one."""
    found = [
        (str(_(each.ref_doctype)), str(_(each.name)), report_address(each.name), each)
        for each in allowed_reports()
    ]
    found.sort(key=lambda each: (each[0].casefold(), each[1].casefold()))
    subjects = [
        (each.label, report_url(each.doctype))
        for each in destinations()
        if not each.single
        and not each.background
        and has_permission(each.doctype, "report")
        and get_meta(each.doctype).name == each.doctype
    ]
    if not found and not subjects:
        raise PermissionError
    return render(
        "reports/reports.html",
        title=_("Reports"),
        page="reports",
        styles=["reports", "manage"],
        grouped=[(label, list(rows)) for label, rows in groupby(found, lambda each: each[0])],
        subjects=subjects,
        user=local.session.user,
    )


@panel("Report", "reports/opened", template="reports/report_panel.html", place="above")
def opening(doc: Any) -> dict[str, str]:
    """Where the report of a form is shown, for who may open it."""
    known = {each.name for each in allowed_reports()} if doc.name else set()
    return {"url": report_address(doc.name) if doc.name in known else ""}
