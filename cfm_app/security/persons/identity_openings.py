"""Opening the identity of a person in a restricted case, for a reason that is logged.

Where the office sets hours for it, being entrusted with a case does not show the name and phone of its
person: much of the work needs neither.
"""

from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_fullname, now_datetime

from cfm_app.base import consts
from cfm_app.base.counting import counted
from cfm_app.base.settings import setting
from cfm_app.security import audit
from cfm_app.security.access_rule import open_documents
from cfm_app.security.entitlement import handlers
from cfm_app.security.obligations import gate
from cfm_app.security.restricted_cases import particulars
from cfm_app.security.second_factor import step_up

DOCTYPE, MEMBER = consts.IDENTITY_OPENING, "Community Member"
# As much of the reason as a line of the log holds.
LOGGED = 140
# Less says nothing to whoever reads the log.
FEWEST_LETTERS = 10


def open_identity(case: str, reason: str) -> datetime:
    """Open the person of a restricted case to the user in the session. Returns until when.

    Users who are not entrusted with the case get the answer for a case that does not exist.
    """
    report = _report_of(case)
    if report is None or not can_be_opened(report):
        frappe.throw(
            _("There is nothing to open here: the person can be read, or nobody is recorded.")
        )
    if sum(letter.isalpha() for letter in reason) < FEWEST_LETTERS:
        frappe.throw(
            _("Write in some words why you need to know who the person is: ten letters at least.")
        )
    gate.require()
    step_up.require(step_up.READ)
    now = now_datetime()
    made = frappe.new_doc(DOCTYPE)
    made.update({"user": frappe.session.user, "opened_on": now, "reason": reason.strip()})
    made.update({"cfm_case": case, "community_member": report.community_member})
    made.open_until = now + timedelta(hours=setting("identity_hours"))
    made.insert(ignore_permissions=True)
    audit.record("Read", MEMBER, report.community_member, case, detail=reason.strip()[:LOGGED])
    return made.open_until


def can_be_opened(report: Document | None) -> bool:
    """Whether the person of a report is recorded, and closed to the user only until they give a reason."""
    person = report.get("community_member") if report else None
    if not person or not setting("identity_hours") or gate.is_closed():
        return False
    return not frappe.has_permission(MEMBER, "read", doc=person)


def tell_of_hours(settings: Document) -> None:
    """Tell data protection that the office asks for a reason from now on, for longer, or no more."""
    stored = settings.get_doc_before_save()
    before, after = cint(stored and stored.identity_hours), cint(settings.identity_hours)
    if before == after:
        return
    by = get_fullname(frappe.session.user)
    for user in handlers.holders(consts.DATA_PROTECTION):
        handlers.notify(user, lambda language: _hours_changed(before, after, by, language), None)


def _hours_changed(before: int, after: int, by: str, language: str | None) -> str:
    if not after:
        stopped = _(
            "No reason is asked for any more before an identity is opened. Changed by {0}", language
        )
        return stopped.format(by)
    text = _(
        "An identity stays open for {0} hours after a reason, instead of {1}. Changed by {2}",
        language,
    )
    return counted(text, after, before, by, language=language)


def _report_of(case: str) -> Document | None:
    open_documents.get_open("Case", case)
    report: Document | None = particulars.report_of(case)
    if report:
        report.check_permission("read")
    return report
