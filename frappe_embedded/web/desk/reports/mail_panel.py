"""The form of a report by e-mail: its filters, when it goes next, and what the mail holds now."""

from typing import Any

from werkzeug.wrappers import Request

from ....kernel.core.context import local
from ....kernel.core.exceptions import PermissionError, ValidationError
from ....kernel.core.messages import clear_messages
from ....kernel.document.api import get_doc, new_doc
from ....kernel.i18n import _
from ....kernel.permissions.api import has_permission
from ....kernel.permissions.roles import ADMINISTRATOR
from ....kernel.utils.date_format import format_date
from ....kernel.utils.dates import nowdate
from ....services.reports.access import allowed_reports
from ....services.reports.email_reports import mailed_report, next_due, page_of
from ..answers import answer
from ..drafts import fitting
from ..panels import panel

_DOCTYPE = "Auto Email Report"


@answer("/app/mail-preview", "POST")
def mail_preview_answer(request: Request) -> Any:
    """What the mail would hold with what is typed into the form."""
    if not has_permission(_DOCTYPE, "create"):
        raise PermissionError
    doc = new_doc(_DOCTYPE)
    doc.update(fitting(_DOCTYPE, local.form_dict))
    return panel_data(doc)


@panel(
    _DOCTYPE,
    "reports/mail",
    template="reports/mail_panel.html",
    place="beside",
    styles=("reports",),
)
def panel_data(doc: Any) -> dict[str, Any]:
    report = _report(doc)
    mine = local.session.user in (ADMINISTRATOR, doc.user)
    filters = [_filter(row) for row in report.filters] if report is not None else []
    html, note = _preview(doc, report is not None and mine)
    if doc.user and not mine:
        note = str(
            _("It is sent with the rights of {0}; only {0} sees here what it holds.").format(
                doc.user
            )
        )
    return {
        "me": local.session.user,
        "mine": mine,
        "html": html,
        "note": note,
        "next": _next(doc),
        "filters": filters,
        "of_code": bool(report is not None and report.report_type != "Report Builder"),
    }


def _report(doc: Any) -> Any:
    name = doc.get("report")
    known = {each.name for each in allowed_reports()} if name else set()
    return get_doc("Report", name) if name in known else None


def _filter(row: Any) -> dict[str, Any]:
    options: Any = row.options
    if row.fieldtype == "Select":
        values = [value for value in str(row.options or "").split("\n") if value]
        options = [[value, str(_(value))] for value in values]
    return {
        "fieldname": row.fieldname,
        "label": str(_(row.label)),
        "fieldtype": row.fieldtype,
        "options": options,
        "default": row.default or "",
        "reqd": bool(row.mandatory),
    }


def _preview(doc: Any, may_see: bool) -> tuple[str, str]:
    """The body of the mail, or why there is none."""
    if not may_see or not doc.format:
        return "", str(_("Choose a report and a format to see the mail."))
    try:
        made = mailed_report(doc)
    except (ValidationError, PermissionError) as error:
        clear_messages()
        return "", str(error) or str(_("You have no right to do this."))
    if made is None:
        return "", str(_("No entry fits just now, so no mail would be sent."))
    return page_of(made), ""


def _next(doc: Any) -> str:
    if not doc.frequency or not doc.enabled:
        return ""
    day = next_due(doc.frequency, doc.day_of_week, nowdate())
    return str(_("Next on {0}").format(format_date(day, "EEEE d MMMM yyyy")))
