"""Pseudonyms of cases: stable over months, different by agreement, never the case number."""

import base64
import hashlib
import hmac
from collections.abc import Callable

from frappe.model.document import Document

BYTES = 15


def of(agreement: Document) -> Callable[[str], str]:
    """A function that makes pseudonyms under an agreement; only its key links them to cases."""
    key = str(agreement.get_password("pseudonym_key")).encode()

    def make(case: str) -> str:
        digest = hmac.new(key, case.encode(), hashlib.sha256).digest()
        return base64.b32encode(digest[:BYTES]).decode().lower()

    return make
