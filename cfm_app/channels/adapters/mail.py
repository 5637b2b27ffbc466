"""E-mail: a mailbox that is looked into, and a server that takes mails. It has no door."""

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
from cfm_app.channels.mail import automatic, marks, probing, reading, sending, settings
from cfm_app.channels.mail.texts import header


class Mail(Adapter):
    """One mailbox, and the address from which the office answers."""

    def settle(self, account: Document) -> None:
        settings.settle(account)

    def verify(self, account: Document, delivery: Delivery) -> Refused | None:
        return Refused(_("Mail is fetched: nobody brings it by an address."))

    def envelopes(self, account: Document, delivery: Delivery) -> list[Envelope]:
        return []

    def read(
        self, account: Document, payload: dict[str, Any]
    ) -> Inbound | StatusChange | Ignored | None:
        message = reading.parsed(b64decode(payload[CONTENT]))
        if found := automatic.read(account, message, settings.own_addresses()):
            return found
        return _inbound(account, message, payload)

    def send(self, account: Document, outgoing: Outgoing) -> str | None:
        return sending.send(account, outgoing)

    def reports_delivery(self, account: Document) -> bool:
        # A server says that it took a mail, and later at most that it did not arrive.
        return False

    def probe(self, account: Document) -> str:
        return probing.told(account)


def _inbound(account: Document, message: Message, payload: dict[str, Any]) -> Inbound:
    name, address = reading.sender(message)
    subject = header(message, "Subject")
    marked = marks.of_subject(subject)
    size = cint(payload.get(reading.TOO_LARGE))
    words = reading.Words(_too_large(size), "") if size else reading.words(message)
    # Our own subject says nothing.
    head = "" if marked else subject
    return Inbound(
        sender_id=reading.message_id(message),
        address=address,
        # Somebody who cannot be answered is somebody, too.
        user_id=None if address else reading.sender_digest(message),
        text="\n\n".join(each for each in (head, words.text) if each),
        sent_on=moments.read(reading.sent_on(message)),
        contact_name=name or None,
        enclosures=() if size else reading.enclosures(message),
        whole_text="\n\n".join((subject, words.whole)) if words.whole else "",
        answers=(*marks.references(account, reading.references(message)), *marked),
    )


def _too_large(size: int) -> str:
    """What is shown of a mail of which only the head was fetched."""
    return _(
        "(This mail has {0} MB, which is more than is taken in. It is still in the mailbox.)"
    ).format(size >> 20)
