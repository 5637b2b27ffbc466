"""Revoke a referral, and tell its receiver why."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.cases import evidence, step_completion, transitions
from cfm_app.procedures.sop import phases, workflow_guard
from cfm_app.security.access_rule import open_documents


def revoke(name: str, reason: str) -> Document:
    """Take back what was asked, with the reason."""
    referral = open_documents.get_open("Referral", name, for_update=True)
    referral.check_permission("write")
    referral.revocation_reason = reason
    return transitions.move_to_state(referral, consts.REFERRAL_REVOKED)


def follow(name: str) -> None:
    """Move a case back to work if it has neither an open referral nor an answer.

    Steps that the revoked referral had ticked are open again.
    """
    case = frappe.get_doc("Case", name, for_update=True)
    step_completion.take_back(case)
    state = evidence.referred_state()
    lasting = (*evidence.UNANSWERED, consts.REFERRAL_DONE)
    if case.workflow_state != state or evidence.referrals(name, *lasting):
        return
    workflow = workflow_guard.active_workflow("Case")
    rows = workflow.transitions if workflow else []
    working = phases.states_of(consts.PHASE_IN_PROGRESS)
    back = [row.next_state for row in rows if row.state == state and row.next_state in working]
    if not back:
        return
    case.workflow_state = back[0]
    case.save(ignore_permissions=True)
    case.add_comment("Workflow", _(case.workflow_state, context="Case"))


def check(referral: Document) -> None:
    """Refuse to revoke without a reason."""
    before = referral.get_doc_before_save()
    is_new = before and before.workflow_state != referral.workflow_state
    if not is_new or referral.workflow_state != consts.REFERRAL_REVOKED:
        return
    if not (referral.revocation_reason or "").strip():
        frappe.throw(_("Say why you revoke the referral."), frappe.MandatoryError)
