"""The webhook of providers: authenticates the caller, and stores what it brings before answering."""

import hashlib
import json
from base64 import b64encode
from typing import Any
from urllib.parse import parse_qsl

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime
from werkzeug.wrappers import Request, Response

from cfm_app.base import languages
from cfm_app.base.surrogates import HALVES, without_surrogates
from cfm_app.channels import accounts
from cfm_app.channels.adapters import adapter_of
from cfm_app.channels.adapters.base import CONTENT, Delivery, Envelope, Refused

DOCTYPE = "CFM Envelope"
WAITING, DONE, FAILED, PART = "Waiting", "Done", "Failed", "Part"
MOST_BYTES = 1 << 20
# The key of the number of rows with its bytes.
PARTS = "parts"
# One request of a provider holds so many messages at most.
MOST_ENVELOPES = 1000
# Databases usually accept at most 16 MB in one statement.
LONGEST_PART = 4 << 20
PROCESSING = "cfm_app.channels.conversations.process"


def receive(request: Request, remote: str | None) -> Response:
    """The response to a request of a provider.

    It is short and reveals nothing: some gateways forward it to the writer. A refusal is noted with its
    reason, without contents.
    """
    languages.speak_of_site()
    asked = request.args.get("account")
    account = accounts.by_token(asked, request.args.get("token"))
    if account is None:
        accounts.note_stranger(asked)
        return _answer(403)
    if (request.content_length or 0) > MOST_BYTES:
        accounts.note_refusal(account.name, _("The request is too large."))
        return _answer(413)
    delivery = _read(request)
    refused = _refusal(account, delivery, remote)
    if refused:
        accounts.note_refusal(account.name, refused.reason)
        return _answer(403)
    adapter = adapter_of(account)
    if (challenge := adapter.challenge(account, delivery)) is not None:
        return _answer(200, challenge)
    try:
        envelopes = adapter.envelopes(account, delivery)
        _require_sound(envelopes)
    except (ValueError, AttributeError, TypeError, LookupError):
        accounts.note_refusal(
            account.name, _("The request does not hold what the account looks for.")
        )
        return _answer(400)
    if len(envelopes) > MOST_ENVELOPES:
        accounts.note_refusal(account.name, _("The request holds too many messages."))
        return _answer(413)
    new = [name for each in envelopes if (name := store(account.name, each))]
    if new:
        frappe.enqueue(PROCESSING, queue="short", enqueue_after_commit=True, names=new)
    return _answer(200, adapter.taken)


def _require_sound(envelopes: list[Envelope]) -> None:
    """Throw for IDs with lone surrogates: after replacement they would equal other IDs."""
    if any(HALVES.search(each.sender_id) for each in envelopes):
        raise ValueError


def store(account: str, envelope: Envelope) -> str | None:
    """Store an envelope. Returns its name, or None if it was stored before.

    Bytes are stored in rows of their own.
    """
    name = hashlib.sha256(f"{account}\n{envelope.sender_id}".encode()).hexdigest()
    content = b64encode(envelope.content).decode()
    parts = [content[at : at + LONGEST_PART] for at in range(0, len(content), LONGEST_PART)]
    payload = {**envelope.payload, **({PARTS: len(parts)} if parts else {})}
    try:
        text = without_surrogates(json.dumps(payload, ensure_ascii=False))
        _insert(name, account, WAITING, text)
    except frappe.DuplicateEntryError:
        frappe.clear_last_message()
        return None
    for each, part in zip(_part_names(name, payload), parts, strict=True):
        _insert(each, account, PART, part)
    return name


def payload_of(name: str, stored: str) -> dict[str, Any]:
    """The contents of an envelope; its bytes are under `CONTENT`, in Base64."""
    payload: dict[str, Any] = json.loads(stored)
    if names := _part_names(name, payload):
        payload[CONTENT] = "".join(
            frappe.db.get_value(DOCTYPE, each, "payload") or "" for each in names
        )
    return payload


def clear(name: str, payload: dict[str, Any]) -> None:
    """Empty an envelope that has become a message."""
    for each in _part_names(name, payload):
        frappe.db.delete(DOCTYPE, {"name": each})
    frappe.db.set_value(DOCTYPE, name, {"state": DONE, "payload": None}, update_modified=False)


def _insert(name: str, account: str, state: str, payload: str) -> None:
    row = frappe.new_doc(DOCTYPE)
    row.name = name
    row.update(
        {"account": account, "state": state, "received_on": now_datetime(), "payload": payload}
    )
    row.db_insert()


def _part_names(name: str, payload: dict[str, Any]) -> list[str]:
    return [f"{name}-{number}" for number in range(1, payload.get(PARTS, 0) + 1)]


def _read(request: Request) -> Delivery:
    return Delivery(
        method=request.method,
        about=request.args.get("about", ""),
        query=request.args.to_dict(),
        form=request.form.to_dict(),
        body=request.get_data(cache=True),
        headers={name.lower(): value for name, value in request.headers.items()},
        json=_json(request),
        lists={name: tuple(values) for name, values in request.form.lists()},
        query_bytes=_query_bytes(request),
    )


def _query_bytes(request: Request) -> dict[str, bytes]:
    """The raw query, decoded as Latin-1 so that every byte is kept."""
    pairs = parse_qsl(request.query_string.decode("latin-1"), encoding="latin-1")
    return {name: value.encode("latin-1") for name, value in pairs}


def _json(request: Request) -> Any:
    return request.get_json(silent=True) if request.is_json else None


def _refusal(account: Document, delivery: Delivery, remote: str | None) -> Refused | None:
    if not accounts.allows(account, remote):
        return Refused(_("The request comes from an address that is not allowed."))
    return adapter_of(account).verify(account, delivery)


def _answer(status: int, text: str = "") -> Response:
    return Response(text, status=status, mimetype="text/plain")
