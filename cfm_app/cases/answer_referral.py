"""Answer a referral, as its receiver or in their name."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.cases import transitions
from cfm_app.procedures.sop import case_batches
from cfm_app.security.access_rule import open_documents
from cfm_app.security.entitlement import absences

ANSWERS = ("response", "rejection_reason")
RECEIVERS = ("focal_point", "partner")
REPLIES = (consts.REFERRAL_ACCEPTED, consts.REFERRAL_DONE, consts.REFERRAL_RETURNED)


def accept(name: str) -> dict[str, Any]:
    """Accept a referral."""
    return _reply(name, {}, consts.REFERRAL_ACCEPTED)


def send_back(name: str, reason: str) -> dict[str, Any]:
    """Return a referral, saying why."""
    if not reason.strip():
        frappe.throw(_("Say why you return the referral."))
    return _reply(name, {"rejection_reason": reason}, consts.REFERRAL_RETURNED)


def answer(name: str, response: str, received_via: str | None = None) -> dict[str, Any]:
    """Answer a referral and finish it.

    When somebody records an answer that the receiver gave by another way, `received_via` says which: an
    option of Referral.
    """
    if not response.strip():
        frappe.throw(_("Write the answer before you finish the referral."))
    said = {"response": response}
    if received_via:
        said["received_via"] = received_via
    return _reply(name, said, consts.REFERRAL_DONE)


def check_author(referral: Document) -> None:
    """Throw unless the receiver answers, or the writer says how the answer was received.

    The receiver is the one in the stored referral: nobody becomes it by answering.
    """
    before = referral.get_doc_before_save()
    if before is None:
        _refuse_answer_from_the_start(referral)
        return
    changed = any((referral.get(field) or "") != (before.get(field) or "") for field in ANSWERS)
    if _is_passed_on(referral, before):
        _leave_answer_behind(referral, before, changed)
        return
    has_moved = before.workflow_state != referral.workflow_state and (
        referral.workflow_state in REPLIES
    )
    if not changed and not has_moved:
        referral.recorded_by, referral.received_via = before.recorded_by, before.received_via
        return
    if is_receiver(before):
        referral.recorded_by = referral.received_via = None
        return
    if not referral.received_via:
        frappe.throw(
            _("The answer is {0}'s own. If they told you by another way, say how.").format(
                referral.focal_point or referral.partner or _("the receiver")
            ),
            frappe.PermissionError,
            title=_("In another's name"),
        )
    referral.recorded_by = frappe.session.user


def note_on_case(case: str) -> None:
    """Store on the case since when an answer waits for the office; empty while a referral is open."""
    stored = frappe.db.get_value("Case", case, ["answered_on", "phase"], as_dict=True)
    rows = frappe.get_all(
        "Referral",
        filters={"cfm_case": case},
        fields=["workflow_state", "responded_on"],
        order_by="creation asc",
    )
    is_asked = any(row.workflow_state in consts.REFERRALS_PENDING for row in rows)
    ended = (consts.REFERRAL_DONE, consts.REFERRAL_RETURNED)
    answers = [row.responded_on for row in rows if row.workflow_state in ended and row.responded_on]
    is_open = stored.phase in case_batches.OPEN_PHASES and not is_asked
    answered_on = max(answers, default=None) if is_open else None
    if stored.answered_on != answered_on:
        frappe.db.set_value("Case", case, "answered_on", answered_on, update_modified=False)


def is_receiver(referral: Document) -> bool:
    """Whether the user is the receiver or their deputy."""
    return referral.focal_point in absences.receivers_for(frappe.session.user)


def _refuse_answer_from_the_start(referral: Document) -> None:
    referral.recorded_by = referral.received_via = None
    if any(referral.get(field) for field in ANSWERS):
        frappe.throw(_("A referral is answered by its receiver, after it was sent."))


def _is_passed_on(referral: Document, before: Document) -> bool:
    return any((referral.get(field) or "") != (before.get(field) or "") for field in RECEIVERS)


def _leave_answer_behind(referral: Document, before: Document, has_answer: bool) -> None:
    """Empty the answer of the former receiver when the referral goes to somebody else."""
    has_moved = before.workflow_state != referral.workflow_state
    if has_answer or (has_moved and referral.workflow_state in REPLIES):
        frappe.throw(
            _("An answer is its receiver's own. Hand the referral over first."),
            frappe.PermissionError,
        )
    if referral.workflow_state in (consts.REFERRAL_DONE, consts.REFERRAL_REVOKED):
        frappe.throw(_("A referral that was answered or revoked keeps its receiver."))
    referral.response = referral.recorded_by = referral.received_via = None


def _refuse_revoked(name: str) -> None:
    """Tell a receiver who was still working on a referral that it was revoked; they cannot read it any more."""
    row = frappe.db.get_value("Referral", name, ["focal_point", "workflow_state"], as_dict=True)
    if not row or row.workflow_state != consts.REFERRAL_REVOKED:
        return
    if row.focal_point in absences.receivers_for(frappe.session.user):
        frappe.throw(_("This referral is no longer open."))


def _reply(name: str, values: dict[str, str], state: str) -> dict[str, Any]:
    _refuse_revoked(name)
    doc = open_documents.get_open("Referral", name, for_update=True)
    doc.check_permission("write")
    if doc.workflow_state == state:
        # A phone that was offline sends the same answer again: that is no error.
        if any((doc.get(field) or "") != value for field, value in values.items()):
            frappe.throw(_("Somebody else has already answered this referral."))
        return {"name": doc.name, "workflow_state": doc.workflow_state, "repeated": True}
    if doc.workflow_state not in consts.REFERRALS_PENDING:
        frappe.throw(_("This referral is no longer open."))
    doc.update(values)
    doc = transitions.move_to_state(doc, state)
    return {"name": doc.name, "workflow_state": doc.workflow_state, "repeated": False}
