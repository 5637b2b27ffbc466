"""By what a case is known to a partner: the same in each month, another for each agreement, and never its number."""

import base64
import hashlib
import hmac
from collections.abc import Callable

from frappe.model.document import Document

BYTES = 15


def of(agreement: Document) -> Callable[[str], str]:
    """Makes the pseudonym of a case under an agreement. Without the key of the agreement nobody finds the case."""
    key = str(agreement.get_password("pseudonym_key")).encode()

    def make(case: str) -> str:
        digest = hmac.new(key, case.encode(), hashlib.sha256).digest()
        return base64.b32encode(digest[:BYTES]).decode().lower()

    return make
