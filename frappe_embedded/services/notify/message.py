"""Builds e-mails with their headers. What runs is taken out of each, whoever wrote it."""

import base64
import unicodedata
from dataclasses import dataclass, field
from email import message_from_string
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, formatdate, getaddresses, make_msgid
from typing import Any

from markupsafe import Markup

from ...kernel.core.context import local
from ...kernel.utils.html import clean_page, strip_html
from ..printing.environment import get_template

RECIPIENT = "<!--recipient-->"
"""Stands for the one recipient to whom a copy of a queued e-mail goes, as in Frappe's queue."""
_LAYOUT = "templates/emails/standard.html"


@dataclass(frozen=True)
class Attachment:
    """A file that goes with an e-mail."""

    name: str
    content: bytes
    mimetype: str = "application/octet-stream"


@dataclass(frozen=True)
class Mail:
    """An e-mail before it is written out. ``html`` is the body without a frame."""

    sender: str
    recipients: list[str]
    subject: str
    html: str
    cc: list[str] = field(default_factory=list)
    bcc: list[str] = field(default_factory=list)
    reply_to: str | None = None
    attachments: list[Attachment] = field(default_factory=list)
    message_id: str | None = None


def build(mail: Mail) -> EmailMessage:
    """The e-mail in MIME without its "To", with a plain text beside the HTML.

    Blind copies are in no header.
    """
    message = EmailMessage()
    put(message, "Subject", mail.subject)
    put(message, "From", mail.sender)
    if mail.cc:
        put(message, "Cc", ", ".join(mail.cc))
    if mail.reply_to:
        put(message, "Reply-To", mail.reply_to)
    put(message, "Date", formatdate(localtime=True))
    put(message, "Message-Id", mail.message_id or make_msgid(domain="localhost"))
    message.set_content(strip_html(mail.html.replace("<br>", "\n").replace("</p>", "</p>\n")))
    message.add_alternative(_framed(mail), subtype="html")
    for attachment in mail.attachments:
        maintype, _slash, subtype = in_one_line(attachment.mimetype).partition("/")
        message.add_attachment(
            attachment.content,
            maintype=maintype,
            subtype=subtype or "octet-stream",
            filename=in_one_line(attachment.name),
        )
    return message


def _framed(mail: Mail) -> str:
    return get_template("frappe_embedded/" + _LAYOUT).render(
        content=Markup(clean_page(mail.html)), subject=mail.subject, lang=local.lang
    )


def attachment_from(values: dict[str, Any]) -> Attachment:
    """``{"fname", "fcontent"}`` as callers of ``sendmail`` give it; text content is UTF-8."""
    content = values["fcontent"]
    if isinstance(content, str):
        content = content.encode() if not values.get("base64") else base64.b64decode(content)
    return Attachment(
        values["fname"], content, values.get("content_type") or _guess(values["fname"])
    )


def _guess(name: str) -> str:
    kinds = {"pdf": "application/pdf", "csv": "text/csv", "html": "text/html", "png": "image/png"}
    return kinds.get(name.rpartition(".")[2].lower(), "application/octet-stream")


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
