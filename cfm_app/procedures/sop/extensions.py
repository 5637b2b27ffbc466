"""More time for a case: requested with a reason, decided by somebody else, then counted.

For ordinary cases, holders of the role in the SOP or the settings decide. For a restricted case, another
person entrusted with it decides, so nobody learns of it by the request.
"""

from functools import partial

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_datetime

from cfm_app.base import batch_cache, changed_records, consts
from cfm_app.base.clock import believed_now
from cfm_app.base.settings import setting
from cfm_app.procedures.sop import case_batches, case_clock, clock
from cfm_app.security.access_rule import access, user_limits
from cfm_app.security.entitlement import clearance
from cfm_app.security.entitlement.handlers import entrusted, holders, notify

PENDING, APPROVED, REFUSED = "Pending", case_clock.APPROVED, "Refused"
ASKED = ("hours", "requested_by", "requested_on", "referral")
STAMPS = ("requested_by", "requested_on", "referral", "decided_by", "decided_on")


def check(case: Document) -> None:
    """Stamp new requests and decisions; throw for those that the user may not make."""
    before = case.get_doc_before_save()
    stored = {row.name: row for row in (before.get("extensions") if before else None) or []}
    rows = case.get("extensions") or []
    if stored.keys() - {row.name for row in rows}:
        frappe.throw(_("Requests for more time are kept. Decide on the request instead."))
    for row in rows:
        old = stored.get(row.name)
        if old is None:
            _ask(case, row)
        else:
            _decide(case, row, old)


def tell(case: Document) -> None:
    """Tell the approvers about a new request, and the requester about a decision."""
    before = case.get_doc_before_save()
    stored = {row.name: row for row in (before.get("extensions") if before else None) or []}
    for row in case.get("extensions") or []:
        old = stored.get(row.name)
        if old is None:
            for user in approvers(case, row.requested_by):
                notify(user, partial(_request_text, case.name), case)
        elif old.decision != row.decision:
            _move_referral(case, row)
            _tell_decision(case, row)


def may_decide(case: Document, requested_by: str, user: str | None = None) -> bool:
    """Whether a user may decide on a request; nobody decides on their own."""
    user = user or frappe.session.user
    if user == requested_by:
        return False
    if clearance.is_restricted(case.sensitivity):
        return access.may_see_case(case.name, user)
    if user == "Administrator":
        return True
    return approver_role(case.sop) in frappe.get_roles(user) and user_limits.holds(case.name, user)


def approvers(case: Document, requested_by: str) -> list[str]:
    """The users who may decide on a request."""
    if clearance.is_restricted(case.sensitivity):
        candidates = entrusted(case.name)
    else:
        candidates = holders(approver_role(case.sop))
    return [user for user in candidates if may_decide(case, requested_by, user)]


@batch_cache.cached_in_batch
def approver_role(sop: str | None) -> str:
    """The role that decides on more time under a SOP."""
    own = frappe.db.get_value("CFM SOP", sop, "extension_role") if sop else None
    settings = setting("extension_role")
    return own or settings or consts.MANAGER


def _ask(case: Document, row: Document) -> None:
    if case.phase not in case_batches.OPEN_PHASES:
        frappe.throw(_("The case is resolved: it needs no more time."))
    if flt(row.hours) <= 0 or not (row.reason or "").strip():
        frappe.throw(_("Say how many hours more are needed, and why."))
    if sum(each.decision == PENDING for each in case.extensions if each is not row):
        frappe.throw(_("A request for more time waits for its decision already."))
    if not case.resolve_by:
        frappe.throw(_("This case has no time limit that could be extended."))
    row.decision = PENDING
    row.requested_by, row.requested_on = frappe.session.user, believed_now()
    row.decided_by = row.decided_on = None
    row.referral = case.flags.get("asking_referral")
    if not approvers(case, row.requested_by):
        frappe.throw(_("Nobody else is there who may decide on this. Tell the office first."))


def _decide(case: Document, row: Document, old: Document) -> None:
    for field in STAMPS:
        row.set(field, old.get(field))
    is_changed = flt(row.hours) != flt(old.hours) or (row.reason or "") != (old.reason or "")
    if is_changed or (row.decision != old.decision and old.decision != PENDING):
        frappe.throw(_("A request for more time is not changed afterwards. Make a new one."))
    if row.decision == old.decision:
        return
    if row.decision not in (APPROVED, REFUSED):
        frappe.throw(_("Approve or refuse the request."))
    if not may_decide(case, row.requested_by):
        frappe.throw(_("You may not decide on this request for more time."), frappe.PermissionError)
    if row.decision == APPROVED and case.phase not in case_batches.OPEN_PHASES:
        frappe.throw(_("The case is resolved: it needs no more time."))
    row.decided_by, row.decided_on = frappe.session.user, believed_now()


def _move_referral(case: Document, row: Document) -> None:
    """Move the due time of the receiver's referral by the approved hours."""
    if row.decision != APPROVED or not row.referral:
        return
    due_on = frappe.db.get_value("Referral", row.referral, "due_on")
    if due_on:
        calendar = case_clock.calendar_of(case_clock.sop_of(case.sop))
        moved = clock.add_hours(get_datetime(due_on), flt(row.hours), calendar)
        frappe.db.set_value("Referral", row.referral, "due_on", moved)
        changed_records.note("Referral", [row.referral])


def _tell_decision(case: Document, row: Document) -> None:
    is_approved = row.decision == APPROVED
    doc = frappe.get_doc("Referral", row.referral) if row.referral else case
    notify(row.requested_by, partial(_decision_text, doc, is_approved), doc)


def _request_text(case: str, language: str | None) -> str:
    return _("More time is asked for the case {0}", language).format(case)


def _decision_text(doc: Document, is_approved: bool, language: str | None) -> str:
    if doc.doctype == "Referral":
        approved = _("More time for the referral {0}: Approved", language)
        refused = _("More time for the referral {0}: Refused", language)
    else:
        approved = _("More time for the case {0}: Approved", language)
        refused = _("More time for the case {0}: Refused", language)
    return (approved if is_approved else refused).format(doc.name)
