"""The headers of e-mails. What is put into one stays in it, whoever wrote it.

Python's library reads encoded words (``=?utf-8?q?…?=``, RFC 2047) in whatever it is given, and writes the ends of
lines that they hold, so that a subject becomes headers or a text of its own.
"""

from __future__ import annotations

import unicodedata
from email import message_from_string
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, getaddresses

_UNSEEN = frozenset(("Cc", "Cs", "Zl", "Zp"))
"""Controls, halves of characters, and what ends a line or a paragraph."""
_END_OF_HEADERS = b"\r\n\r\n"
_WITH_ADDRESSES = frozenset(("from", "to", "cc", "reply-to"))


def put(message: EmailMessage, name: str, value: str) -> None:
    """Set a header to a text that is read as itself; addresses keep the names of their people."""
    is_of_people = name.lower() in _WITH_ADDRESSES
    message[name] = _addresses(value) if is_of_people else in_one_line(value)


def in_one_line(text: str) -> str:
    """A text without ends of lines and controls, in which nothing is read as an encoded word."""
    seen = (" " if unicodedata.category(char) in _UNSEEN else char for char in text)
    return " ".join("".join(seen).split()).replace("=?", "= ?")


def _addresses(value: str) -> str:
    """Whoever formats an address encodes the name in it: that is read once, and written anew."""
    people = getaddresses([" ".join(value.split())])
    return ", ".join(formataddr((in_one_line(_read(who)), in_one_line(at))) for who, at in people)


def _read(encoded: str) -> str:
    try:
        return str(make_header(decode_header(encoded)))
    except (HeaderParseError, LookupError, UnicodeError):
        return encoded


def written(text: str) -> bytes:
    """An e-mail as it goes over the wire; ``ValueError`` if a header would become another one there."""
    message = message_from_string(text, policy=SMTP)
    content = message.as_bytes()
    lines = content.partition(_END_OF_HEADERS)[0].split(b"\r\n")
    names = [line.partition(b":")[0].decode("ascii", "replace") for line in lines if line]
    ours = [name for name in names if not name.startswith((" ", "\t"))]
    if ours != list(message.keys()) or any(b"\n" in line or b"\r" in line for line in lines):
        raise ValueError("a header of this e-mail holds another one")
    return content
