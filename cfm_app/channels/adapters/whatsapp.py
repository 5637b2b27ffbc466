"""WhatsApp by Meta's Cloud API."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.channels import moments, paths
from cfm_app.channels.adapters import (
    destinations,
    http_answers,
    signatures,
    whatsapp_errors,
    whatsapp_messages,
)
from cfm_app.channels.adapters.base import (
    Adapter,
    Delivery,
    Envelope,
    Failed,
    Ignored,
    Inbound,
    Media,
    NotSent,
    Outgoing,
    Refused,
    StatusChange,
)

SIGNATURE = "x-hub-signature-256"
# For this long after the person's last message, the office may write freely.
WINDOW = timedelta(hours=24)
STATES = {"sent": "Sent", "delivered": "Delivered", "read": "Read", "failed": "Failed"}
# Where a payload says that nothing of what came can be kept.
SKIPPED = "skipped"
NEEDED = ("phone_number_id", "graph_url", "api_secret", "signature_secret")


class WhatsApp(Adapter):
    """One number of a business account."""

    def complete(self, account: Document) -> None:
        for field in NEEDED:
            if account.enabled and not account.get(field):
                label = _(account.meta.get_label(field))
                frappe.throw(_("WhatsApp needs this field: {0}").format(label))

    def setup_lines(self, account: Document, addresses: Mapping[str, str]) -> list[str]:
        """As Meta names the two fields of a webhook; reports come by the same address."""
        return [
            _("Callback URL: {0}").format(addresses["messages"]),
            _("Verify token: {0}").format(account.get_password("token")),
        ]

    def verify(self, account: Document, delivery: Delivery) -> Refused | None:
        if delivery.method == "GET":
            given, token = delivery.query.get("hub.verify_token", ""), account.get_password("token")
            if hmac.compare_digest(given.encode(), str(token).encode()):
                return None
            return Refused(_("The verify token is not that of the account."))
        secret = account.get_password("signature_secret", raise_exception=False) or ""
        given = delivery.headers.get(SIGNATURE, "")
        if not given or not secret:
            return Refused(_("The request has no signature."))
        if not signatures.is_signed(secret, delivery.body, given, "sha256=", "hex"):
            return Refused(_("The signature is wrong."))
        return None

    def challenge(self, account: Document, delivery: Delivery) -> str | None:
        if delivery.method != "GET":
            return None
        return delivery.query.get("hub.challenge", "")

    def envelopes(self, account: Document, delivery: Delivery) -> list[Envelope]:
        content = delivery.json
        if not isinstance(content, dict) or content.get("object") != "whatsapp_business_account":
            raise ValueError
        found: list[Envelope] = []
        for entry in paths.items(content, "entry"):
            for change in paths.items(entry, "changes"):
                value = change.get("value") or {}
                if change.get("field") == "messages" and _is_for(account, value):
                    found += _of_change(value)
        return found

    def read(
        self, account: Document, payload: dict[str, Any]
    ) -> Inbound | StatusChange | Ignored | None:
        if SKIPPED in payload:
            text = _("WhatsApp brought something without the ID by which it is known.")
            return Ignored(text, is_fault=True)
        if "status" in payload:
            return _status_change(payload["status"])
        message, contact = payload["message"], payload.get("contact") or {}
        said = whatsapp_messages.content_of(message)
        if said is None:
            return None
        phone = paths.text_at(message, "from") or paths.text_at(contact, "wa_id")
        return Inbound(
            sender_id=paths.text_at(message, "id"),
            address=f"+{phone}" if phone else None,
            user_id=paths.text_at(message, "from_user_id")
            or paths.text_at(contact, "user_id")
            or None,
            text=said.text,
            sent_on=moments.read(message.get("timestamp")),
            contact_name=paths.text_at(contact, "profile.name") or None,
            media=said.media,
        )

    def send(self, account: Document, outgoing: Outgoing) -> str | None:
        answer = http_answers.ask(
            account,
            "POST",
            f"{account.graph_url}/{account.phone_number_id}/messages",
            json={
                "messaging_product": "whatsapp",
                # Each report returns it, even if our request got no answer.
                "biz_opaque_callback_data": outgoing.reference,
                **_receiver(outgoing),
                **_content(outgoing),
            },
            headers=_login(account),
        )
        whatsapp_errors.require_taken(answer)
        return paths.text_at(http_answers.content(answer), "messages.0.id") or None

    def needs_template(self, last_heard_on: datetime | None, now: datetime) -> bool:
        return last_heard_on is None or now - last_heard_on > WINDOW

    def fetch(self, account: Document, media: Media, most_bytes: int) -> bytes:
        answer = http_answers.ask(
            account, "GET", f"{account.graph_url}/{media.media_id}", headers=_login(account)
        )
        whatsapp_errors.require_taken(answer)
        place = http_answers.content(answer)
        if not isinstance(place, dict) or not place.get("url"):
            raise Failed(_("The provider does not have the file any more."))
        destinations.require_elsewhere(str(place["url"]), account.graph_url)
        return http_answers.download(
            account, str(place["url"]), most_bytes, headers=_login(account)
        )

    def probe(self, account: Document) -> str:
        try:
            answer = http_answers.ask(
                account,
                "GET",
                f"{account.graph_url}/{account.phone_number_id}",
                headers=_login(account),
            )
            whatsapp_errors.require_known(answer)
        except NotSent as trouble:
            return str(trouble)
        number = paths.text_at(http_answers.content(answer), "display_phone_number")
        return _("WhatsApp knows the account: {0}").format(number)


def _is_for(account: Document, value: dict[str, Any]) -> bool:
    """Whether an entry is for this account's number: a business may have several."""
    return paths.text_at(value, "metadata.phone_number_id") == account.phone_number_id


