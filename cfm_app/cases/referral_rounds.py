"""The rounds of a referral: what was sent stays as it was sent, even if it comes back.

A round ends when the receiver returns the referral. Its words and the reason are stored before the office
edits anything; they cannot be changed while the referral is out.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.base.clock import believed_now

TABLE = "rounds"
SENT = ("reason", "shared_summary")
OF_ROUND = (*SENT, "focal_point", "partner", "rejection_reason")


def refuse_rewriting(referral: Document) -> None:
    """Throw for changed words while the receiver has the referral, or has answered it."""
    before = referral.get_doc_before_save()
    if not before or before.workflow_state == consts.REFERRAL_RETURNED:
        return
    if referral.flags.ignore_permissions or frappe.session.user == "Administrator":
        return
    if any(
        (referral.get(field) or "").strip() != (before.get(field) or "").strip() for field in SENT
    ):
        frappe.throw(
            _(
                "What was sent stays as it is while somebody is asked. Write them a message, or revoke"
                " the referral and send another one."
            ),
            title=_("The referral is out"),
        )


def keep_round(referral: Document) -> None:
    """Store what was sent when a referral comes back, and note when it is sent again."""
    before = referral.get_doc_before_save()
    if not before:
        return
    is_returned = referral.workflow_state == consts.REFERRAL_RETURNED
    was_returned = before.workflow_state == consts.REFERRAL_RETURNED
    if was_returned and _open_round(referral) is None:
        # It was returned before rounds were stored.
        _end(referral, before, before.responded_on or before.modified)
    elif is_returned and not was_returned:
        _end(referral, before, referral.responded_on)
    row = _open_round(referral)
    if row is None:
        return
    if is_returned:
        row.rejection_reason = referral.rejection_reason
    elif referral.workflow_state in consts.REFERRALS_PENDING:
        row.sent_again_on, row.sent_again_by = believed_now(), frappe.session.user
        # The reason belongs to the ended round; the next return has its own.
        referral.rejection_reason = None


def last_returned(referrals: list[str]) -> dict[str, Any]:
    """For each referral that was sent again, its previous round. Checks no permission."""
    rows = frappe.get_all(
        "CFM Referral Round",
        filters={
            "parent": ["in", referrals or [""]],
            "parenttype": "Referral",
            "sent_again_on": ["is", "set"],
        },
        fields=["parent", "focal_point", "rejection_reason"],
        parent_doctype="Referral",
        order_by="parent asc, idx asc",
    )
    return {row.parent: row for row in rows}


def _end(referral: Document, sent: Document, returned_on: Any) -> None:
    values = {field: sent.get(field) for field in OF_ROUND}
    referral.append(TABLE, {**values, "returned_on": returned_on})


def _open_round(referral: Document) -> Document | None:
    rows = referral.get(TABLE) or []
    return rows[-1] if rows and not rows[-1].sent_again_on else None
