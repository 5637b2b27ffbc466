"""Fates of outgoing messages: a state never moves backwards."""

from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.base.surrogates import without_surrogates
from cfm_app.channels import ids, moments, opt_out
from cfm_app.channels.adapters.base import StatusChange

QUEUED, SENDING, UNKNOWN, SENT = "Queued", "Sending", "Unknown", "Sent"
FAILED, DELIVERED, READ = "Failed", "Delivered", "Read"
# A message that arrived cannot fail later; one that failed may still arrive.
ORDER = (QUEUED, SENDING, UNKNOWN, SENT, FAILED, DELIVERED, READ)

LONGEST_ERROR = 500


def apply(account: str, change: StatusChange) -> bool:
    """Apply a report of the provider. Returns whether there is such a message."""
    row = _message(account, change)
    if row is None:
        return False
    if change.stops:
        opt_out.note(row.conversation)
    if change.state and is_ahead(change.state, row.state):
        values: dict[str, Any] = {
            "state": change.state,
            "state_on": moments.not_ahead(change.on),
            "error": _why(change) if change.state == FAILED else None,
        }
        frappe.db.set_value(consts.MESSAGE, row.name, values)
        announce(row.name, row.conversation)
    return True


def _why(change: StatusChange) -> str | None:
    return without_surrogates(change.error or "")[:LONGEST_ERROR] or None


def announce(message: str, conversation: str) -> None:
    """Tell the listeners of the hook `message_fates`."""
    touch(conversation)
    for follower in frappe.get_hooks("message_fates"):
        frappe.get_attr(follower)(message)


def is_ahead(new: str, old: str) -> bool:
    """Whether a state comes after another."""
    return ORDER.index(new) > ORDER.index(old)


def touch(conversation: str) -> None:
    """Mark a conversation as changed for whoever has it open."""
    frappe.db.set_value(consts.CONVERSATION, conversation, {})


def _message(account: str, change: StatusChange) -> Any:
    """The message of a report, by its ID at the provider or by our reference."""
    sender_id, reference = ids.fitting(change.message), change.reference or change.message
    told = (("sender_id", sender_id), ("reference", ids.fitting(reference)))
    for field, value in told:
        filters = {"account": account, "direction": "Out", field: value}
        fields = ["name", "conversation", "state"]
        if row := frappe.db.get_value(consts.MESSAGE, filters, fields, as_dict=True):
            return row
    return None
