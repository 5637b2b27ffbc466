"""Webhooks of the WhatsApp Cloud API as Meta documents them, signed as Meta signs them."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from tests.engine.served import Answer

from .conftest import Office
from .providers import Provider

SECRET = "app-secret-of-the-tests"
NUMBER_ID = "106540352242922"


def whatsapp(office: Office, provider: Provider, name: str, **values: Any) -> str:
    """An account whose Graph API is the provider of the tests."""
    given = {
        "adapter": "WhatsApp",
        "channel": "WhatsApp",
        "phone_number_id": NUMBER_ID,
        "graph_url": provider.url,
        "api_secret": "access-token",
        "signature_secret": SECRET,
        "templates": [
            {
                "template_name": "call_us",
                "language_code": "fr",
                "body": "Bonjour {{1}}, appelez-nous au {{2}}.",
            }
        ],
    }
    return office.account(account_name=name, **{**given, **values})


def envelope(*values: dict[str, Any], number_id: str = NUMBER_ID) -> dict[str, Any]:
    """One webhook with a change for each value."""
    about = {"display_phone_number": "15550783881", "phone_number_id": number_id}
    base = {"messaging_product": "whatsapp", "metadata": about}
    changes = [{"value": {**base, **each}, "field": "messages"} for each in values]
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "102290129340398", "changes": changes}],
    }


def text(
    wamid: str, body: str, at: int, phone: str | None = "23566000001", user_id: str | None = None
) -> dict[str, Any]:
    """A text with its sender; without a number, only the ID of the user is known."""
    contact: dict[str, Any] = {"profile": {"name": "Achta"}}
    message: dict[str, Any] = {"id": wamid, "timestamp": str(at), "type": "text"}
    if phone:
        contact["wa_id"] = message["from"] = phone
    if user_id:
        contact["user_id"] = message["from_user_id"] = user_id
    return {"contacts": [contact], "messages": [{**message, "text": {"body": body}}]}


def status(wamid: str, state: str, at: int, **more: Any) -> dict[str, Any]:
    given = {"id": wamid, "status": state, "timestamp": str(at), "recipient_id": "23566000001"}
    return {"statuses": [{**given, **more}]}


def post(office: Office, account: str, body: dict[str, Any], secret: str = SECRET) -> Answer:
    """Bring a webhook as Meta does: signed over the bytes that are sent."""
    raw = json.dumps(body, ensure_ascii=False).encode()
    signature = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return office.served.guest().send(
        "POST",
        office.address(account),
        raw,
        Content_Type="application/json",
        X_Hub_Signature_256=f"sha256={signature}",
    )
