"""Reports that go out by e-mail: what is in them, and when they go."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, replace
from email.utils import formataddr
from typing import Any

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import PermissionError
from ...kernel.core.hooks import call_hooks
from ...kernel.core.messages import clear_messages, throw
from ...kernel.document.api import get_doc
from ...kernel.document.comments import log_error
from ...kernel.i18n import _
from ...kernel.i18n.plurals import counted
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.impersonation import acting_as
from ...kernel.query.api import all_or_nothing
from ...kernel.utils.csvutils import to_csv
from ...kernel.utils.date_format import format_datetime
from ...kernel.utils.dates import getdate, now_datetime, nowdate, required_date
from ...kernel.utils.html import clean_page, sanitize_html, strip_html
from ...kernel.utils.numbers import cint
from ...kernel.utils.periods import (
    get_first_day,
    get_first_day_of_week,
    get_quarter_start,
    get_weekdays,
    get_year_start,
)
from ...kernel.utils.urls import get_url
from ...kernel.utils.xlsxutils import make_xlsx
from ..notify.sendmail import sendmail
from ..printing.environment import get_template
from ..printing.output import get_letter_head
from ..printing.pdf import make_pdf
from .columns import NUMBERS
from .runner import ReportResult, run_report
from .tables import field_of_column, load_titles, plain_rows, text_of

_SPANS = {
    "Daily": relativedelta(days=1),
    "Weekly": relativedelta(weeks=1),
    "Monthly": relativedelta(months=1),
    "Quarterly": relativedelta(months=3),
    "Half Yearly": relativedelta(months=6),
    "Yearly": relativedelta(years=1),
}
_A_DAY = datetime.timedelta(days=1)
_SATURDAY = 5


def last_due(frequency: str, day_of_week: str | None, today: Any) -> datetime.date:
    """The last day, today included, on which a report of this rhythm is sent."""
    day = required_date(today)
    while not _is_due(frequency, day_of_week, day):
        day -= _A_DAY
    return day


def next_due(frequency: str, day_of_week: str | None, today: Any) -> datetime.date:
    """The next day after today on which it is sent."""
    day = required_date(today) + _A_DAY
    while not _is_due(frequency, day_of_week, day):
        day += _A_DAY
    return day


def _is_due(frequency: str, day_of_week: str | None, day: datetime.date) -> bool:
    if frequency == "Monthly":
        return day.day == 1
    if frequency == "Weekly":
        return get_weekdays()[day.weekday()] == (day_of_week or "Monday")
    return frequency != "Weekdays" or day.weekday() < _SATURDAY


def date_range(period: str, from_first_day: bool, today: Any) -> tuple[str, str]:
    """From and to of the period that ends today: as long as it is, or since it has begun."""
    last = required_date(today)
    first = last - _SPANS[period]
    if from_first_day:
        first = _begin(period, last)
    return str(first), str(last)


def _begin(period: str, day: datetime.date) -> datetime.date:
    if period == "Half Yearly":
        return day.replace(month=1 if day.month <= 6 else 7, day=1)
    starts: dict[str, Any] = {
        "Weekly": get_first_day_of_week,
        "Monthly": get_first_day,
        "Quarterly": get_quarter_start,
        "Yearly": get_year_start,
    }
    start: datetime.date = starts[period](day) if period in starts else day - _A_DAY
    return start


MOST_ROWS = 500
_USUAL_ROWS = 100
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEMPLATE = "frappe_embedded/templates/emails/report.html"
_PAGE = "frappe_embedded/templates/emails/report_page.html"
_MOST_UPRIGHT = 6
"""How many columns a page takes that is not turned."""
_SENT = "auto_email_report_sent:"
"""Under this and the name of a report stands the day for which it was sent last."""


@dataclass(frozen=True)
class MailedReport:
    """A report as its mail shows it. ``html`` is the body, ``attachment`` the file if there is one."""

    subject: str
    html: str
    rows: int
    file_name: str = ""
    content: bytes = b""
    kind: str = ""


def mailed_report(doc: Any) -> MailedReport | None:
    """What the mail holds now, with the rights of the report's user; ``None`` if it is not sent.

    ``PermissionError`` if that user may not run the report, or may not take its data out.
    """
    with acting_as(doc.user):
        return _made(doc)


def _made(doc: Any) -> MailedReport | None:
    report = get_doc("Report", doc.report)
    if not has_permission(report.ref_doctype, "export"):
        throw(
            _("{0} may not export {1}, so the report cannot be sent with their rights.").format(
                doc.user, _(report.ref_doctype)
            ),
            PermissionError,
        )
    result = run_report(doc.report, _filters(doc, report), limit=_most_rows(doc))
    columns, rows = result.shown()
    if not rows and doc.send_if_data:
        return None
    # Apps (hook `leaving_report`) may empty values before they leave, and say why in a sentence.
    notes = [_own_note(result), *call_hooks("leaving_report", doc, columns, rows)]
    total = list(result.total) if result.total and len(result.total) == len(columns) else None
    shown = _Shown(doc, columns, rows, total, result.limited, [each for each in notes if each])
    html = shown.body()
    made = MailedReport(subject=str(_(doc.name)), html=html, rows=len(rows))
    if doc.format == "HTML":
        return made
    table: list[list[Any]] = [[_(column.label) for column in columns]]
    table += plain_rows(columns, rows)
    table += [total] if total else []
    return replace(made, **_file(doc, shown, table))


def _own_note(result: ReportResult) -> str:
    """What the report says about itself, such as what it leaves out, without a link that leads inside."""
    return strip_html(str(result.message or ""))


def _most_rows(doc: Any) -> int:
    return min(cint(doc.no_of_rows) or _USUAL_ROWS, MOST_ROWS)


def _file(doc: Any, shown: _Shown, table: list[list[Any]]) -> dict[str, Any]:
    """The name, the content and the kind of what is attached."""
    stem = str(doc.report).replace(" ", "-").replace("/", "-")
    if doc.format == "CSV":
        content, kind = b"\xef\xbb\xbf" + to_csv(table).encode(), "text/csv"
    elif doc.format == "PDF":
        content, kind = make_pdf(shown.page()), "application/pdf"
    else:
        content, kind = make_xlsx(table, str(doc.report)).getvalue(), _SHEET
    return {"file_name": f"{stem}.{doc.format.lower()}", "content": content, "kind": kind}


def _filters(doc: Any, report: Any) -> Any:
    """The report's filters; the days of its period, or what changed in the last hours, on top."""
    if report.report_type == "Report Builder":
        hours = cint(doc.data_modified_till)
        if not hours:
            return None
        since = str(now_datetime() - datetime.timedelta(hours=hours))
        return [[report.ref_doctype, "modified", ">", since]]
    given = _dict(json.loads(doc.filters or "{}"))
    if doc.dynamic_date_period and doc.from_date_field and doc.to_date_field:
        first, last = date_range(
            doc.dynamic_date_period, bool(doc.use_first_day_of_period), nowdate()
        )
        given[doc.from_date_field] = first
        given[doc.to_date_field] = last
    return given


