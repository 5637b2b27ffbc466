"""Messages between two offices about one referral, one row each, emptied once processed.

A referral, its answer and its withdrawal share a random *thread*.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts

DOCTYPE = consts.EXCHANGE_MESSAGE
OUT, IN = "Out", "In"
REFERRAL, ANSWER, WITHDRAWAL = "Referral", "Answer", "Withdrawal"
WAITING, DELIVERED, DONE, FAILED = "Waiting", "Delivered", "Done", "Failed"
TAKEN_BACK, ANSWERED = "Taken back", "Answered"
LONGEST_ID = 64


def queue(agreement: str, kind: str, thread: str, **about: Any) -> Document:
    """Queue a message; it is composed when it is sent, from what is stored then."""
    return _insert(agreement, OUT, kind, thread, secrets.token_hex(16), **about)


def keep(agreement: str, kind: str, thread: str, message_id: str, payload: str) -> str:
    """Store an incoming message. Returns its name, or nothing if it came before; one insert decides."""
    try:
        row = _insert(agreement, IN, kind, thread, message_id, payload=payload)
    except frappe.DuplicateEntryError:
        frappe.clear_last_message()
        return ""
    return str(row.name)


def new_thread() -> str:
    """A random ID for a referral between offices."""
    return secrets.token_hex(16)


def of_thread(
    agreement: str, direction: str, kind: str, thread: str, for_update: bool = False
) -> Any:
    """A message of a thread, or None; `for_update` reads what others have stored by now."""
    where = {"agreement": agreement, "direction": direction, "kind": kind, "thread": thread}
    return frappe.db.get_value(
        DOCTYPE,
        where,
        ["name", "state", "message_id", "cfm_case", "referral"],
        as_dict=True,
        for_update=for_update,
    )


def settle(name: str, state: str, error: str | None = None, **more: Any) -> None:
    """Store the fate of a message, and empty it."""
    values = {"state": state, "settled_on": now_datetime(), "error": error, "payload": None}
    values |= {"next_attempt_on": None}
    frappe.db.set_value(DOCTYPE, name, {**values, **more})


def _insert(
    agreement: str, direction: str, kind: str, thread: str, message_id: str, **more: Any
) -> Document:
    name = hashlib.sha256(f"{agreement}\n{direction}\n{message_id}".encode()).hexdigest()
    row = frappe.new_doc(DOCTYPE)
    row.name = name
    row.update(
        {
            "agreement": agreement,
            "direction": direction,
            "kind": kind,
            "thread": thread,
            "message_id": message_id,
            "state": WAITING,
            "noted_on": now_datetime(),
            **more,
        }
    )
    # No user writes it, and no word of anybody: a withdrawal is noted for whoever refuses to be recorded, too.
    row.db_insert()
    return row
