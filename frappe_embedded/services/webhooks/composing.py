"""What a webhook sends for one document: where to, with which headers, which words, and signed."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

from ...kernel.core.dict import _dict
from ...kernel.core.hooks import call_hooks
from ...kernel.safe.evaluate import safe_eval
from ...kernel.safe.namespace import template_globals
from ...kernel.utils.numbers import cint
from ..printing.environment import render_text

SIGNATURE = "X-Frappe-Webhook-Signature"
_TYPE = "Content-Type"


@dataclass(frozen=True)
class Outgoing:
    """A request as it goes out; ``data`` is its body, a JSON text."""

    method: str
    url: str
    data: str
    headers: dict[str, str] = field(default_factory=dict)


def context_of(doc: Any) -> dict[str, Any]:
    """What conditions and templates may use: ``doc`` and ``utils``."""
    return {"doc": doc, "utils": template_globals()["frappe"].utils}


def condition_holds(condition: str | None, doc: Any) -> bool:
    return not condition or bool(safe_eval(condition, None, context_of(doc)))


def may_leave(doc: Any) -> bool:
    """Whether what a document holds may go to another program.

    Apps: hook ``may_leave_site``, functions that are asked with the document; one that says no is enough.
    """
    return all(call_hooks("may_leave_site", doc))


def compose(webhook: Any, doc: Any) -> Outgoing:
    """The request of a webhook for a document. Errors of its templates are raised."""
    context = context_of(doc)
    url = webhook.request_url
    if cint(webhook.is_dynamic_url):
        url = render_text(url, context)
    # As Frappe does it: the body is JSON, also for rows of data, and is signed as it is sent.
    data = json.dumps(data_of(webhook, doc), default=str)
    return Outgoing(webhook.request_method or "POST", url.strip(), data, headers_of(webhook, data))


def data_of(webhook: Any, doc: Any) -> Any:
    values = _dict(doc.as_dict(convert_dates_to_str=True))
    if webhook.webhook_data:
        return {row.key: values.get(row.fieldname) for row in webhook.webhook_data}
    if webhook.webhook_json:
        return json.loads(render_text(webhook.webhook_json, context_of(doc)))
    return {}


def headers_of(webhook: Any, data: str) -> dict[str, str]:
    rows = {row.key: row.value for row in webhook.webhook_headers if row.key and row.value}
    if all(key.lower() != _TYPE.lower() for key in rows):
        rows[_TYPE] = "application/json"
    if cint(webhook.enable_security):
        secret = webhook.get_password("webhook_secret", False) or ""
        rows[SIGNATURE] = signature(secret, data)
    return rows


def signature(secret: str, data: str) -> str:
    """What proves that a body comes from here: the HMAC-SHA256 of it in Base64."""
    made = hmac.new(secret.encode("utf-8"), data.encode("utf-8"), hashlib.sha256).digest()
    return base64.b64encode(made).decode("ascii")
