"""Withdrawals of consent: when, recorded by whom and why. Written once, then evidence."""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts

WITHDRAWN = "Withdrawn"
STAMPS = ("decided_on", "withdrawn_on", "withdrawn_by", "withdrawal_reason")


def restore_stored(consent: Document) -> None:
    """Restore the fields that only the app writes, whatever a client sends."""
    for row, old in _with_stored(consent):
        for field in STAMPS:
            row.set(field, old.get(field) if old else None)
    before = consent.get_doc_before_save()
    if not was_decided(before) or before.withdrawal_reason == consent.withdrawal_reason:
        return
    is_told = before.withdrawn_on or any(row.decision == WITHDRAWN for row in before.purposes)
    if is_told and not _taken(consent) and consent.workflow_state == before.workflow_state:
        frappe.throw(_("What the person said when they withdrew is evidence and stays as it is."))


def record(consent: Document) -> None:
    """Record what this save withdraws. Throws without a reason."""
    before = consent.get_doc_before_save()
    is_over = consent.workflow_state == consts.CONSENT_WITHDRAWN and (
        not before or before.workflow_state != consts.CONSENT_WITHDRAWN
    )
    if is_over or (_taken(consent) and any(_is_record(row) for row in _taken(consent))):
        # A person who is not recorded cannot agree to anything.
        for row in consent.purposes:
            row.decision = WITHDRAWN if row.decision == "Granted" else row.decision
    taken = _taken(consent)
    if not taken and not is_over:
        return
    if not (consent.withdrawal_reason or "").strip():
        frappe.throw(_("Write what the person said about it."), frappe.MandatoryError)
    consent.withdrawn_on = now_datetime()
    for row in taken:
        row.withdrawn_on, row.withdrawn_by = consent.withdrawn_on, frappe.session.user
        row.withdrawal_reason = consent.withdrawal_reason


def was_decided(before: Document | None) -> bool:
    """Whether a consent was decided before this save."""
    return before is not None and before.workflow_state not in (None, "", consts.CONSENT_DRAFT)


def _taken(consent: Document) -> list[Document]:
    """The rows that this save withdraws; a draft withdraws nothing."""
    if consent.workflow_state in (None, "", consts.CONSENT_DRAFT):
        return []
    return [
        row
        for row, old in _with_stored(consent)
        if row.decision == WITHDRAWN and (not old or old.decision != WITHDRAWN)
    ]


def _is_record(row: Document) -> bool:
    return row.purpose == consts.RECORD


def _with_stored(consent: Document) -> Iterator[tuple[Document, Document | None]]:
    """Pairs of a row and its stored version; the rows of a decided consent keep their places."""
    before = consent.get_doc_before_save()
    stored = list(before.purposes) if was_decided(before) else []
    for place, row in enumerate(consent.purposes):
        yield row, stored[place] if place < len(stored) else None
