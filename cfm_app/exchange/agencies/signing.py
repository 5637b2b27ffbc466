"""Signed requests between agencies: HMAC-SHA256, valid for some minutes, and once.

The signature covers `time LF nonce LF operation LF body`, so a request cannot be replayed, delayed or
sent elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from datetime import timedelta
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.exchange.agencies import entry

AGREEMENT, TIME, NONCE, SIGNATURE = (
    f"X-CFM-{each}" for each in ("Agreement", "Time", "Nonce", "Signature")
)
PREFIX = "sha256="
WINDOW = 300
"""So many seconds a request may have been on its way, and clocks may differ."""
SHORTEST_NONCE, LONGEST_NONCE = 16, 64
MOST_BYTES = 256 << 10
KEYS = "CFM Request Key"
# Who calls is not told which of these it was, but the shape of the request.
UNSIGNED, EXPIRED, REPLAYED, TOO_LARGE = "unsigned", "expired", "replayed", "too large"


class Refused(Exception):
    """A request is refused; has an error word and an HTTP status."""

    def __init__(self, reason: str, status: int = 401) -> None:
        super().__init__(reason)
        self.reason, self.status = reason, status


def headers(agreement: Document, operation: str, body: bytes) -> dict[str, str]:
    """The headers of a request of ours."""
    moment, nonce = str(int(time.time())), secrets.token_hex(16)
    secret = str(agreement.get_password("signing_secret"))
    made = signature(secret, moment, nonce, operation, body)
    return {
        AGREEMENT: agreement.code,
        TIME: moment,
        NONCE: nonce,
        SIGNATURE: f"{PREFIX}{made}",
        "Content-Type": "application/json",
    }


def agreement_of(request: Any, operation: str) -> Document:
    """The agreement in whose name a request was signed. Raises `Refused`."""
    if (request.content_length or 0) > MOST_BYTES:
        raise Refused(TOO_LARGE, 413)
    given = {name: request.headers.get(name, "") for name in (AGREEMENT, TIME, NONCE, SIGNATURE)}
    if not all(given.values()) or not SHORTEST_NONCE <= len(given[NONCE]) <= LONGEST_NONCE:
        raise Refused(UNSIGNED)
    name = frappe.db.get_value(entry.DOCTYPE, {"code": given[AGREEMENT]})
    agreement = frappe.get_doc(entry.DOCTYPE, name) if name else None
    secret = agreement.get_password("signing_secret", raise_exception=False) if agreement else ""
    body = request.get_data(cache=True)
    # As long for an agreement that is not there.
    made = signature(secret or "-", given[TIME], given[NONCE], operation, body)
    is_right = hmac.compare_digest(f"{PREFIX}{made}".encode(), given[SIGNATURE].encode())
    if agreement is None or not secret or not is_right:
        raise Refused(UNSIGNED)
    if not given[TIME].isdecimal() or abs(int(given[TIME]) - time.time()) > WINDOW:
        raise Refused(EXPIRED)
    _use_once(agreement.name, given[NONCE])
    return agreement


def signature(secret: str, moment: str, nonce: str, operation: str, body: bytes) -> str:
    """The signature of a request, in hexadecimal."""
    signed = "\n".join((moment, nonce, operation, "")).encode() + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _use_once(agreement: str, nonce: str) -> None:
    """Store a nonce as long as its request would be valid; one insert decides."""
    name = hashlib.sha256(f"exchange\n{agreement}\n{nonce}".encode()).hexdigest()
    kept = now_datetime() + timedelta(seconds=3 * WINDOW)
    try:
        row = frappe.get_doc(doctype=KEYS, name=name, known_until=kept)
        row.insert(ignore_permissions=True)
    except frappe.DuplicateEntryError:
        frappe.clear_last_message()
        raise Refused(REPLAYED) from None
