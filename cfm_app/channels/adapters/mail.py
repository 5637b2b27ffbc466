"""E-mail: a mailbox that is polled, and a server that sends. It has no webhook."""

from base64 import b64decode
from email.message import Message
from typing import Any

from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.channels import moments
from cfm_app.channels.adapters.base import (
    CONTENT,
    Adapter,
    Delivery,
    Envelope,
    Ignored,
    Inbound,
    Outgoing,
    Refused,
    StatusChange,
)
from cfm_app.channels.mail import (
    authentication,
    automatic,
    marks,
    parsing,
    probing,
    reading,
    sending,
    settings,
)
from cfm_app.channels.mail.texts import header

# Where a payload says that only the head of a mail can be read.
UNREADABLE = "unreadable"


class Mail(Adapter):
    """One mailbox, and the address from which the office answers."""

    # Anybody may write any address above a mail.
    knows_sender = False

    def complete(self, account: Document) -> None:
        settings.complete(account)

    def verify(self, account: Document, delivery: Delivery) -> Refused | None:
        return Refused(_("Mail is fetched: nobody brings it by an address."))

    def envelopes(self, account: Document, delivery: Delivery) -> list[Envelope]:
        return []

    def read(
        self, account: Document, payload: dict[str, Any]
    ) -> Inbound | StatusChange | Ignored | None:
        raw, own = b64decode(payload[CONTENT]), settings.own_addresses()
        try:
            return _read(account, parsing.whole(raw), payload, own)
        # There are endless ways to build an unreadable mail.
        except Exception:
            return _read(account, parsing.head(raw), {**payload, UNREADABLE: True}, own)

    def send(self, account: Document, outgoing: Outgoing) -> str | None:
        return sending.send(account, outgoing)

    def reports_delivery(self, account: Document) -> bool:
        # A server accepts a mail, and at most reports later that it did not arrive.
        return False

    def probe(self, account: Document) -> str:
        return probing.report(account)


def _read(
    account: Document, message: Message, payload: dict[str, Any], own: frozenset[str]
) -> Inbound | StatusChange | Ignored:
    return automatic.read(account, message, own) or _inbound(account, message, payload)


def _inbound(account: Document, message: Message, payload: dict[str, Any]) -> Inbound:
    name, address = reading.sender(message)
    subject = header(message, "Subject")
    marked = marks.of_subject(subject)
    untold = _why_untold(payload)
    words = reading.Words(untold, "") if untold else reading.words(message)
    # Our own subject says nothing.
    head = "" if marked else subject
    return Inbound(
        sender_id=reading.message_id(message),
        address=address,
        # A writer without a valid address is stored, too.
        user_id=None if address else reading.sender_digest(message),
        text="\n\n".join(each for each in (head, words.text) if each),
        sent_on=moments.read(reading.sent_on(message)),
        contact_name=name or None,
        enclosures=() if untold else reading.enclosures(message),
        whole_text="\n\n".join((subject, words.whole)) if words.whole else "",
        sender_check=authentication.of_sender(account, message),
        answers=(*marks.references(account, reading.references(message)), *marked),
    )


def _why_untold(payload: dict[str, Any]) -> str:
    """The text shown for a mail of which only the headers were read; empty for any other."""
    if payload.get(UNREADABLE):
        return _("(This mail is built so that it cannot be read here. It is still in the mailbox.)")
    size = cint(payload.get(reading.TOO_LARGE))
    if not size:
        return ""
    return _(
        "(This mail has {0} MB, which is more than is taken in. It is still in the mailbox.)"
    ).format(size >> 20)
