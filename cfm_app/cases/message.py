"""Write to the other side of a referral: to its receiver, or to the office.

A message is a comment on the referral, so it appears in its history on every screen.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.base.clock import believed_now
from cfm_app.cases import answer_referral
from cfm_app.security.access_rule import open_documents
from cfm_app.security.entitlement.handlers import notify


def ask_for_progress(name: str) -> Document:
    """Ask the receiver for progress, and count how often that was done."""
    referral = open_documents.get_open("Referral", name, for_update=True)
    referral.check_permission("write")
    if referral.workflow_state not in consts.REFERRALS_PENDING:
        frappe.throw(_("This referral is no longer open."))
    if answer_referral.is_receiver(referral):
        frappe.throw(_("You are asked yourself: answer the referral, or ask for more time."))
    asked = {"asked_count": (referral.asked_count or 0) + 1, "last_asked_on": believed_now()}
    referral.db_set(asked)
    return _write(referral, _("How far is this? Please answer, or tell us what is missing."))


def write(name: str, text: str) -> Document:
    """Write a message to the other side."""
    referral = open_documents.get_open("Referral", name)
    referral.check_permission("read")
    if not (text or "").strip():
        frappe.throw(_("Write a message."), frappe.MandatoryError)
    return _write(referral, text.strip())


def tell_other_side(comment: Document, method: str | None = None) -> None:
    """Event of a comment on a referral: notify the other side."""
    if comment.reference_doctype != "Referral" or comment.comment_type != "Comment":
        return
    referral = frappe.get_doc("Referral", comment.reference_name)
    other = referral.owner if answer_referral.is_receiver(referral) else referral.focal_point
    if other and other not in (frappe.session.user, "Administrator"):
        notify(
            other,
            lambda lang: _("A message about referral {0}", lang).format(referral.name),
            referral,
        )


def _write(referral: Document, text: str) -> Document:
    referral.add_comment("Comment", frappe.utils.escape_html(text))
    return referral
