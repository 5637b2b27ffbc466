"""What the mail server of the office found out about who sent a mail (RFC 8601, Authentication-Results).

The header counts where it is the first of its name and bears the name of that server: anybody can write
one into their mail, and a server puts its own above all others.
"""

import re
from email.message import Message

from frappe.model.document import Document

from cfm_app.channels.adapters.base import CONFIRMED, NOT_CONFIRMED
from cfm_app.channels.mail import reading
from cfm_app.channels.mail.texts import raw_header

HEADER = "Authentication-Results"
# Microsoft 365 leaves its name out.
NAMELESS = "-"
COMMENT = re.compile(r"\([^()]*\)")
RESULT = re.compile(r"([a-z0-9.-]+)\s*=\s*([a-z]+)")
# Where a method says for whom it vouches (RFC 8601, 2.7.1 and 2.7.2).
VOUCHES_FOR = {
    "dkim": re.compile(r"header\.(?:d|i)\s*=\s*\"?(?:[^\s;\"@]*@)?([^\s;\"]+)"),
    "spf": re.compile(r"smtp\.mailfrom\s*=\s*\"?(?:[^\s;\"@]*@)?([^\s;\"]+)"),
}


def of_sender(account: Document, message: Message) -> str:
    """Whether the server vouches for the sender of a mail; empty where the account names no server."""
    if not account.authserv_id:
        return ""
    is_confirmed = _vouches(account.authserv_id.lower(), message)
    return CONFIRMED if is_confirmed else NOT_CONFIRMED


def server_of(message: Message) -> str:
    """The name of the server that wrote the first header; a dash where it gave none, empty without a header."""
    said = _said(message)
    if not said:
        return ""
    first = said.partition(";")[0].split()
    return NAMELESS if not first or "=" in first[0] else first[0]


def _vouches(server: str, message: Message) -> bool:
    address = reading.sender(message)[1] or ""
    domain = address.rpartition("@")[2].lower()
    if not domain or server_of(message) != server:
        return False
    results = _results(_said(message))
    verdict = next((result for method, result, _about in results if method == "dmarc"), "")
    if verdict in ("pass", "fail"):
        return verdict == "pass"
    return any(
        result == "pass" and _is_of(domain, method, about) for method, result, about in results
    )


def _said(message: Message) -> str:
    text = " ".join(raw_header(message, HEADER).lower().split())
    while (shorter := COMMENT.sub(" ", text)) != text:
        text = shorter
    return text.strip()


def _results(said: str) -> list[tuple[str, str, str]]:
    """Each method with its result and what it says about it."""
    parts = (part.strip() for part in said.split(";"))
    found = ((RESULT.match(part), part) for part in parts)
    return [(match.group(1), match.group(2), part) for match, part in found if match]


def _is_of(domain: str, method: str, about: str) -> bool:
    """Whether a method vouches for the domain of the sender or one above it."""
    names = VOUCHES_FOR[method].findall(about) if method in VOUCHES_FOR else []
    # A country or "org" vouches for nobody.
    above = (name for name in names if "." in name)
    return any(domain == name or domain.endswith(f".{name}") for name in above)
