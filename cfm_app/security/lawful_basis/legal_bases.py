"""Other legal bases than consent: who may choose one, with a reason.

They override what the person says, so they are for whoever answers for such a case.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.security.entitlement import clearance
from cfm_app.security.lawful_basis import consent_givers, withdrawals


def may_choose() -> bool:
    """Whether the user in the session may choose another legal basis than consent."""
    handling = set(clearance.restricted_classes().values()) - {""}
    allowed = handling | {consts.MANAGER, consts.DATA_PROTECTION}
    return bool(allowed & set(frappe.get_roles()))


def check(consent: Document) -> None:
    """Throw for another legal basis without a reason, or by somebody who may not choose it.

    Whoever decides such a consent answers for it, beside whoever wrote it.
    """
    if withdrawals.was_decided(consent.get_doc_before_save()) or consent_givers.is_asked(consent):
        return
    if not may_choose():
        frappe.throw(
            _(
                "Only a manager, data protection or the focal point for such cases may choose another"
                " legal basis than consent. Record what the person said, and tell them."
            ),
            frappe.PermissionError,
        )
    if not (consent.basis_reason or "").strip():
        frappe.throw(
            _("Write why this does not rest on consent."),
            frappe.exceptions.MandatoryError,
            title=_("Reason for the legal basis"),
        )
