"""Signatures of requests: HMAC-SHA256 over the raw bytes, compared in constant time."""

import base64
import hashlib
import hmac
from datetime import timedelta

from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.channels import moments
from cfm_app.channels.adapters.base import Delivery, Refused

# The maximum age of a signed request.
LONGEST_WAY = timedelta(minutes=15)


def check(account: Document, delivery: Delivery) -> Refused | None:
    """Whether a request has the signature that its account requires."""
    secret = account.get_password("signature_secret", raise_exception=False) or ""
    if not secret:
        return Refused(_("The account has no secret to check signatures with."))
    given = delivery.headers.get((account.signature_header or "").lower(), "")
    if not given:
        return Refused(_("The request has no signature."))
    signed = delivery.body
    if account.signature_time_header:
        moment = delivery.headers.get(account.signature_time_header.lower(), "")
        if _is_stale(moment):
            return Refused(_("The time of the signature is missing or too long ago."))
        signed += moment.encode()
    if not is_signed(secret, signed, given, account.signature_prefix, account.signature_encoding):
        return Refused(_("The signature is wrong."))
    return None


def is_signed(
    secret: str, signed: bytes, given: str, prefix: str | None, encoding: str | None
) -> bool:
    """Whether a signature was made with a secret over some bytes."""
    made = hmac.new(secret.encode(), signed, hashlib.sha256)
    if not given.startswith(prefix or ""):
        return False
    given = given.removeprefix(prefix or "")
    if encoding == "base64":
        return hmac.compare_digest(base64.b64encode(made.digest()), given.encode())
    return hmac.compare_digest(made.hexdigest().encode(), given.lower().encode())


def _is_stale(moment: str) -> bool:
    sent = moments.read(moment)
    return sent is None or abs(now_datetime() - sent) > LONGEST_WAY
