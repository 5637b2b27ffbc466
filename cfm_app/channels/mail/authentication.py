"""What the mail server of the office found out about who sent a mail (RFC 8601, Authentication-Results).

The header counts where it is the first of its name and bears the name of that server: anybody can write
one into their mail, and a server puts its own above all others.
"""

import re
from collections.abc import Iterator
from email.message import Message

from frappe.model.document import Document

from cfm_app.channels.adapters.base import CONFIRMED, NOT_CONFIRMED
from cfm_app.channels.mail import reading
from cfm_app.channels.mail.texts import raw_header

HEADER = "Authentication-Results"
# Microsoft 365 leaves its name out.
NAMELESS = "-"
# Quoted strings, comments, and everything else, piece by piece.
PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[()]|\\.|[^"()\\]+|.')
IN_COMMENT = re.compile(r"[()]|\\.|[^()\\]+|.")
PLAIN = re.compile(r"[a-z0-9.@_+-]*")
# Replaces quoted words that could look like results or another name.
HIDDEN = "_"
RESULT = re.compile(r"([a-z0-9.-]+)\s*=\s*([a-z]+)")
# The property with the domain that a method vouches for (RFC 8601, 2.7.1 and 2.7.2).
VOUCHES_FOR = {
    "dkim": re.compile(r"header\.(?:d|i)\s*=\s*([^\s;]+)"),
    "spf": re.compile(r"smtp\.mailfrom\s*=\s*([^\s;]+)"),
    "dmarc": re.compile(r"header\.from\s*=\s*([^\s;]+)"),
}


def of_sender(account: Document, message: Message) -> str:
    """Whether the server vouches for the sender of a mail; empty where the account names no server."""
    if not account.authserv_id:
        return ""
    is_confirmed = _vouches(account.authserv_id.lower(), message)
    return CONFIRMED if is_confirmed else NOT_CONFIRMED


def server_of(message: Message) -> str:
    """The name of the server that wrote the first header; a dash where it gave none, empty without a header."""
    said = _without_comments(message)
    if not said:
        return ""
    first = said.partition(";")[0].split()
    return NAMELESS if not first or "=" in first[0] else first[0]


def _vouches(server: str, message: Message) -> bool:
    address = reading.sender(message)[1] or ""
    domain = address.rpartition("@")[2].lower()
    if not domain or server_of(message) != server:
        return False
    results = _results(_without_comments(message))
    verdict, about = next((row[1:] for row in results if row[0] == "dmarc"), ("", ""))
    if verdict in ("pass", "fail"):
        # Of a mail with two senders the server may have looked at the other one.
        is_other = bool(VOUCHES_FOR["dmarc"].search(about)) and not _is_of(domain, "dmarc", about)
        return verdict == "pass" and not is_other
    return any(
        result == "pass" and _is_of(domain, method, about) for method, result, about in results
    )


def _without_comments(message: Message) -> str:
    """The header without comments; text that a sender could put between quotes is masked."""
    kept, depth = "", 0
    text = " ".join(raw_header(message, HEADER).lower().split())
    for piece in _pieces(text):
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth -= 1
        if depth < 0 or (not depth and piece == '"'):
            # An unbalanced comment or quote was added by somebody else.
            return ""
        if not depth:
            kept += " " if piece == ")" else _harmless(piece)
    return kept.strip()


def _pieces(text: str) -> Iterator[str]:
    """A header piece by piece; within comments quotes have no meaning."""
    at, depth = 0, 0
    while found := (IN_COMMENT if depth else PIECE).match(text, at):
        at = found.end()
        depth += {"(": 1, ")": -1}.get(found.group(), 0)
        yield found.group()


def _harmless(piece: str) -> str:
    if len(piece) < 2 or not piece.startswith('"'):
        return piece
    return piece[1:-1] if PLAIN.fullmatch(piece[1:-1]) else HIDDEN


def _results(said: str) -> list[tuple[str, str, str]]:
    """Each method with its result and what it says about it."""
    parts = (part.strip() for part in said.split(";"))
    found = ((RESULT.match(part), part) for part in parts)
    return [(match.group(1), match.group(2), part) for match, part in found if match]


def _is_of(domain: str, method: str, about: str) -> bool:
    """Whether a method vouches for the domain of the sender or one above it."""
    found = VOUCHES_FOR[method].findall(about) if method in VOUCHES_FOR else []
    names = [each.rpartition("@")[2] for each in found]
    # A country or "org" vouches for nobody.
    above = (name for name in names if "." in name)
    return any(domain == name or domain.endswith(f".{name}") for name in above)
