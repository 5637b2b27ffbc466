"""A report as a file for a spreadsheet, or on paper."""

from collections.abc import Iterator
from typing import Any

from werkzeug.wrappers import Request, Response

from ....kernel.core.context import local
from ....kernel.core.dict import _dict
from ....kernel.core.exceptions import PermissionError
from ....kernel.i18n import _
from ....kernel.permissions.api import has_permission
from ....kernel.utils.date_format import format_datetime
from ....kernel.utils.dates import now_datetime
from ....kernel.utils.users import get_fullname
from ....services.printing.output import get_letter_head
from ....services.reports.access import open_report
from ....services.reports.builder import BuilderReport
from ....services.reports.cross_table import read_rows
from ....services.reports.tables import plain_rows
from ..export import log_export, send_rows
from ..list_request import filter_text
from ..pages import desk_page, render_bare
from .page import reported
from .request import ReportRequest, read_request
from .table import table_of

_AT_ONCE = 5000
_ON_PAPER = 1000


@desk_page("/app/report-file/<slug>")
def report_file(request: Request, slug: str) -> Response:
    """All rows of a report; ``format`` is ``xlsx``, ``csv`` or ``sheet``."""
    doctype = reported(slug)
    query = request.args.to_dict()
    name, kind = query.get("report", ""), query.get("format", "xlsx")
    if name:
        open_report(name)
    if not has_permission(doctype, "print" if kind == "sheet" else "export"):
        raise PermissionError
    asked = read_request(doctype, name, query)
    builder = BuilderReport(asked.settings, local.session.user)
    title = name or str(_("{0}: report").format(_(doctype)))
    if kind == "sheet":
        return _on_paper(builder, asked, title)
    counted = _Counted(_rows(builder))
    answer = send_rows(counted, title, kind)
    log_export(doctype, kind, counted.count)
    return answer


class _Counted:
    """Passes rows on and knows how many came after the head."""

    def __init__(self, rows: Iterator[list[Any]]) -> None:
        self._rows = rows
        self.count = -1

    def __iter__(self) -> Iterator[list[Any]]:
        for row in self._rows:
            self.count += 1
            yield row


def _rows(builder: BuilderReport) -> Iterator[list[Any]]:
    """The head, the rows in parts, so that memory does not grow with them, and the sums."""
    columns, part = read_rows(builder, 0, _AT_ONCE)
    yield [column.label for column in columns]
    start = 0
    while True:
        yield from plain_rows(columns, part)
        start += len(part)
        if len(part) < _AT_ONCE:
            break
        _columns, part = read_rows(builder, start, _AT_ONCE)
    if builder.settings.totals and builder.settings.grouping is None:
        sums = builder.totals()
        last: list[Any] = [sums.get(column.key) for column in columns]
        last[0] = _("Total") if last[0] is None else last[0]
        yield last


def _on_paper(builder: BuilderReport, asked: ReportRequest, title: str) -> Response:
    table = table_of(builder, ReportRequest(asked.settings, asked.name, size=_ON_PAPER))
    conditions = [filter_text(each, asked.doctype) for each in asked.settings.filters]
    return sheet(table, title, conditions)


def sheet(table: Any, title: str, conditions: list[str]) -> Response:
    """A table on paper, with the letter head and what was asked for."""
    return render_bare(
        "reports/sheet.html",
        title=title,
        table=table,
        conditions=conditions,
        most=_ON_PAPER,
        letter_head=get_letter_head(_dict()).get("content") or "",
        made=_("Printed on {0} by {1}").format(
            format_datetime(now_datetime()), get_fullname(local.session.user)
        ),
    )
