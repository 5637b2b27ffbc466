"""Withdraw a consent, for some purposes or for all."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.cases import transitions
from cfm_app.security.access_rule import open_documents


def withdraw(name: str, reason: str, purposes: list[str] | None = None) -> Document:
    """Withdraw what a person granted; without purposes, everything.

    A purpose is given by name or, if it was granted for several partners, by its row. A person who no
    longer wants to be recorded withdraws everything. Referrals that depended on it are revoked, and their
    receivers told.
    """
    consent = open_documents.get_open("Consent", name, for_update=True)
    consent.check_permission("write")
    granted = [row for row in consent.purposes if row.decision == "Granted"]
    taken = [row for row in granted if purposes is None or {row.purpose, row.name} & set(purposes)]
    if any(row.purpose == consts.RECORD for row in taken):
        taken = granted
    if not taken:
        frappe.throw(_("Choose what the person no longer agrees to."))
    consent.withdrawal_reason = reason
    if len(taken) == len(granted):
        return transitions.move_to_state(consent, consts.CONSENT_WITHDRAWN)
    for row in taken:
        row.decision = "Withdrawn"
    consent.save()
    return consent