def _of_change(value: dict[str, Any]) -> list[Envelope]:
    contacts = paths.items(value, "contacts")
    found = []
    for each in paths.items(value, "messages"):
        if sender_id := paths.text_at(each, "id"):
            told = {"message": each, "contact": _contact(each, contacts)}
            found.append(Envelope(f"message:{sender_id}", told))
        else:
            found.append(_skipped(each))
    for each in paths.items(value, "statuses"):
        message, state = paths.text_at(each, "id"), paths.text_at(each, "status")
        is_told = message and state
        known_by = f"status:{message}:{state}"
        found.append(Envelope(known_by, {"status": each}) if is_told else _skipped(each))
    return found


def _skipped(item: Any) -> Envelope:
    """An entry without an ID is skipped as accepted, or it would be sent again and again."""
    digest = hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()
    return Envelope(f"skipped:{digest}", {SKIPPED: True})


def _contact(message: dict[str, Any], contacts: list[Any]) -> dict[str, Any]:
    """Who wrote a message, among those of one request."""
    for each in contacts:
        same_number = message.get("from") and each.get("wa_id") == message["from"]
        same_user = message.get("from_user_id") and each.get("user_id") == message["from_user_id"]
        if same_number or same_user:
            return dict(each)
    return dict(contacts[0]) if len(contacts) == 1 else {}


def _status_change(status: dict[str, Any]) -> StatusChange:
    state = STATES.get(paths.text_at(status, "status"), "")
    errors = paths.items(status, "errors")
    code = whatsapp_errors.code_of(errors[0]) if errors else None
    return StatusChange(
        message=paths.text_at(status, "id"),
        reference=paths.text_at(status, "biz_opaque_callback_data") or None,
        state=state,
        on=moments.read(status.get("timestamp")),
        error=whatsapp_errors.sentence(code) if state == "Failed" else None,
    )


def _receiver(outgoing: Outgoing) -> dict[str, Any]:
    if outgoing.to:
        return {"to": outgoing.to.removeprefix("+")}
    return {"recipient": outgoing.user_id}


def _content(outgoing: Outgoing) -> dict[str, Any]:
    if not outgoing.template:
        return {"type": "text", "text": {"body": outgoing.text}}
    parameters = [{"type": "text", "text": value} for value in outgoing.values]
    body = [{"type": "body", "parameters": parameters}] if parameters else []
    template = {"name": outgoing.template, "language": {"code": outgoing.language_code}}
    return {"type": "template", "template": {**template, "components": body}}


def _login(account: Document) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.get_password('api_secret')}"}
