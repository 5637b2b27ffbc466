"""Turns envelopes into messages of conversations, each in its own transaction."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import clock_jobs, consts, languages
from cfm_app.channels import (
    accounts,
    addresses,
    answering_machine,
    calls,
    ids,
    media,
    mentioned_codes,
    moments,
    opt_out,
    plain_text,
    receiving,
    road,
    statuses,
)
from cfm_app.channels.adapters import adapter_of
from cfm_app.channels.adapters.base import CallEvent, Ignored, Inbound
from cfm_app.channels.receiving import DOCTYPE as ENVELOPE
from cfm_app.channels.receiving import FAILED, WAITING

WAITS, ANSWERED = consts.CONVERSATION_WAITS, "Answered"
NOT_FEEDBACK, CLOSED = consts.NOT_FEEDBACK, "Closed"
RECEIVED = "Received"
MEDIA_WAITS = "Waiting"
LONGEST_PREVIEW, LONGEST_NAME = 100, 140
PAUSES = (1, 5, 15, 60, 240)
"""Minutes until an envelope is tried again."""
MOST_TRIES = len(PAUSES) + 1
AT_ONCE = 500


def process(names: list[str]) -> None:
    """Job: process some envelopes and whatever else waits.

    A bench takes a second to start a job, so in a flood the first job does the work of the later ones.
    """
    _process(names)
    process_waiting()


@clock_jobs.harmless
def process_waiting() -> None:
    """Process all that waits, oldest first, including what is left over after downtime."""
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
    """Process envelopes; a failing one waits and does not stop the others."""
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
        # The error may quote the message.
        cause = type(error).__name__
        frappe.log_error(title=_("A message of a provider was put off"), message=cause)
        _put_off(name, tries)
    frappe.db.commit()


def _begin(name: str) -> int:
    """Count a try before it starts. Returns its number; 0 if there is nothing to do.

    A try that kills the process leaves no other trace, and would repeat forever.
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
    """Make a message of an envelope; an envelope that was processed before stays as it is."""
    row = frappe.db.get_value(
        ENVELOPE, name, ["account", "state", "payload", "attempts"], as_dict=True, for_update=True
    )
    if not row or row.state != WAITING:
        return
    account = frappe.get_cached_doc(accounts.DOCTYPE, row.account)
    payload = receiving.payload_of(name, row.payload)
    said = adapter_of(account).read(account, payload)
    if isinstance(said, Inbound):
        store_message(account, said)
    elif isinstance(said, CallEvent):
        calls.apply_event(account, said)
    elif isinstance(said, Ignored):
        note = accounts.note_refusal if said.is_fault else accounts.note_ignored
        note(account.name, said.reason)
    elif said and not statuses.apply(account.name, said) and row.attempts < MOST_TRIES:
        # A report may overtake the answer to the request that it is about.
        _put_off(name, row.attempts)
        return
    receiving.clear(name, payload)


def _put_off(name: str, tries: int) -> None:
    """Try an envelope again later; after the last try it is given up and reported."""
    row = frappe.db.get_value(ENVELOPE, name, ["account", "state"], as_dict=True)
    if not row or row.state != WAITING:
        return
    if tries >= MOST_TRIES:
        values: dict[str, Any] = {"state": FAILED, "error": _("This message cannot be read.")}
        accounts.note_error(row.account, _("A message of the provider cannot be read."))
    else:
        values = {"next_attempt_on": now_datetime() + timedelta(minutes=PAUSES[tries - 1])}
    frappe.db.set_value(ENVELOPE, name, values, update_modified=False)


def store_message(account: Document, inbound: Inbound) -> str:
    """Store an incoming message. Returns the name of its conversation."""
    answered = _answered(account.name, inbound)
    conversation = answered or _conversation(account, inbound)
    elsewhere = _other_address(answered, inbound)
    # A sender who only pretends to be somebody must not change their settings.
    is_theirs = not elsewhere and (bool(answered) or adapter_of(account).knows_sender)
    sent_on = moments.not_ahead(inbound.sent_on)
    file = inbound.media
    message = frappe.get_doc(
        {
            "doctype": consts.MESSAGE,
            "conversation": conversation,
            "account": account.name,
            "direction": "In",
            "text": plain_text.escaped(_with_address(inbound.text, elsewhere)),
            "sent_on": sent_on,
            "sender_id": ids.fitting(inbound.sender_id),
            "sender_check": inbound.sender_check or None,
            "state": RECEIVED,
            "state_on": now_datetime(),
            "media_id": file and file.media_id,
            "media_name": file and plain_text.escaped(file.name)[:LONGEST_NAME],
            "media_state": file and MEDIA_WAITS,
            "whole_text": plain_text.escaped(inbound.whole_text) or None,
        }
    ).insert(ignore_permissions=True)
    if is_theirs:
        opt_out.apply(account, conversation, inbound.text)
    media.keep_enclosures(account, message, inbound.enclosures)
    is_bare = not file and not inbound.enclosures
    is_settled = is_theirs and is_bare and answering_machine.is_settled(conversation, inbound.text)
    _note_arrival(conversation, inbound, sent_on, waits=not is_settled)
    # Automatic answers come first.
    mentioned_codes.follow(conversation, inbound.text, inbound.whole_text)
    road.suspect(conversation, inbound.text, inbound.whole_text, *_entered_words(inbound))
    if file:
        frappe.enqueue(
            "cfm_app.channels.media.fetch",
            queue="long",
            enqueue_after_commit=True,
            message=message.name,
        )
    return conversation


def _answered(account: str, inbound: Inbound) -> str | None:
    """The conversation of our message that this one answers."""
    for reference in inbound.answers:
        found = {"account": account, "direction": "Out", "reference": ["like", f"{reference}%"]}
        if name := frappe.db.get_value(consts.MESSAGE, found, "conversation"):
            return str(name)
    return None


def _other_address(conversation: str | None, inbound: Inbound) -> str | None:
    """The address of a writer who answered from another one."""
    if not conversation:
        return None
    known = frappe.db.get_value(consts.CONVERSATION, conversation, "contact_address")
    return None if known == inbound.address else (inbound.address or "?")


def _with_address(text: str, address: str | None) -> str:
    return "\n".join((_("(Written from {0})").format(address), text)) if address else text


def _conversation(account: Document, inbound: Inbound) -> str:
    """The conversation with the writer, a new one if there is none.

    The ID at the provider counts before the number: numbers are reassigned.
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
    """Store what was not known of the writer before."""
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
    """Update the conversation for a message; an old one that arrives late changes only the order.

    The conversation waits for an answer unless nothing is left to answer; one that waited goes on
    waiting.
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
    """The submitted values of a form, escaped."""
    if not inbound.submission:
        return None
    return plain_text.escaped(json.dumps(inbound.submission, ensure_ascii=False))


def _entered_words(inbound: Inbound) -> list[str]:
    """The words of a form, whatever the office asked."""
    fields = inbound.submission.get("fields") if inbound.submission else None
    return [str(each) for each in fields.values() if each] if isinstance(fields, dict) else []


def _shown_name(inbound: Inbound) -> str | None:
    return plain_text.escaped(inbound.contact_name)[:LONGEST_NAME] or None


def preview(text: str) -> str:
    """The beginning of a text, on one line, escaped."""
    words = " ".join(text.split())
    length = LONGEST_PREVIEW
    while len(found := plain_text.escaped(words[:length])) > LONGEST_NAME:
        length -= 10
    return found
