"""Events of the telephone system become calls, the same whatever their order."""

import hashlib
from datetime import datetime
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import get_datetime

from cfm_app.base import consts
from cfm_app.channels import addresses, call_backs, extensions, plain_text
from cfm_app.channels.adapters.base import CallEvent

RINGING, ANSWERED, MISSED, ENDED, DECLINED = "Ringing", "Answered", "Missed", "Ended", "Declined"
# End causes of an unanswered call: rejected, or busy.
TURNED_DOWN = ("busy", "noAnswer")
# How systems write that they do not know the number.
WITHHELD = frozenset(
    ("", "anonymous", "unknown", "private", "restricted", "unavailable", "withheld")
)
LONGEST = 140


def apply_event(account: Document, event: CallEvent) -> str:
    """Apply an event to its call. Returns the name of the call."""
    # One after the other: the events of a call, and the calls of one number.
    frappe.db.get_value(account.doctype, account.name, "name", for_update=True)
    call = _call(account, event)
    _apply(account, call, event)
    _derive(call)
    call.save(ignore_permissions=True)
    if call.number:
        call_backs.update_task(call.number)
    return str(call.name)


def _call(account: Document, event: CallEvent) -> Document:
    key = hashlib.sha256(f"{account.name}\n{event.call_id}".encode()).hexdigest()
    # Under a lock, so that what another process has stored meanwhile is seen.
    known = frappe.db.get_value(consts.CALL, {"unique_key": key}, "name", for_update=True)
    if known:
        name = str(known)
        return frappe.get_doc(consts.CALL, name, for_update=True)
    theirs, ours = (event.called, event.caller) if event.is_out else (event.caller, event.called)
    number = normalised(theirs)
    return frappe.get_doc(
        {
            "doctype": consts.CALL,
            "account": account.name,
            "channel": account.channel,
            "language": account.language,
            "direction": "Out" if event.is_out else "In",
            "number": number,
            "is_withheld": 0 if number else 1,
            "called_number": plain_text.escaped(ours)[:LONGEST],
            "call_id": plain_text.escaped(event.call_id),
            "unique_key": key,
            "started_on": event.on,
        }
    )


def normalised(number: str) -> str | None:
    """A number in international form; None if it is withheld."""
    if number.strip().casefold() in WITHHELD:
        return None
    found = addresses.normalised(number)
    return plain_text.escaped(found)[:LONGEST] if found else None


def _apply(account: Document, call: Document, event: CallEvent) -> None:
    """Store what an event says; the earlier of two times counts."""
    call.started_on = _earlier(call.started_on, event.on)
    if event.queue:
        call.queue = plain_text.escaped(event.queue)[:LONGEST]
    if event.kind == "newCall":
        ours = event.caller if event.is_out else event.called
        people = extensions.users_of(account, event.people) or extensions.users_of(account, (ours,))
        if _is_newest(call.rings_since, event.on):
            call.update({"rings_at": "\n".join(people), "rings_since": event.on})
        if event.is_out and len(people) == 1:
            call.operator = call.operator or people[0]
    elif event.kind == "answer":
        call.answered_on = _earlier(call.answered_on, event.on)
        user = _who_answered(account, event)
        if user and _is_newest(call.operator_since, event.on):
            call.update({"operator": user, "operator_since": event.on})
    else:
        call.ended_on = _earlier(call.ended_on, event.on)
        call.cause = plain_text.escaped(event.cause)[:LONGEST]
        if event.answered_at and call.answered_on:
            call.operator = call.operator or _who_answered(account, event)


def _who_answered(account: Document, event: CallEvent) -> str | None:
    """The user who answered the call at their phone, or who called."""
    told = (event.answered_at,) if event.answered_at else ()
    found = extensions.users_of(account, told) or extensions.users_of(account, event.people)
    return found[0] if len(found) == 1 else None


def _is_newest(known: Any, moment: datetime) -> bool:
    """Whether this is the latest event: a call rings at one phone after the other, and is transferred."""
    return not known or get_datetime(known) <= moment


def _earlier(known: Any, moment: datetime) -> datetime:
    return min(get_datetime(known), moment) if known else moment


def _derive(call: Document) -> None:
    """Compute state, waiting time and talking time from the moments of a call."""
    started, answered, ended = (
        get_datetime(call.get(field)) if call.get(field) else None
        for field in ("started_on", "answered_on", "ended_on")
    )
    if answered and ended:
        # The end came in before the answer did.
        call.answered_on = answered = min(answered, ended)
    call.state = _state(call, bool(answered), bool(ended))
    until = answered or ended
    call.waiting_seconds = _seconds(started, until)
    call.talking_seconds = _seconds(answered, ended)


def _state(call: Document, is_answered: bool, is_ended: bool) -> str:
    if not is_ended:
        return ANSWERED if is_answered else RINGING
    if is_answered:
        return ENDED
    return DECLINED if call.cause in TURNED_DOWN else MISSED


def _seconds(since: Any, until: Any) -> int:
    return max(0, round((until - since).total_seconds())) if since and until else 0
