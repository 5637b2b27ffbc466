"""What a form carries that shows when it was given out, and that it is sent again: a signed number.

It is signed with the token of the account, which nobody else is given.
"""

import hmac
import secrets
import time
from dataclasses import dataclass
from hashlib import sha256

from frappe.model.document import Document

from cfm_app.channels import accounts

# Nobody reads and answers within that; a program does.
SHORTEST, LONGEST = 3, 12 * 3600
"""Seconds."""


@dataclass(frozen=True)
class Ticket:
    """A form that we gave out, and how many seconds ago."""

    nonce: str
    age: float

    @property
    def is_too_fast(self) -> bool:
        return self.age < SHORTEST

    @property
    def is_too_old(self) -> bool:
        return self.age > LONGEST


def issue(account: Document) -> str:
    """A new ticket for a form that is given out now."""
    return signed(account, secrets.token_urlsafe(16), int(time.time()))


def signed(account: Document, nonce: str, moment: int) -> str:
    """A ticket of a moment."""
    text = f"{moment}.{nonce}"
    return f"{text}.{_signature(accounts.tokens(account)[0], text)}"


def read(account: Document, text: str) -> Ticket | None:
    """A ticket as it came back; nothing where it is none of ours."""
    told, _dot, signature = text.rpartition(".")
    moment, _dot, nonce = told.partition(".")
    is_ours = any(
        hmac.compare_digest(_signature(token, told).encode(), signature.encode())
        for token in accounts.tokens(account)
    )
    return Ticket(nonce, time.time() - int(moment)) if is_ours else None


def _signature(token: str, text: str) -> str:
    return hmac.new(token.encode(), text.encode(), sha256).hexdigest()
