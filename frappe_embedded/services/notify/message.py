"""Builds e-mails. What runs is taken out of each, whoever wrote it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any

from markupsafe import Markup

from ...kernel.core.context import local
from ...kernel.utils.html import clean_page, strip_html
from ..printing.environment import get_template
from .headers import in_one_line, put

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
