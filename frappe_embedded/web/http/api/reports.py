"""Reports, charts and number cards for clients: run, as a file, by e-mail."""

from typing import Any

from ....kernel.core.context import local
from ....kernel.core.dict import _dict
from ....kernel.core.exceptions import FrappeTypeError, PermissionError
from ....kernel.core.messages import msgprint, throw
from ....kernel.core.whitelist import whitelist
from ....kernel.document.api import get_doc
from ....kernel.i18n import _
from ....kernel.permissions.api import has_permission
from ....kernel.permissions.roles import ADMINISTRATOR
from ....kernel.utils.json_text import parsed_json
from ....kernel.utils.numbers import cint
from ....services.reports.cards import card_result
from ....services.reports.charts import chart_config
from ....services.reports.email_reports import mailed_report, send, send_due_reports
from ....services.reports.runner import ReportResult, run_report
from ..export import send_table
from ..lists import clear_refusals


@whitelist()
def run(
    report_name: str,
    filters: Any = None,
    user: str | None = None,
    ignore_prepared_report: Any = False,
    custom_columns: Any = None,
    is_tree: Any = False,
    parent_field: str | None = None,
    are_default_filters: Any = True,
) -> dict[str, Any]:
    """Columns and rows as the user may see them. Another user's rights are not lent."""
    if user and user != local.session.user:
        raise PermissionError
    if custom_columns and parsed_json(custom_columns, "custom_columns"):
        throw(_("Columns of other documents cannot be added to this report"))
    result = run_report(
        report_name, filters, is_tree=bool(cint(is_tree)), parent_field=parent_field
    )
    rows: list[Any] = list(result.rows)
    if result.total:
        rows.append(result.total)
    return {
        "result": rows,
        "columns": result.columns,
        "message": result.message,
        "chart": result.chart,
        "report_summary": result.summary,
        "skip_total_row": int(result.skip_total),
        "status": None,
        "execution_time": 0,
        "add_total_row": bool(result.total),
    }


@whitelist(methods=["POST", "GET"])
def export_query() -> None:
    """A report as a CSV file or a spreadsheet, for who may export its DocType."""
    form = local.form_dict
    name = str(form.report_name or "")
    report = get_doc("Report", name)
    if not has_permission(report.ref_doctype, "export"):
        raise PermissionError(
            _("You are not allowed to export {} doctype").format(_(report.ref_doctype))
        )
    result = run_report(name, parsed_json(form.filters, "filters"))
    send_table(_table(result), name, str(form.file_format_type or "CSV"))


def _table(result: ReportResult) -> list[list[Any]]:
    shown = [column for column in result.columns if not column.get("hidden")]
    names = [column.get("key") or column.fieldname for column in shown]
    table = [[_(column.label) for column in shown]]
    table += [[row.get(name) for name in names] for row in result.rows]
    if result.total:
        places = [at for at, column in enumerate(result.columns) if not column.get("hidden")]
        table.append([result.total[at] for at in places])
    return table


send_daily = send_due_reports
"""What the clock calls; looks at reports of every rhythm."""


@whitelist()
def download(name: str) -> None:
    """What the mail would hold, as a file."""
    doc = get_doc("Auto Email Report", name)
    doc.check_permission("read")
    if local.session.user not in (ADMINISTRATOR, doc.user):
        # It holds what that user may see.
        doc.raise_no_permission_to("read")
    made = mailed_report(doc)
    if made is None:
        msgprint(_("No Data"))
        return
    html = made.html.encode()
    local.response.update(
        {
            "filename": made.file_name or f"{name}.html",
            "filecontent": made.content or html,
            "type": "download",
        }
    )


@whitelist(methods=["POST"])
def send_now(name: str) -> bool:
    """Send the mail at once, beside its rhythm; whether there was anything to send."""
    doc = get_doc("Auto Email Report", name)
    doc.check_permission("write")
    return send(doc)


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
