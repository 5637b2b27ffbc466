"""Resolve a case: say what was done, once no referral is open any more."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.cases import evidence, revoke, transitions
from cfm_app.security.access_rule import open_documents
from cfm_app.security.lawful_basis import unrecorded


def resolve(name: str, resolution: str = "", revoke_reason: str | None = None) -> Document:
    """Write the resolution and move the case.

    `revoke_reason` first revokes referrals without an answer. If the person refused to be recorded, no
    words are stored.
    """
    case = open_documents.get_open("Case", name, for_update=True)
    case.check_permission("write")
    if not (resolution or "").strip() and not unrecorded.is_case_of(case):
        frappe.throw(
            _("Write what was done about the case before you resolve it."), frappe.MandatoryError
        )
    if (revoke_reason or "").strip():
        for row in evidence.referrals(case.name, *evidence.UNANSWERED):
            revoke.revoke(row.name, revoke_reason or "")
        # The revocation may have moved the case.
        case.reload()
    if resolution:
        case.resolution = resolution
    return transitions.move_to_phase(case, consts.PHASE_RESOLVED)
