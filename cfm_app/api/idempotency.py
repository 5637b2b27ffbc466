"""Requests that may be sent twice are carried out once (idempotency keys).

A client without an answer repeats the request with the same key. The key is a row with a unique name in
the transaction of the act: a second request waits for the first one at that row, and gets the same
answer.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.base import clock_jobs

DOCTYPE = "CFM Request Key"
SAVEPOINT = "request_key"
LONGEST_KEY = 140


def run_once(
    request_id: str | None,
    act: Callable[[], dict[str, Any]],
    *sent: Any,
    kept: timedelta = timedelta(days=1),
    sender: str | None = None,
) -> dict[str, Any]:
    """The result of `act`; for a key that the user has sent before, the stored result.

    `sent` describes the request. A key that was used for something else is refused: the client would
    believe that the new request was stored. Without a key, the act always runs.
    """
    if not request_id:
        return act()
    if len(request_id) > LONGEST_KEY:
        frappe.throw(_("The key of this request is too long."))
    name = _digest(sender or frappe.session.user, request_id)
    about = _digest(*sent)
    if not _reserve(name, now_datetime() + kept):
        return _answer(name, about)
    # Serialised as it is stored, so that both answers are equal.
    stored = json.dumps({"about": about, "answer": act()}, default=str)
    frappe.db.set_value(DOCTYPE, name, "answer", stored)
    return json.loads(stored)["answer"]


def known_answer(request_id: str, sender: str) -> dict[str, Any] | None:
    """The stored answer to a sender's key, if there is one."""
    name = _digest(sender, request_id)
    stored = frappe.db.get_value(DOCTYPE, name, "answer")
    return json.loads(stored)["answer"] if stored else None


@clock_jobs.destroys
def tidy() -> None:
    """Delete old keys that no client can repeat any more."""
    frappe.db.delete(DOCTYPE, {"known_until": ["<", now_datetime()]})


def _reserve(name: str, known_until: datetime) -> bool:
    """Whether the key is new. Waits while another request holds it."""
    frappe.db.savepoint(SAVEPOINT)
    try:
        row = frappe.get_doc(doctype=DOCTYPE, name=name, known_until=known_until)
        row.insert(ignore_permissions=True)
    except frappe.DuplicateEntryError:
        frappe.db.rollback(save_point=SAVEPOINT)
        frappe.clear_last_message()
        return False
    except (frappe.db.OperationalError, frappe.QueryDeadlockError):
        # The database has ended this transaction for one that came before: begin anew.
        frappe.db.rollback()
        return False
    return True


def _digest(*values: Any) -> str:
    return sha256(json.dumps(values, default=str).encode()).hexdigest()


def _answer(name: str, about: str) -> dict[str, Any]:
    """The answer of the request that holds the key."""
    stored = frappe.db.get_value(DOCTYPE, name, "answer")
    if not stored:
        # It was carried out after this transaction's first look. Nothing was written here so far,
        # so a new one loses nothing, and waits for nobody's lock.
        frappe.db.rollback()
        stored = frappe.db.get_value(DOCTYPE, name, "answer")
    if not stored:
        frappe.throw(_("The first request with this key was not carried out. Send it again."))
    kept = json.loads(stored)
    if kept.get("about") != about:
        frappe.throw(
            _(
                "Something else was sent with this key before, and carried out. Load the page again to"
                " see where it stands."
            )
        )
    return kept["answer"]
