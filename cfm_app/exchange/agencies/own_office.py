"""Agreements by which an office gives whole cases to another office of the organisation.

Each side has a key: the other side seals files for it, so their carrier reads nothing.
"""

from __future__ import annotations

from typing import Any

import frappe
import pyrage
from frappe import _
from frappe.model.document import Document

from cfm_app.exchange.agencies import states
from cfm_app.security.sealing import envelope

SIDES = (states.WE_SEND, states.THEY_SEND)


def make_key(agreement: Document) -> None:
    """Create the key of our side."""
    identity = envelope.new_identity()
    agreement.own_identity, agreement.our_key = str(identity), str(identity.to_public())


def take(agreement: Document, key: Any) -> None:
    """Store the other office's key from the form; throw for contradictory values."""
    if key is not None:
        agreement.their_key = _public_key(str(key).strip())
    if not agreement.shares_cases:
        return
    if agreement.shares_points or agreement.shares_referrals:
        frappe.throw(
            _("Whole cases have an agreement of their own. Tick neither data points nor referrals.")
        )
    if agreement.direction not in SIDES:
        frappe.throw(
            _("Choose “We send” at the office that gives its cases, “They send” at the other one.")
        )


def check(agreement: Document) -> None:
    """Throw for an agreement on whole cases without the other side's key."""
    if not agreement.shares_cases:
        return
    if not agreement.their_key:
        frappe.throw(_("Enter the key of the other office first: it is on its page."))
    if agreement.their_key == agreement.our_key:
        frappe.throw(_("This is the key of this office. Enter that of the other one."))


def _public_key(text: str) -> str:
    if not text:
        return ""
    try:
        return str(pyrage.x25519.Recipient.from_str(text))
    except pyrage.RecipientError:
        return frappe.throw(_("This is no key of an office. It begins with “age1”."))