@dataclass(frozen=True)
class _Shown:
    """What a report says, to be laid out."""

    doc: Any
    columns: list[_dict]
    rows: list[list[Any]]
    total: list[Any] | None
    limited: bool
    notes: list[str]

    def body(self) -> str:
        """The text of the mail; with the table, unless that is attached."""
        is_attached = self.doc.format != "HTML"
        attached = counted(_("The report is attached: {0} lines."), len(self.rows))
        return self._laid_out(
            _TEMPLATE,
            with_table=not is_attached,
            attached=attached if is_attached else "",
            settings=_settings(self.doc),
        )

    def page(self) -> str:
        """The report on paper, with the letter head of the office."""
        return self._laid_out(
            _PAGE,
            with_table=True,
            letter_head=Markup(get_letter_head(_dict()).get("content") or ""),
            is_wide=len(self.columns) > _MOST_UPRIGHT,
        )

    def _laid_out(self, template: str, with_table: bool, **more: Any) -> str:
        columns, fields = self.columns, [field_of_column(column) for column in self.columns]
        load_titles(columns, self.rows)
        lines = [
            [text_of(*each) for each in zip(columns, fields, row, strict=True)] for row in self.rows
        ]
        foot = [str(value) if value not in (None, "") else "" for value in self.total or []]
        return str(
            get_template(template).render(
                title=_(self.doc.report),
                description=Markup(sanitize_html(self.doc.description or "")),
                heads=[_(column.label) for column in columns],
                numbers=[column.fieldtype in NUMBERS for column in columns],
                lines=lines if with_table else [],
                foot=foot if with_table else [],
                count=len(self.rows),
                limited=self.limited,
                notes=self.notes,
                made=format_datetime(now_datetime()),
                lang=local.lang,
                counted=counted,
                **more,
            )
        )


def _settings(doc: Any) -> str:
    """Where the mail is changed or stopped; nothing where somebody outside gets it, who cannot go there."""
    addresses = set((doc.email_to or "").split())
    inside = {"email": ["in", list(addresses)], "enabled": 1, "user_type": "System User"}
    if not addresses or local.db.count("User", inside) < len(addresses):
        return ""
    return get_url(f"/app/auto-email-report/{doc.name}")


def send(doc: Any) -> bool:
    """Queue the mail; whether there was anything to send."""
    made = mailed_report(doc)
    if made is None:
        return False
    sender = ""
    if doc.sender:
        address = local.db.get_value("Email Account", doc.sender, "email_id")
        sender = formataddr((doc.sender, address))
    attachments = []
    if made.content:
        attachments = [
            {"fname": made.file_name, "fcontent": made.content, "content_type": made.kind}
        ]
    with acting_as(doc.user):
        sendmail(
            recipients=doc.email_to.split(),
            sender=sender,
            subject=made.subject,
            message=made.html,
            attachments=attachments,
            reference_doctype="Auto Email Report",
            reference_name=doc.name,
        )
    return True


def page_of(made: MailedReport) -> str:
    """The mail as whoever receives it sees it."""
    return str(
        get_template("frappe_embedded/templates/emails/standard.html").render(
            content=Markup(clean_page(made.html)), subject=made.subject, lang=local.lang
        )
    )


def mark_sent(name: str, day: Any) -> None:
    """Note for which day a report was sent, so that it is not sent again for that day."""
    local.db.set_global(f"{_SENT}{name}", str(day))


def send_due_reports() -> int:
    """Send every report whose day has come since it was sent last; how many were looked at.

    However long the machine was off, a report is sent once, for the last day that was due. What
    was sent and the mail itself are one transaction.
    """
    names = local.db.get_all(
        "Auto Email Report", filters={"enabled": 1}, pluck="name", order_by="name asc"
    )
    due = [name for name in names if _send_if_due(name)]
    return len(due)


def _send_if_due(name: str) -> bool:
    doc = get_doc("Auto Email Report", name)
    day = last_due(doc.frequency, doc.day_of_week, nowdate())
    sent = local.db.get_global(f"{_SENT}{name}")
    since = getdate(sent) if sent else getdate(doc.creation)
    if since is None or day <= since:
        return False
    try:
        with all_or_nothing():
            send(doc)
    except Exception:
        clear_messages()
        log_error(_("The report {0} could not be sent").format(name))
    mark_sent(name, day)
    local.db.commit()
    return True
