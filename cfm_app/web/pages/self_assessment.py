"""The self-assessment: the quarters, and one of them with figures beside its statements."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, format_date, format_datetime, get_fullname, getdate

from cfm_app.office.quality import assessment, evidence, standards
from cfm_app.web.pages import routes

PAGE = "/cfm/self-assessment"
TONES = {
    standards.MEETS: "green",
    standards.MOSTLY: "blue",
    standards.PARTIALLY: "amber",
    standards.NOT: "red",
}
QUARTERS_OFFERED = 4
SHARES = frozenset(
    "women disability consent first_contact in_time informed satisfied team_in_order"
    " second_look_score".split()
)


def overview() -> dict[str, Any]:
    """Existing assessments, and quarters that may be started."""
    rows = frappe.get_list(
        assessment.DOCTYPE,
        fields=["name", "state", "overall", "first_day"],
        order_by="first_day desc",
        limit_page_length=0,
    )
    known = {row.name for row in rows}
    return {
        "rows": [
            {
                "label": quarter_label(row.name),
                "address": routes.address_of(PAGE, name=row.name),
                "pill": pill(row.overall) if row.overall else _draft_pill(),
            }
            for row in rows
        ],
        "offered": [each for each in _offered() if each["value"] not in known]
        if assessment.may_assess()
        else [],
    }


def detail(name: str) -> dict[str, Any]:
    """One assessment: statements by principle, with figures, result and text."""
    found = frappe.get_doc(assessment.DOCTYPE, name)
    found.check_permission("read")
    period = assessment.period_of(found)
    figures = evidence.of(period)
    lines = {line.statement: line for line in found.lines}
    is_open = found.state == assessment.DRAFT and assessment.may_assess()
    return {
        "name": name,
        "title": quarter_label(name),
        "days": f"{format_date(found.first_day)} – {format_date(found.last_day)}",
        "is_running": getdate(found.last_day) >= getdate(),
        "principles": [
            {
                "label": _(principle),
                "statements": [
                    _statement(each, lines[each.key], figures)
                    for each in standards.STATEMENTS
                    if each.principle == principle and each.key in lines
                ],
            }
            for principle in standards.PRINCIPLES
        ],
        "results": [{"value": each, "label": _(each)} for each in standards.RESULTS],
        "is_open": is_open,
        "is_complete": all(line.result for line in found.lines),
        "overall": pill(found.overall) if found.overall else _draft_pill(),
        "conclusion": found.conclusion or "",
        "finished": f"{get_fullname(found.finished_by)}, {format_datetime(found.finished_on, 'd MMM y')}"
        if found.finished_on
        else "",
        "list": routes.address_of(PAGE),
    }


def quarter_label(name: str) -> str:
    """A quarter in words."""
    year, _between, number = name.partition("-Q")
    return str(_("Quarter {0} of {1}")).format(number, year)


def pill(result: str) -> dict[str, str]:
    """A result with its label and colour."""
    return {"state": result, "label": _(result), "tone": TONES.get(result, "grey")}


def _draft_pill() -> dict[str, str]:
    return {"state": assessment.DRAFT, "label": _(assessment.DRAFT), "tone": "amber"}


def _offered() -> list[dict[str, str]]:
    """The running quarter and those before it."""
    found, period = [], evidence.quarter(getdate())
    for _step in range(QUARTERS_OFFERED):
        found.append({"value": period.name, "label": quarter_label(period.name)})
        period = evidence.quarter(period.before.date())
    return found


def _statement(each: standards.Statement, line: Any, figures: dict[str, Any]) -> dict[str, Any]:
    labels = _labels()
    return {
        "key": each.key,
        "sentence": _(each.text),
        "figures": [
            {"label": labels[name], "value": _formatted(name, figures.get(name))}
            for name in each.figures
        ],
        "result": line.result or "",
        "pill": pill(line.result) if line.result else None,
        "words": line.words or "",
    }


def _formatted(name: str, value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.0f} %" if name in SHARES else str(cint(value))


def _labels() -> dict[str, str]:
    return {
        "channels": _("Channels used"),
        "languages": _("Languages spoken"),
        "provinces": _("Provinces"),
        "received": _("Cases received"),
        "received_before": _("Cases received the quarter before"),
        "women": _("Women among those whose sex is known"),
        "disability": _("With a disability, of those who were asked"),
        "breaches": _("Data breaches reported"),
        "team_in_order": _("Of the team owe nothing that is overdue, today"),
        "consent": _("Cases with a decided consent"),
        "improvements": _("Improvements carried out"),
        "first_contact": _("Resolved at the first contact"),
        "resolved": _("Cases resolved"),
        "in_time": _("Resolved within the limit"),
        "informed": _("Of the resolved, the person knows"),
        "satisfied": _("Satisfied, of those who were asked"),
        "open_cases": _("Open now"),
        "second_looks": _("Second looks given"),
        "second_look_score": _("Mean score of second looks"),
    }
