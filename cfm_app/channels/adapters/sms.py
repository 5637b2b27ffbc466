"""SMS by any HTTP gateway: maps in the account say where the gateway puts what."""

import hashlib
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base.surrogates import without_surrogates
from cfm_app.channels import charsets, moments, paths
from cfm_app.channels.adapters import gsm_alphabet, http_answers, signatures
from cfm_app.channels.adapters.base import (
    REPORTS,
    Adapter,
    Delivery,
    Envelope,
    Failed,
    Inbound,
    NotSent,
    Outgoing,
    Refused,
    StatusChange,
)
from cfm_app.channels.entries import lines, pairs, words

MAPS = Path(__file__).resolve().parent.parent / "maps"
# Parameters of our address, not of the message.
OF_ADDRESS = ("account", "token", "about")
# Where the account says which words of a report mean which state.
STATES = {
    "delivered_words": "Delivered",
    "sent_words": "Sent",
    "failed_words": "Failed",
    "stopped_words": "Failed",
}
IN, REPORT = "message", "report"


class SmsGateway(Adapter):
    """A gateway that calls an address for each SMS, and sends one by a request."""

    def complete(self, account: Document) -> None:
        if account.ready_map:
            _fill(account, ready_map(account.ready_map))
        elif account.enabled and not account.in_sender and not account.out_url:
            frappe.throw(_("Choose the gateway, or say in the folded parts how yours speaks."))
        if account.signature_header and not account.get("signature_secret"):
            frappe.throw(_("The gateway signs what it brings: enter the secret of the signature."))
        for line in (*lines(account.out_parameters), *lines(account.out_headers)):
            if "=" not in line:
                frappe.throw(_("Write name = value in this line: {0}").format(line))
        if (
            account.in_sender
            and not account.in_time
            and (account.in_id_repeats or not account.in_id)
        ):
            frappe.throw(
                _(
                    "Say where a message holds its time: without it, and without an ID of its own,"
                    " one that comes twice cannot be told from two."
                )
            )

    def verify(self, account: Document, delivery: Delivery) -> Refused | None:
        return signatures.check(account, delivery) if account.signature_header else None

    def envelopes(self, account: Document, delivery: Delivery) -> list[Envelope]:
        # The query is not signed.
        content = delivery.signed_content if account.signature_header else delivery.content
        if isinstance(content, dict):
            content = {key: value for key, value in content.items() if key not in OF_ADDRESS}
            if not account.signature_header:
                content |= _in_own_charset(account, delivery)
        if delivery.about == REPORTS:
            return [
                _report_envelope(account, each)
                for each in paths.items(content, account.report_list)
            ]
        return [_message_envelope(account, each) for each in paths.items(content, account.in_list)]

    def read(self, account: Document, payload: dict[str, Any]) -> Inbound | StatusChange | None:
        if REPORT in payload:
            return _status_change(account, payload[REPORT])
        item = payload[IN]
        return Inbound(
            sender_id=_message_id(account, item),
            address=paths.text_at(item, account.in_sender),
            user_id=None,
            text=paths.text_at(item, account.in_text),
            sent_on=moments.read(paths.at(item, account.in_time), bool(account.in_time_is_utc)),
        )

    def send(self, account: Document, outgoing: Outgoing) -> str | None:
        if not account.out_url or not account.out_method:
            raise Failed(_("The account does not say how messages go out."))
        answer = http_answers.ask(account, **_request(account, outgoing))
        http_answers.require_taken(answer)
        content = http_answers.content(answer)
        _require_accepted(account, content)
        return paths.text_at(content, account.out_id) or outgoing.reference

    def reports_delivery(self, account: Document) -> bool:
        return bool(account.report_status and account.delivered_words)

    def is_repeatable(self, account: Document) -> bool:
        return bool(account.out_reference_is_key)

    def probe(self, account: Document) -> str:
        if not account.out_url:
            return _("The account does not say how messages go out.")
        try:
            http_answers.ask(account, "HEAD", account.out_url)
        except NotSent as trouble:
            return str(trouble)
        return _(
            "The gateway answers. Now write an SMS to the number of the office, and answer it in the"
            " inbox with more than 200 characters: that tries both ways, and shows whether a long answer"
            " arrives whole."
        )


