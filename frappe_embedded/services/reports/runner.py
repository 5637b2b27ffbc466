"""Running a report of any type: its rows as far as the user may see them, and what they add up to."""

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import PermissionError
from ...kernel.core.hooks import get_attr, get_module_app
from ...kernel.core.messages import throw
from ...kernel.core.names import scrub
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.roles import ADMINISTRATOR
from ...kernel.permissions.share import get_shared
from ...kernel.permissions.user_permissions import allowed_documents, get_user_permissions
from ...kernel.query.filters import listed_filters
from ...kernel.utils.numbers import flt
from .access import open_report
from .builder import BuilderReport
from .columns import NUMBERS, as_column, as_columns, as_rows
from .cross_table import read_rows
from .queries import run_query
from .settings import read_settings


@dataclass
class ReportResult:
    """What a report says. ``total`` is its last row if it has one."""

    columns: list[_dict]
    rows: list[_dict]
    total: list[Any] | None = None
    message: Any = None
    chart: Any = None
    summary: Any = None
    skip_total: bool = False
    limited: bool = False

    def shown(self) -> tuple[list[_dict], list[list[Any]]]:
        """The columns that people see, and the rows in their order."""
        columns = [column for column in self.columns if not column.get("hidden")]
        keys = [column.get("key") or column.fieldname for column in columns]
        return columns, [[row.get(key) for key in keys] for row in self.rows]


def run_report(
    name: str,
    filters: Any = None,
    user: str | None = None,
    limit: int = 0,
    is_tree: bool = False,
    parent_field: str | None = None,
) -> ReportResult:
    """A report with the rights of a user, by default of the one in the session.

    ``limit`` bounds the rows of Report Builder reports.
    """
    user = user or local.session.user
    report = open_report(name, user)
    if report.report_type == "Report Builder":
        return _run_builder(report, filters, user, limit)
    given = _read_filters(filters)
    _check_filters(report, given, user)
    answer = _executed(report, given, user)
    columns, rows, message, chart, summary, skip = [*answer, *[None] * 6][:6]
    known = as_columns(columns)
    result = ReportResult(
        columns=known,
        rows=permitted_rows(as_rows(rows, known), known, report.ref_doctype, user),
        message=message,
        chart=chart,
        summary=summary,
        skip_total=bool(skip),
    )
    if report.add_total_row and result.rows and not result.skip_total:
        result.total = total_row(result.rows, known, is_tree, parent_field)
    return result


Run = Callable[[str, Any], ReportResult]


