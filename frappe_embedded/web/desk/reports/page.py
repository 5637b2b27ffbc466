"""The report view of a DocType: built from the list, kept under a name."""

import json
from dataclasses import replace
from typing import Any

from werkzeug.wrappers import Request, Response

from ....kernel.core.context import local
from ....kernel.core.exceptions import DoesNotExistError, PermissionError, ValidationError
from ....kernel.core.messages import clear_messages
from ....kernel.i18n import _
from ....kernel.meta.loader import get_meta
from ....kernel.permissions.api import has_permission
from ....kernel.utils.json_text import parsed_object
from ....kernel.utils.numbers import cint
from ....services.reports.access import allowed_reports, may_change, open_report, save_report
from ....services.reports.builder import BuilderReport
from ....services.reports.settings import FieldOf
from ..addresses import new_url, report_url, served
from ..answers import answer
from ..list_request import chips_of, filter_text, filter_vocabulary
from ..pages import desk_page, render
from .choices import column_choices, field_choices
from .request import SIZES, ReportRequest, key_of, read_request
from .table import Table, table_of
from .tiles import picture_of


@desk_page("/app/<slug>/view/report", "/app/<slug>/view/report/<path:name>")
def report_page(request: Request, slug: str, name: str = "") -> Response:
    """A report as a page of rows; only for who may make reports of the DocType."""
    doctype = reported(slug)
    report = open_report(name) if name else None
    if report is not None and report.ref_doctype != doctype:
        raise DoesNotExistError
    asked = read_request(doctype, name, request.args.to_dict())
    table, problem = _read(asked)
    filters = asked.settings.filters
    return render(
        "reports/report.html",
        title=name or _("{0}: report").format(_(doctype)),
        page="report",
        current=doctype,
        script="reports/report",
        styles=["reports", "charts"],
        meta=get_meta(doctype),
        asked=asked,
        table=table,
        problem=problem,
        chips=chips_of(filters, doctype, lambda rest: asked.url(filters=rest, start="")),
        grouped=_grouping_in_words(asked),
        printed_filters=[filter_text(each, doctype) for each in filters],
        saved=[
            (each.name, report_url(doctype, name=each.name), each.name == name)
            for each in allowed_reports(doctype=doctype)
            if each.report_type == "Report Builder"
        ],
        sizes=SIZES,
        chart_url=new_url("Dashboard Chart", **chart) if (chart := _chart_values(asked)) else "",
        picture=_picture(table),
        may={
            "export": has_permission(doctype, "export"),
            "print": has_permission(doctype, "print"),
            "change": report is None or may_change(report),
            "delete": report is not None and may_change(report, "delete"),
            "chart": has_permission("Dashboard Chart", "create"),
            "mail": report is not None and has_permission("Auto Email Report", "create"),
        },
        page_data=_script_data(asked, report),
    )


def reported(slug: str) -> str:
    """The DocType of an address, if the user may make reports of it."""
    doctype = served(slug)
    if get_meta(doctype).issingle:
        raise DoesNotExistError
    if not has_permission(doctype, "report"):
        raise PermissionError
    return doctype


def _read(asked: ReportRequest) -> tuple[Table | None, str]:
    """The table, or a sentence that says why there is none."""
    try:
        builder = BuilderReport(asked.settings, local.session.user)
        return table_of(builder, asked), ""
    except ValidationError as error:
        clear_messages()
        return None, str(error)


def _picture(table: Table | None) -> Any:
    """The groups of the page as bars, or as lines where they are months."""
    figures = table.figures if table is not None else None
    if figures is None or figures.is_empty:
        return None
    return picture_of(figures, full=len(figures.series) > 1)


def _script_data(asked: ReportRequest, report: Any) -> dict[str, Any]:
    meta = get_meta(asked.doctype)
    shown = BuilderReport(asked.settings, local.session.user).settings.fields
    grouping = asked.settings.grouping
    return {
        "doctype": asked.doctype,
        "report": asked.name,
        "path": asked.path,
        "query": asked.query(
            start="", columns=",".join(key_of(each, asked.doctype) for each in shown)
        ),
        "columns": column_choices(meta),
        "fields": field_choices(meta),
        **filter_vocabulary(),
        "group": {
            "by": key_of(grouping.by, asked.doctype) if grouping else "",
            "then_by": key_of(grouping.then, asked.doctype) if grouping and grouping.then else "",
            "across": bool(grouping and grouping.is_crossed),
            "function": grouping.function if grouping else "count",
            "on": key_of(grouping.on, asked.doctype) if grouping and grouping.on else "",
        },
        "roles": _roles(asked.doctype, report),
    }


def _roles(doctype: str, report: Any) -> list[list[Any]]:
    """Roles that may make reports of the DocType: name, label, whether the report is for them."""
    roles = dict.fromkeys(
        row.role for row in get_meta(doctype).permissions if row.report and not cint(row.permlevel)
    )
    chosen = {row.role for row in report.roles} if report is not None else set(roles)
    return [[role, str(_(role)), role in chosen or not chosen] for role in sorted(roles)]


def _grouping_in_words(asked: ReportRequest) -> dict[str, str] | None:
    grouping = asked.settings.grouping
    if grouping is None:
        return None
    words = [_label(each) for each in (grouping.by, grouping.then) if each is not None]
    pattern = _("{0} by {1}") if grouping.is_crossed else _("Grouped by {0} and {1}")
    text = pattern.format(*words) if len(words) > 1 else _("Grouped by {0}").format(*words)
    plain = {"group_by": "", "then_by": "", "across": "", "function": "", "on": "", "start": ""}
    return {"text": str(text), "url": asked.url(**plain)}


def _label(each: FieldOf) -> str:
    return str(_(get_meta(each.doctype).get_label(each.fieldname)))


def _chart_values(asked: ReportRequest) -> dict[str, str]:
    """What a Dashboard Chart of the same groups begins with."""
    grouping = asked.settings.grouping
    if grouping is None or grouping.then or grouping.by.doctype != asked.doctype:
        return _chart_of_report(asked)
    kinds = {"count": "Count", "sum": "Sum", "avg": "Average"}
    return {
        "chart_type": "Group By",
        "document_type": asked.doctype,
        "group_by_based_on": grouping.by.fieldname,
        "group_by_type": kinds[grouping.function],
        "aggregate_function_based_on": grouping.on.fieldname if grouping.on else "",
        "filters_json": json.dumps([[*each.as_list(), False] for each in asked.settings.filters]),
        "type": "Bar",
    }


def _chart_of_report(asked: ReportRequest) -> dict[str, str]:
    """A chart of a cross-table has its columns as series, once the report is saved."""
    grouping = asked.settings.grouping
    if grouping is None or not grouping.is_crossed or not asked.name or asked.changed:
        return {}
    return {
        "chart_type": "Report",
        "report_name": asked.name,
        "x_field": grouping.by.fieldname,
        "type": "Bar",
    }


@answer("/app/<slug>/view/report", "POST")
def save_answer(request: Request, slug: str) -> Any:
    """Keep the report under a name; the answer says where it is from now on."""
    doctype = reported(slug)
    form = local.form_dict
    query = {
        str(key): str(value)
        for key, value in parsed_object(form.get("query") or {}, "query").items()
    }
    asked = read_request(doctype, "", query)
    settings = BuilderReport(asked.settings, local.session.user).settings
    given = replace(settings, page_length=asked.size)
    report = save_report(str(form.get("name") or ""), doctype, given.as_json(), form.get("roles"))
    return {"name": report.name, "url": report_url(doctype, name=report.name)}
