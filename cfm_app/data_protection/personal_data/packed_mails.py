"""Mails as they are sent, in which words stand packed: read for what they say."""

import email
from email.errors import MessageError
from email.message import Message

HEADER = "Content-Transfer-Encoding:"
# Every text in which words are packed has it.
LIKELY = f"%{HEADER}%"
PACKED = ("base64", "quoted-printable")


def is_packed(text: str) -> bool:
    """Whether a text is a mail in which something is packed."""
    return HEADER.casefold() in text.casefold()


def read(text: str) -> str:
    """All words of a mail, one part after the other."""
    try:
        mail = email.message_from_string(text)
        return "\n".join(_words(part) for part in mail.walk() if not part.is_multipart())
    except (MessageError, UnicodeError):
        return text


def _words(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")