class Runs:
    """Runs each report once however many parts of a page ask for it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], ReportResult] = {}

    def __call__(self, name: str, filters: Any) -> ReportResult:
        text = filters if isinstance(filters, str) else json.dumps(filters, default=str)
        if (name, text) not in self._known:
            self._known[name, text] = run_report(name, filters)
        return self._known[name, text]

    @property
    def said(self) -> list[str]:
        """What the reports say about their figures, each thing once."""
        texts = [str(result.message or "") for result in self._known.values()]
        told = list(dict.fromkeys(filter(None, texts)))
        return [text for text in told if not any(text in each for each in told if each != text)]


def _read_filters(filters: Any) -> _dict:
    if isinstance(filters, str):
        try:
            filters = json.loads(filters or "{}")
        except ValueError:
            throw(_("The argument {0} is not valid JSON").format("filters"))
    return _dict(filters if isinstance(filters, dict) else {})


def _check_filters(report: Any, filters: _dict, user: str) -> None:
    """A filter by a linked document needs the right to choose that document."""
    for row in report.filters:
        value = filters.get(row.fieldname)
        if row.fieldtype != "Link" or not value or not isinstance(value, str):
            continue
        if not local.db.exists(row.options, value):
            continue
        rights = [has_permission(row.options, right, value, user) for right in ("select", "read")]
        if not any(rights):
            throw(
                _("You do not have permission to access {0}: {1}.").format(_(row.options), value),
                PermissionError,
            )


def _run_builder(report: Any, filters: Any, user: str, limit: int) -> ReportResult:
    builder = builder_of(report, user, filters)
    columns, rows = read_rows(builder, limit=limit + 1 if limit else 0)
    limited = bool(limit) and len(rows) > limit
    keyed = [dict(column, fieldname=column.key) for column in columns]
    result = ReportResult(columns, as_rows(rows[:limit] if limit else rows, as_columns(keyed)))
    result.limited = limited
    if builder.settings.totals and result.rows:
        sums = builder.totals()
        result.total = [sums.get(column.key, "") for column in columns]
        if result.total and result.total[0] == "":
            result.total[0] = str(_("Total"))
    return result


def builder_of(report: Any, user: str, filters: Any = None) -> BuilderReport:
    """The rows and columns of a saved Report Builder report; ``filters`` come on top of its own."""
    settings = read_settings(report.json, report.ref_doctype)
    more = listed_filters(filters, report.ref_doctype)
    return BuilderReport(replace(settings, filters=(*settings.filters, *more)), user)


def _executed(report: Any, filters: _dict, user: str) -> list[Any]:
    if report.report_type == "Query Report":
        return _run_query(report, filters, user)
    if report.report_type == "Script Report":
        if report.is_standard != "Yes":
            throw(_("Scripts that are kept in a report are not run. Ship the script with an app."))
        return list(get_attr(f"{script_path(report)}.execute")(filters) or [])
    throw(_("Reports of the type {0} are not supported").format(_(report.report_type)))


def script_path(report: Any) -> str:
    """The module of a script report that an app ships."""
    module = report.module or get_meta(report.ref_doctype).module
    name = scrub(report.name)
    return f"{get_module_app(module)}.{scrub(module)}.report.{name}.{name}"


def _run_query(report: Any, filters: _dict, user: str) -> list[Any]:
    if not report.query:
        throw(_("Must specify a Query to run"), title=_("Report Document Error"))
    names, rows = run_query(report.query, dict(filters), user)
    columns = [as_column(row.as_dict()) for row in report.columns]
    return [columns or names, rows]


def total_row(
    rows: list[_dict], columns: list[_dict], is_tree: bool = False, parent_field: str | None = None
) -> list[Any]:
    """Sums by column, averages of percentages; in a tree the uppermost rows alone count."""
    counted = [row for row in rows if not (is_tree and parent_field and row.get(parent_field))]
    totals = [_total(column, counted, len(rows)) for column in columns]
    if columns and columns[0].fieldtype not in (*NUMBERS, "Date"):
        totals[0] = str(_("Total"))
    return totals


def _total(column: _dict, rows: list[_dict], count: int) -> Any:
    values = [row.get(column.fieldname) for row in rows]
    if column.fieldtype == "Time":
        times = [value for value in values if isinstance(value, datetime.timedelta)]
        return sum(times, datetime.timedelta()) if times else ""
    if column.fieldtype not in NUMBERS or not any(flt(value) for value in values):
        return ""
    total = sum(flt(value) for value in values)
    return total / count if column.fieldtype == "Percent" else total


def permitted_rows(
    rows: list[_dict], columns: list[_dict], ref_doctype: str, user: str
) -> list[_dict]:
    """The rows whose links all lead to documents that user permissions allow; empty links pass.

    A document of the report's own DocType that is shared with the user stays.
    """
    if user == ADMINISTRATOR:
        return rows
    permissions = get_user_permissions(user)
    limits = [
        (column, set(allowed))
        for column in columns
        if column.fieldtype == "Link"
        and (allowed := allowed_documents(permissions.get(column.options, []), ref_doctype))
    ]
    if not limits:
        return rows
    shared = set(get_shared(ref_doctype, user))
    own = [column.fieldname for column in columns if column.options == ref_doctype]
    return [
        row
        for row in rows
        if any(row.get(name) in shared for name in own)
        or all(_passes(row.get(column.fieldname), allowed) for column, allowed in limits)
    ]


def _passes(value: Any, allowed: set[str]) -> bool:
    return value in (None, "") or str(value) in allowed
