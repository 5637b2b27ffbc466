"""The office assesses itself, once a quarter: begun, statement by statement, finished."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime

from cfm_app.base import consts
from cfm_app.base.session_user import has_role
from cfm_app.figures.period import Period
from cfm_app.office.quality import evidence, standards

DOCTYPE = "CFM Self Assessment"
DRAFT, FINISHED = "Draft", "Finished"
_NAME = re.compile(r"(\d{4})-Q([1-4])")


def begin(name: str) -> Document:
    """Begin the assessment of a quarter such as 2026-Q3 that has begun; there is one for each."""
    _require_manager()
    match = _NAME.fullmatch(name)
    if not match:
        frappe.throw(_("Choose a quarter."))
    day = date(int(match.group(1)), 3 * int(match.group(2)), 1)
    period = evidence.quarter(day)
    if period.first > now_datetime():
        frappe.throw(_("Choose a quarter that has begun."))
    if frappe.db.exists(DOCTYPE, name):
        frappe.throw(_("There is an assessment of this quarter already."))
    found = frappe.new_doc(DOCTYPE)
    found.name = period.name
    found.update({"first_day": period.first.date(), "last_day": period.last.date()})
    found.update({"begun_by": frappe.session.user, "begun_on": now_datetime(), "state": DRAFT})
    for each in standards.STATEMENTS:
        found.append("lines", {"statement": each.key})
    found.insert(ignore_permissions=True)
    return found


def assess(name: str, values: Mapping[str, Any]) -> Document:
    """Store results and words by statement: ``KEY-result`` and ``KEY-words``; what is empty is open."""
    found = _draft(name)
    for line in found.lines:
        result = str(values.get(f"{line.statement}-result") or "")
        if result and result not in standards.RESULTS:
            frappe.throw(_("Choose one of the four results."))
        line.result = result
        line.words = str(values.get(f"{line.statement}-words") or "").strip()
    found.save(ignore_permissions=True)
    return found


def finish(name: str, overall: str, conclusion: str) -> Document:
    """Finish an assessment in which every statement has a result; it stays as it is then."""
    found = _draft(name)
    if [line for line in found.lines if not line.result]:
        frappe.throw(_("Give each statement a result first."))
    if overall not in standards.RESULTS:
        frappe.throw(_("Choose one of the four results."))
    if not conclusion.strip():
        frappe.throw(_("Write a conclusion: what is to be better next."))
    found.update({"overall": overall, "conclusion": conclusion.strip(), "state": FINISHED})
    found.update({"finished_by": frappe.session.user, "finished_on": now_datetime()})
    found.save(ignore_permissions=True)
    return found


def may_assess() -> bool:
    """Whether the user writes assessments; others with a right to read look at them."""
    return has_role(consts.MANAGER)


def period_of(assessment: Document) -> Period:
    """The quarter of an assessment."""
    return evidence.quarter(getdate(assessment.first_day))


def _draft(name: str) -> Document:
    _require_manager()
    found = frappe.get_doc(DOCTYPE, name, for_update=True)
    if found.state != DRAFT:
        frappe.throw(_("This assessment is finished."))
    return found


def _require_manager() -> None:
    if not may_assess():
        frappe.throw(_("Managers assess the mechanism."), frappe.PermissionError)
