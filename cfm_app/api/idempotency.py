"""Requests that may be sent twice are carried out once.

A client that got no answer sends the same request with the same key again. The key is a row with a
unique name in the transaction of what the request does: the second request waits for the first one
at that row, and gets its answer.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

DOCTYPE = "CFM Request Key"
SAVEPOINT = "request_key"
LONGEST_KEY = 140
KEPT = timedelta(days=1)


def run_once(request_id: str | None, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `act` returns; for a key that the user has sent before, what it returned then.

    Without a key it always runs. If it fails, the key is as free as if nothing had been sent.
    """
    if not request_id:
        return act()
    if len(request_id) > LONGEST_KEY:
        frappe.throw(_("The key of this request is too long."))
    name = sha256(f"{frappe.session.user}\n{request_id}".encode()).hexdigest()
    if not _reserve(name):
        return _answer(name)
    # As it goes out and is kept, so that both answers are the same.
    answer = json.dumps(act(), default=str)
    frappe.db.set_value(DOCTYPE, name, "answer", answer)
    return json.loads(answer)


def tidy() -> None:
    """Forget keys after a day: no client waits longer for an answer."""
    frappe.db.delete(DOCTYPE, {"creation": ["<", now_datetime() - KEPT]})


def _reserve(name: str) -> bool:
    """Whether the key is new. Where another request holds it, this waits until that one ends."""
    frappe.db.savepoint(SAVEPOINT)
    try:
        frappe.get_doc(doctype=DOCTYPE, name=name).insert(ignore_permissions=True)
    except frappe.DuplicateEntryError:
        frappe.db.rollback(save_point=SAVEPOINT)
        frappe.clear_last_message()
        return False
    except (frappe.db.OperationalError, frappe.QueryDeadlockError):
        # The database has ended this transaction for one that came before: begin anew.
        frappe.db.rollback()
        return False
    return True


def _answer(name: str) -> dict[str, Any]:
    """What the request that holds the key returned."""
    stored = frappe.db.get_value(DOCTYPE, name, "answer")
    if not stored:
        # It was carried out after this transaction's first look. Nothing was written here so far,
        # so a new one loses nothing, and waits for nobody's lock.
        frappe.db.rollback()
        stored = frappe.db.get_value(DOCTYPE, name, "answer")
    if not stored:
        frappe.throw(_("The first request with this key was not carried out. Send it again."))
    return json.loads(stored)