def _fill(account: Document, known: dict[str, Any]) -> None:
    """Copy the ready map of a chosen gateway, except for fields that a new account sets itself."""
    if account.has_value_changed("ready_map"):
        own = [field for field in known if account.is_new() and account.get(field)]
        account.update({field: value for field, value in known.items() if field not in own})
    account.out_url = account.out_url or known["out_url"]


def ready_map(name: str) -> dict[str, Any]:
    """The fields of an account for a known gateway."""
    file = MAPS / f"{frappe.scrub(name).replace(chr(39), '')}.json"
    return dict(json.loads(file.read_text(encoding="utf-8")))


def _in_own_charset(account: Document, delivery: Delivery) -> dict[str, str]:
    """The text of a message in the query, if it has a charset of its own, as Kannel sends Arabic."""
    charset = charsets.codec(delivery.query.get(account.in_charset or "", ""))
    text = delivery.query_bytes.get(account.in_text or "")
    if not charset or text is None:
        return {}
    try:
        return {account.in_text: text.decode(charset)}
    except UnicodeError:
        return {}


def _message_envelope(account: Document, item: Any) -> Envelope:
    if not paths.text_at(item, account.in_sender):
        raise ValueError
    return Envelope(f"{IN}:{_message_id(account, item)}", {IN: item})


def _report_envelope(account: Document, item: Any) -> Envelope:
    message, state = (
        paths.text_at(item, path) for path in (account.report_id, account.report_status)
    )
    if not message or not state:
        raise ValueError
    return Envelope(f"{REPORT}:{message}:{state}", {REPORT: item})


def _message_id(account: Document, item: Any) -> str:
    """The gateway's ID; without a unique one, sender, text and time."""
    given = paths.text_at(item, account.in_id)
    if given and not account.in_id_repeats:
        return given
    said = [
        paths.text_at(item, path) for path in (account.in_sender, account.in_time, account.in_text)
    ]
    return hashlib.sha256(without_surrogates("\n".join(said)).encode()).hexdigest()


def _status_change(account: Document, item: Any) -> StatusChange:
    word = paths.text_at(item, account.report_status).strip().casefold()
    found = [field for field in STATES if word in words(account.get(field))]
    state = STATES[found[0]] if found else ""
    return StatusChange(
        message=paths.text_at(item, account.report_id),
        state=state,
        error=paths.text_at(item, account.report_error) or None if state == "Failed" else None,
        stops="stopped_words" in found,
    )


def _request(account: Document, outgoing: Outgoing) -> dict[str, Any]:
    places = _places(account, outgoing)
    fields = [(name, _filled(value, places)) for name, value in pairs(account.out_parameters)]
    given: dict[str, Any] = {
        "method": "GET" if account.out_method == "GET" else "POST",
        "url": account.out_url,
        "headers": {name: _filled(value, places) for name, value in pairs(account.out_headers)},
    }
    if account.out_method == "GET":
        given["params"] = fields
    elif account.out_method == "POST JSON":
        given["json"] = paths.nested(fields)
    else:
        given["data"] = fields
    return given


def _places(account: Document, outgoing: Outgoing) -> dict[str, str]:
    user, secret = (
        account.api_user or "",
        account.get_password("api_secret", raise_exception=False) or "",
    )
    text = gsm_alphabet.shortened(outgoing.text)
    return {
        "to": outgoing.to or "",
        "text": text,
        "reference": outgoing.reference,
        "report_address": outgoing.report_address,
        "user": user,
        "secret": secret,
        "sender": account.sender_name or "",
        "coding": "0" if gsm_alphabet.spells(text) else "2",
        "basic": b64encode(f"{user}:{secret}".encode()).decode(),
    }


def _filled(text: str, places: dict[str, str]) -> str:
    """A text with its placeholders replaced; values are not scanned again."""
    found, rest = "", text
    while "{" in rest:
        before, _open, rest = rest.partition("{")
        name, closed, after = rest.partition("}")
        if closed and name in places:
            found, rest = f"{found}{before}{places[name]}", after
        else:
            found += f"{before}{{"
    return found + rest


def _require_accepted(account: Document, content: Any) -> None:
    """Raise an error for gateways that answer 200 and report the failure in the body."""
    if not account.out_status:
        return
    said = paths.text_at(content, account.out_status)
    if said.casefold() not in words(account.out_accepted_words):
        raise Failed(_("The gateway does not take the message: {0}").format(said[:80]))
