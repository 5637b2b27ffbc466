"""Envelopes become messages of conversations, each in a transaction of its own."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app import consts, languages
from cfm_app.channels import (
    accounts,
    addresses,
    answering_machine,
    calls,
    ids,
    media,
    moments,
    opt_out,
    plain_text,
    receiving,
    statuses,
    told_codes,
)
from cfm_app.channels.adapters import adapter_of
from cfm_app.channels.adapters.base import CallEvent, Ignored, Inbound
from cfm_app.channels.receiving import DOCTYPE as ENVELOPE
from cfm_app.channels.receiving import FAILED, WAITING

WAITS, ANSWERED, NOT_FEEDBACK, CLOSED = "Waiting", "Answered", consts.NOT_FEEDBACK, "Closed"
RECEIVED = "Received"
MEDIA_WAITS = "Waiting"
LONGEST_PREVIEW, LONGEST_NAME = 100, 140
PAUSES = (1, 5, 15, 60, 240)
"""Minutes until an envelope is tried again."""
MOST_TRIES = len(PAUSES) + 1
AT_ONCE = 500


def process(names: list[str]) -> None:
    """Job: work through some envelopes and whatever else waits.

    A bench takes a second to begin a job: in a flood the first one does the work of those behind it.
    """
    _process(names)
    process_waiting()


def process_waiting() -> None:
    """Work through whatever waits, the oldest first; also what a machine that went down has left."""
    due = [["state", "=", WAITING]]
    now = now_datetime()
    rows = frappe.get_all(
        ENVELOPE,
        filters=due,
        fields=["name", "next_attempt_on"],
        order_by="creation asc",
        limit_page_length=AT_ONCE,
    )
    _process([row.name for row in rows if not row.next_attempt_on or row.next_attempt_on <= now])


def _process(names: list[str]) -> None:
    """One envelope that fails waits, and keeps none of the others."""
    languages.speak_of_site()
    for name in names:
        _process_one(name)


def _process_one(name: str) -> None:
    tries = _begin(name)
    if not tries:
        return
    try:
        open_envelope(name)
    except Exception as error:
        frappe.db.rollback()
        # What went wrong may quote what was said.
        cause = type(error).__name__
        frappe.log_error(title=_("A message of a provider was put off"), message=cause)
        _put_off(name, tries)
    frappe.db.commit()


def _begin(name: str) -> int:
    """Count a try before it is made, and say which it is; 0 where there is nothing to try.

    What ends the process leaves no other trace, and would be begun again without an end.
    """
    row = frappe.db.get_value(ENVELOPE, name, ["state", "attempts"], as_dict=True)
    if not row or row.state != WAITING:
        return 0
    tries = int(row.attempts) + 1
    if tries > MOST_TRIES:
        _put_off(name, tries)
    else:
        frappe.db.set_value(ENVELOPE, name, "attempts", tries, update_modified=False)
    frappe.db.commit()
    return tries if tries <= MOST_TRIES else 0


def open_envelope(name: str) -> None:
    """Make of one envelope what it says; one that was opened before stays as it is."""
    row = frappe.db.get_value(
        ENVELOPE, name, ["account", "state", "payload", "attempts"], as_dict=True, for_update=True
    )
    if not row or row.state != WAITING:
        return
    account = frappe.get_cached_doc(accounts.DOCTYPE, row.account)
    payload = receiving.payload_of(name, row.payload)
    said = adapter_of(account).read(account, payload)
    if isinstance(said, Inbound):
        take_in(account, said)
    elif isinstance(said, CallEvent):
        calls.take_in(account, said)
    elif isinstance(said, Ignored):
        note = accounts.note_refusal if said.is_fault else accounts.note_ignored
        note(account.name, said.reason)
    elif said and not statuses.apply(account.name, said) and row.attempts < MOST_TRIES:
        # A report may overtake the answer to the request that it is about.
        _put_off(name, row.attempts)
        return
    receiving.forget(name, payload)


def _put_off(name: str, tries: int) -> None:
    """Try an envelope again later; what cannot be read at all is given up, and told."""
    row = frappe.db.get_value(ENVELOPE, name, ["account", "state"], as_dict=True)
    if not row or row.state != WAITING:
        return
    if tries >= MOST_TRIES:
        values: dict[str, Any] = {"state": FAILED, "error": _("This message cannot be read.")}
        accounts.note_error(row.account, _("A message of the provider cannot be read."))
    else:
        values = {"next_attempt_on": now_datetime() + timedelta(minutes=PAUSES[tries - 1])}
    frappe.db.set_value(ENVELOPE, name, values, update_modified=False)


def take_in(account: Document, inbound: Inbound) -> str:
    """Store a message that came in; the name of its conversation."""
    answered = _answered(account.name, inbound)
    conversation = answered or _conversation(account, inbound)
    elsewhere = _other_address(answered, inbound)
    # Whoever writes in the name of somebody decides nothing for them.
    is_theirs = not elsewhere and (bool(answered) or adapter_of(account).knows_sender)
    sent_on = moments.settled(inbound.sent_on)
    file = inbound.media
    message = frappe.get_doc(
        {
            "doctype": consts.MESSAGE,
            "conversation": conversation,
            "account": account.name,
            "direction": "In",
            "text": plain_text.stored(_with_address(inbound.text, elsewhere)),
            "sent_on": sent_on,
            "sender_id": ids.fitting(inbound.sender_id),
            "sender_check": inbound.sender_check or None,
            "state": RECEIVED,
            "state_on": now_datetime(),
            "media_id": file and file.media_id,
            "media_name": file and plain_text.stored(file.name)[:LONGEST_NAME],
            "media_state": file and MEDIA_WAITS,
            "whole_text": plain_text.stored(inbound.whole_text) or None,
        }
    ).insert(ignore_permissions=True)
    if is_theirs:
        opt_out.obey(account, conversation, inbound.text)
    media.keep_enclosures(account, message, inbound.enclosures)
    is_bare = not file and not inbound.enclosures
    is_settled = is_theirs and is_bare and answering_machine.settles(conversation, inbound.text)
    _note_arrival(conversation, inbound, sent_on, waits=not is_settled)
    # What is answered by itself is answered before.
    told_codes.follow(conversation, inbound.text, inbound.whole_text)
    if file:
        frappe.enqueue(
            "cfm_app.channels.media.fetch",
            queue="long",
            enqueue_after_commit=True,
            message=message.name,
        )
    return conversation


def _answered(account: str, inbound: Inbound) -> str | None:
    """The conversation of the message of ours that this one answers."""
    for reference in inbound.answers:
        found = {"account": account, "direction": "Out", "reference": ["like", f"{reference}%"]}
        if name := frappe.db.get_value(consts.MESSAGE, found, "conversation"):
            return str(name)
    return None


def _other_address(conversation: str | None, inbound: Inbound) -> str | None:
    """The address of somebody who answered what was written to another address."""
    if not conversation:
        return None
    known = frappe.db.get_value(consts.CONVERSATION, conversation, "contact_address")
    return None if known == inbound.address else (inbound.address or "?")


def _with_address(text: str, address: str | None) -> str:
    return "\n".join((_("(Written from {0})").format(address), text)) if address else text


def _conversation(account: Document, inbound: Inbound) -> str:
    """The conversation with whoever wrote, made where there is none yet.

    The ID at the provider goes before the number: numbers are given to other people.
    """
    address, user_id = addresses.normalised(inbound.address), addresses.plain(inbound.user_id)
    if not address and not user_id:
        raise ValueError("A message of nobody")
    found = _known(account.name, address, user_id)
    if found:
        _complete(found, address, user_id, _shown_name(inbound))
        return found.name
    key = _key(account.name, user_id or address or "")
    made = frappe.get_doc(
        {
            "doctype": consts.CONVERSATION,
            "account": account.name,
            "channel": account.channel,
            "language": inbound.language or account.language,
            "contact_name": _shown_name(inbound),
            "contact_address": address,
            "user_id": user_id,
            "unique_key": key,
            "submission": _entered(inbound),
        }
    )
    return str(made.insert(ignore_permissions=True).name)


def _known(account: str, address: str | None, user_id: str | None) -> Any:
    fields = ["name", "contact_address", "user_id", "contact_name"]
    of_account = {"account": account}
    if user_id and (rows := _rows({**of_account, "user_id": user_id}, fields)):
        return rows[0]
    if not address:
        return None
    rows = _rows({**of_account, "contact_address": address}, fields)
    # Somebody else of this ID has had the number before.
    fitting = [row for row in rows if not user_id or not row.user_id]
    return fitting[0] if fitting else None


def _rows(filters: dict[str, Any], fields: list[str]) -> list[Any]:
    return frappe.get_all(
        consts.CONVERSATION, filters=filters, fields=fields, order_by="last_message_on desc"
    )


def _complete(row: Any, address: str | None, user_id: str | None, name: str | None) -> None:
    """Keep what was not known before of whoever writes."""
    told = {"contact_address": address, "user_id": user_id, "contact_name": name}
    new = {field: value for field, value in told.items() if value and value != row[field]}
    if "user_id" in new:
        account = frappe.db.get_value(consts.CONVERSATION, row.name, "account")
        new["unique_key"] = _key(account, new["user_id"])
    if new:
        frappe.db.set_value(consts.CONVERSATION, row.name, new, update_modified=False)


def _key(account: str, person: str) -> str:
    return hashlib.sha256(f"{account}\n{person}".encode()).hexdigest()


def _note_arrival(conversation: str, inbound: Inbound, sent_on: Any, waits: bool) -> None:
    """What was sent earlier and comes later changes no more than the place of the conversation.

    It waits for somebody, unless nothing is left to answer; what waited before goes on waiting.
    """
    row = frappe.db.get_value(
        consts.CONVERSATION,
        conversation,
        ["state", "waiting_since", "last_message_on", "last_heard_on", "unread"],
        as_dict=True,
        for_update=True,
    )
    values: dict[str, Any] = {}
    if waits:
        values = {"state": WAITS, "unread": (row.unread or 0) + 1}
        if row.state != WAITS or not row.waiting_since or sent_on < row.waiting_since:
            values["waiting_since"] = sent_on
    elif not row.waiting_since:
        values = {"state": ANSWERED, "to_be_clarified": 0}
    if not row.last_message_on or sent_on >= row.last_message_on:
        values["last_message_on"] = sent_on
    if not row.last_heard_on or sent_on >= row.last_heard_on:
        values |= {"last_heard_on": sent_on, "last_words": preview(inbound.text)}
    frappe.db.set_value(consts.CONVERSATION, conversation, values)


def _entered(inbound: Inbound) -> str | None:
    """What was entered in a form, so that no desk takes it for HTML."""
    if not inbound.submission:
        return None
    return plain_text.stored(json.dumps(inbound.submission, ensure_ascii=False))


def _shown_name(inbound: Inbound) -> str | None:
    return plain_text.stored(inbound.contact_name)[:LONGEST_NAME] or None


def preview(text: str) -> str:
    """The first words of a text, on one line, as they are stored."""
    words = " ".join(text.split())
    length = LONGEST_PREVIEW
    while len(found := plain_text.stored(words[:length])) > LONGEST_NAME:
        length -= 10
    return found
