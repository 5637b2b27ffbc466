"""A mail as bytes becomes what somebody said: sender, words, files."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from cfm_app.channels import addresses, ids
from cfm_app.channels.adapters.base import Enclosure
from cfm_app.channels.charsets import decoded
from cfm_app.channels.mail import html_text, parsing, quotes
from cfm_app.channels.mail.texts import header, of_header, parameter, raw_header

LONGEST_HTML = 2_000_000
LONGEST_TEXT = 20_000
LONGEST_WHOLE = 200_000
MOST_REFERENCES = 50
MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
FORWARDED = re.compile(r"^\s*(?:fwd?|tr|wg|إعادة توجيه)\s*:", re.IGNORECASE)
# The key of the size of a mail of which only the headers were fetched.
TOO_LARGE = "too_large"
# Parts can be nested, and the library parses each again.
NESTING = "(:"
MOST_NESTED = 50


@dataclass(frozen=True)
class Words:
    """What is shown of a mail, and all that it says."""

    text: str
    whole: str


def identity(raw: bytes) -> str:
    """By what a mail is known if it comes again: its ID together with who sent it, or all of it."""
    head = parsing.head(raw)
    found = MESSAGE_ID.search(raw_header(head, "Message-ID"))
    if not found:
        return hashlib.sha256(raw).hexdigest()
    return f"{found.group(1)}\n{sender(head)[1]}"


def message_id(message: Message) -> str:
    """The ID that a mail bears, with its brackets; empty where it is none that may be named in an answer."""
    found = MESSAGE_ID.search(raw_header(message, "Message-ID"))
    return found.group(0) if found and ids.is_message_id(found.group(0)) else ""


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
    given = raw_header(message, "From")
    if sum(map(given.count, NESTING)) > MOST_NESTED:
        return "", None
    for name, address in getaddresses([given]):
        found = addresses.email(address)
        if found:
            return " ".join(of_header(name).split()), found
    return "", None


def sender_digest(message: Message) -> str:
    """By what somebody is known who gave no address that could be written to."""
    return hashlib.sha256(raw_header(message, "From").encode()).hexdigest()


def sent_on(message: Message) -> datetime | None:
    """When a mail was sent, as its sender says."""
    try:
        found = parsedate_to_datetime(raw_header(message, "Date"))
    except (TypeError, ValueError, IndexError, OverflowError):
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
        Enclosure(_file_name(part), content(part))
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
    text = decoded(content(part), parameter(part, "charset"))
    if part.get_content_subtype() == "html":
        return [html_text.words(text[:LONGEST_HTML])]
    return [text.replace("\r\n", "\n").replace("\r", "\n")]


def _parts(part: Message) -> list[Message]:
    found = part.get_payload()
    return [each for each in found if isinstance(each, Message)] if isinstance(found, list) else []


def _is_body(part: Message) -> bool:
    if part.get_content_disposition() == "attachment":
        return False
    is_named = part.get_content_disposition() is not None and bool(_given_name(part))
    return part.get_content_type() in ("text/plain", "text/html") and not is_named


def content(part: Message) -> bytes:
    """The bytes of a part, whatever it says that they are."""
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _file_name(part: Message) -> str:
    """The name that a file came with, without any folder."""
    name = " ".join(_given_name(part).split())
    return name.replace("\\", "/").rpartition("/")[2]


def _given_name(part: Message) -> str:
    return parameter(part, "filename", "Content-Disposition") or parameter(part, "name")
