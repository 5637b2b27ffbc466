"""Reports for clients: run, as a file, and what their page needs to know."""

from __future__ import annotations

from typing import Any

from ....kernel.core.context import local
from ....kernel.core.exceptions import PermissionError
from ....kernel.core.messages import throw
from ....kernel.core.whitelist import whitelist
from ....kernel.document.api import get_doc
from ....kernel.i18n import _
from ....kernel.permissions.api import has_permission
from ....kernel.utils.json_text import parsed_json
from ....kernel.utils.numbers import cint
from ....services.reports.runner import ReportResult, run_report
from ..export import send_table


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
