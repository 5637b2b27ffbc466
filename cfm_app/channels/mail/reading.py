"""A mail as bytes becomes what somebody said: sender, words, files."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from cfm_app.channels.adapters.base import Enclosure
from cfm_app.channels.mail import html_text, quotes
from cfm_app.channels.mail.texts import decoded, header, of_header, raw_header

ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?")
# As long as the field that holds it.
LONGEST_ADDRESS = 140
LONGEST_HTML = 2_000_000
LONGEST_TEXT = 20_000
LONGEST_WHOLE = 200_000
MOST_REFERENCES = 50
# There was no e-mail before.
OLDEST = 1971
MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
FORWARDED = re.compile(r"^\s*(?:fwd?|tr|wg|إعادة توجيه)\s*:", re.IGNORECASE)
# Where a payload says how large a mail is of which only the head was fetched.
TOO_LARGE = "too_large"
# How a mail begins, which is enough to know it by.
LONGEST_HEAD = 1 << 20


@dataclass(frozen=True)
class Words:
    """What is shown of a mail, and all that it says."""

    text: str
    whole: str


def parsed(raw: bytes) -> Message:
    """A mail with its parts."""
    return message_from_bytes(raw)


def identity(raw: bytes) -> str:
    """By what a mail is known if it comes again: its ID together with who sent it, or all of it."""
    head = parsed(raw[:LONGEST_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0] + b"\n\n")
    found = MESSAGE_ID.search(raw_header(head, "Message-ID"))
    if not found:
        return hashlib.sha256(raw).hexdigest()
    return f"{found.group(1)}\n{sender(head)[1]}"


def message_id(message: Message) -> str:
    """The ID that a mail bears, with its brackets."""
    found = MESSAGE_ID.search(raw_header(message, "Message-ID"))
    return found.group(0) if found else ""


def references(message: Message) -> list[str]:
    """The IDs of the mails that one answers, the nearest first."""
    found = [
        *MESSAGE_ID.findall(raw_header(message, "In-Reply-To")),
        *reversed(MESSAGE_ID.findall(raw_header(message, "References"))[-MOST_REFERENCES:]),
    ]
    return list(dict.fromkeys(found))


def sender(message: Message) -> tuple[str, str | None]:
    """Name and address of who sent a mail; no address where it has none that could be written to.

    What they want answers sent to is not asked: it would be the road by which somebody else's name gets
    our answers.
    """
    for name, address in getaddresses([raw_header(message, "From")]):
        found = normalised(address)
        if found:
            return " ".join(of_header(name).split()), found
    return "", None


def sender_digest(message: Message) -> str:
    """By what somebody is known who gave no address that could be written to."""
    return hashlib.sha256(raw_header(message, "From").encode()).hexdigest()


def normalised(address: str) -> str | None:
    """An address in lower case; nothing where it is none."""
    text = address.strip().lower()
    return text if len(text) <= LONGEST_ADDRESS and ADDRESS.fullmatch(text) else None


def sent_on(message: Message) -> datetime | None:
    """When a mail was sent, as its sender says."""
    try:
        found = parsedate_to_datetime(raw_header(message, "Date"))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if found.year < OLDEST:
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def words(message: Message) -> Words:
    """What a mail says. A mail that is handed on says what the other one does."""
    subject = header(message, "Subject")
    whole = "\n\n".join(text for text in _bodies(message) if text.strip()).strip()[:LONGEST_WHOLE]
    own = whole if FORWARDED.match(subject) else quotes.own_words(whole)
    return Words(own[:LONGEST_TEXT], whole if whole != own[:LONGEST_TEXT] else "")


def enclosures(message: Message) -> tuple[Enclosure, ...]:
    """The files within a mail."""
    return tuple(
        Enclosure(_file_name(part), _content(part))
        for part in message.walk()
        if not part.is_multipart() and not _is_body(part)
    )


def _bodies(part: Message) -> list[str]:
    """The texts of a mail in their order; of several forms of the same one, the plain one."""
    if part.is_multipart():
        found = [_bodies(each) for each in _parts(part)]
        if part.get_content_subtype() == "alternative":
            return next((texts for texts in found if any(each.strip() for each in texts)), [])
        return [text for texts in found for text in texts]
    if not _is_body(part):
        return []
    text = decoded(_content(part), part.get_content_charset())
    if part.get_content_subtype() == "html":
        return [html_text.words(text[:LONGEST_HTML])]
    return [text.replace("\r\n", "\n").replace("\r", "\n")]


def _parts(part: Message) -> list[Message]:
    found = part.get_payload()
    return [each for each in found if isinstance(each, Message)] if isinstance(found, list) else []


def _is_body(part: Message) -> bool:
    if part.get_content_disposition() == "attachment":
        return False
    is_named = bool(part.get_filename()) and part.get_content_disposition() is not None
    return part.get_content_type() in ("text/plain", "text/html") and not is_named


def _content(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _file_name(part: Message) -> str:
    """The name that a file came with, without any folder."""
    name = " ".join(of_header(str(part.get_filename() or "")).split())
    return name.replace("\\", "/").rpartition("/")[2]
