"""Revoke a referral: nobody is asked any more, and its receiver is told why."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app import consts
from cfm_app.cases import transitions
from cfm_app.privacy import request_gate


def revoke(name: str, reason: str) -> Document:
    """Take back what was asked, with the reason."""
    referral = request_gate.get_open("Referral", name, for_update=True)
    referral.check_permission("write")
    referral.revocation_reason = reason
    return transitions.move_to_state(referral, consts.REFERRAL_REVOKED)


def check(referral: Document) -> None:
    """Refuse to revoke without a reason."""
    before = referral.get_doc_before_save()
    is_new = before and before.workflow_state != referral.workflow_state
    if not is_new or referral.workflow_state != consts.REFERRAL_REVOKED:
        return
    if not (referral.revocation_reason or "").strip():
        frappe.throw(_("Say why you revoke the referral."), frappe.MandatoryError)
