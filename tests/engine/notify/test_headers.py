"""What somebody wrote into a subject, a name or a file's name becomes no header and no text of an e-mail."""

from __future__ import annotations

from dataclasses import fields, replace
from email import message_from_bytes
from email.policy import SMTP
from email.utils import formataddr
from types import SimpleNamespace
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context
from frappe_embedded.services.notify import message
from frappe_embedded.services.notify.delivery import copy_for
from frappe_embedded.services.notify.message import Attachment, Mail, build, written

INJECTED = [
    "=?utf-8?q?Bulletin=0AReply-To:_evil@example.org=0AX-Evil:_1?=",
    "=?utf-8?q?Bulletin=0D=0A=0D=0AAnother_text?=",
    "=?utf-8?b?QnVsbGV0aW4KWC1FdmlsOiAx?=",
    "=?utf-8?q?=3D=3Futf-8=3Fq=3F=3D0AX-Evil:_1=3F=3D?= " + "word " * 40,
    "Bulletin\nX-Evil: 1",
    "Bulletin\r\n\r\nAnother text",
    "Bulletin\u2028X-Evil: 1\x85X-Evil: 2\x0bX-Evil: 3",
    "=\n?utf-8?q?=0AX-Evil:_1?=",
]
PLAIN = Mail(
    sender="Office <office@example.org>",
    recipients=["a@example.org"],
    subject="Bulletin",
    html="<p>Words</p>",
    cc=["b@example.org"],
    bcc=["c@example.org"],
    reply_to="office@example.org",
    attachments=[Attachment("bulletin.pdf", b"x", "application/pdf")],
    message_id="<1@example.org>",
)
WITHOUT_HEADERS = {"html"}


@pytest.fixture(autouse=True)
def layout(standin: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message, "_framed", lambda mail: mail.html)


@pytest.mark.parametrize("text", INJECTED)
@pytest.mark.parametrize(
    "field", [field.name for field in fields(Mail) if field.name not in WITHOUT_HEADERS]
)
def test_it_stays_in_its_header(field: str, text: str) -> None:
    """Each field of an e-mail, also those that are added one day."""
    changed: dict[str, Any] = {
        "sender": formataddr((text, "office@example.org")) if "\n" not in text else text,
        "attachments": [Attachment(text, b"x", "text/csv"), Attachment("a", b"x", text)],
    }
    value: Any = changed.get(field, [text] if isinstance(getattr(PLAIN, field), list) else text)
    expected = replace(PLAIN, attachments=PLAIN.attachments * len(value))
    if field != "attachments":
        expected = PLAIN
    assert _parts(_sent(replace(PLAIN, **{field: value}), text)) == _parts(_sent(expected, "a"))


@pytest.mark.parametrize("text", ["Été à N'Djaména", "=? = ?=", "مرحبا " * 40, "a" * 300])
def test_other_texts_are_read_as_they_were_written(text: str) -> None:
    read = message_from_bytes(_sent(replace(PLAIN, subject=text), "a@b.c"), policy=SMTP)
    assert read["Subject"] == text.replace("=?", "= ?").strip()
    named = replace(PLAIN, sender=formataddr((text.strip()[:30], "office@example.org")))
    (sender,) = message_from_bytes(_sent(named, "a@b.c"), policy=SMTP)["From"].addresses
    assert sender.addr_spec == "office@example.org"
    assert sender.display_name == text.strip()[:30].replace("=?", "= ?").strip()


def test_a_queued_mail_whose_header_holds_another_is_not_sent() -> None:
    subject = "=?utf-8?q?a=0AX-Evil:_1?= " + "word " * 40
    with pytest.raises(ValueError, match="another one"):
        written(f"To: a@example.org\nSubject: {subject}\n\nWords")


def _sent(mail: Mail, recipient: str) -> bytes:
    queued = SimpleNamespace(message=f"To: <!--recipient-->\n{build(mail).as_string()}")
    return copy_for(queued, recipient)


def _parts(content: bytes) -> list[tuple[list[str], str]]:
    """The headers of each part of an e-mail by their names; its text."""
    read = message_from_bytes(content, policy=SMTP)
    parts = [(sorted(part.keys()), part.get_content_disposition() or "") for part in read.walk()]
    body = read.get_body(("plain",))
    return [*parts, ([], body.get_content().strip() if body else "")]
