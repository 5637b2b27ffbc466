"""A message of ours as a mail, and handing it to the server that takes it on."""

import smtplib
from datetime import datetime, timezone
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.channels import addresses, ids
from cfm_app.channels.adapters.base import Failed, NotSent, Outgoing, Retry, Uncertain
from cfm_app.channels.mail import connections, headers, marks

DONE = 250
NOT_NOW = range(400, 500)
MOST_REFERENCES = 10


def compose(account: Document, outgoing: Outgoing) -> EmailMessage:
    """The mail of a message: plain text, a neutral subject, and the mail that it answers."""
    mail = EmailMessage(policy=SMTP)
    sender = Address(account.from_name or "", addr_spec=account.from_address)
    headers.put(mail, "From", str(sender))
    headers.put(mail, "To", outgoing.to or "")
    headers.put(mail, "Subject", marks.subject(account, _first_reference(outgoing)))
    headers.put(mail, "Date", format_datetime(datetime.now(timezone.utc)))
    headers.put(mail, "Message-ID", marks.message_id(account, outgoing.reference))
    if answered := _answered(outgoing.conversation):
        headers.put(mail, "In-Reply-To", answered[-1])
        headers.put(mail, "References", " ".join(answered))
    if outgoing.is_automatic:
        headers.put(mail, "Auto-Submitted", "auto-generated")
    # Otherwise two machines could answer each other forever.
    headers.put(mail, "X-Auto-Response-Suppress", "OOF, AutoReply")
    mail.set_content(outgoing.text, charset="utf-8", cte="quoted-printable")
    return mail


def send(account: Document, outgoing: Outgoing) -> str:
    """Send a message as a mail; its ID. Raises NotSent."""
    if not outgoing.to or addresses.email(outgoing.to) is None:
        raise Failed(_("This is no address that could be written to."))
    content = _content(account, outgoing)
    with connections.outgoing(account) as server:
        _require(server.mail(account.from_address)[0], _not_sender())
        _require(
            server.rcpt(outgoing.to)[0],
            _("The mail server does not take mail to this address."),
        )
        _hand_over(server, content)
    return marks.message_id(account, outgoing.reference)


def _content(account: Document, outgoing: Outgoing) -> bytes:
    """The mail of a message as it is handed over. Raises Failed where none can be made of it."""
    try:
        return headers.written(compose(account, outgoing))
    except NotSent:
        raise
    # Versions of the library differ in what they refuse, and how.
    except (ValueError, IndexError, AttributeError, TypeError, MessageError):
        raise headers.unwritable() from None


def try_sending(account: Document) -> None:
    """Go as far as a mail to ourselves would, and send none. Raises NotSent where something is wrong."""
    with connections.outgoing(account) as server:
        _require(server.mail(account.from_address)[0], _not_sender())
        _require(
            server.rcpt(account.from_address)[0],
            _("The mail server does not take mail to the address of the office."),
        )
        server.rset()


def _not_sender() -> str:
    return _("The mail server does not let this user write from the address of the office.")


def _hand_over(server: smtplib.SMTP, content: bytes) -> None:
    """From here on nobody knows whether a mail left where the line breaks."""
    try:
        code = server.data(content)[0]
    except smtplib.SMTPDataError as error:
        code = error.smtp_code
    except (OSError, smtplib.SMTPException):
        raise Uncertain(
            _("The line broke before the mail server said that it has the mail.")
        ) from None
    _require(code, _("The mail server refuses the mail."))


def _require(code: int, reason: str) -> None:
    """Raise what an answer means that is no success: later, or never."""
    if code in NOT_NOW:
        raise Retry(_("The mail server takes no mail for now."))
    if not 200 <= code < 300:
        raise Failed(reason)


def _first_reference(outgoing: Outgoing) -> str:
    """The reference of the first message that the office wrote in a conversation."""
    found = frappe.get_all(
        consts.MESSAGE,
        filters={"conversation": outgoing.conversation, "direction": "Out"},
        pluck="reference",
        order_by="creation asc, name asc",
        limit_page_length=1,
    )
    return str(found[0] if found else outgoing.reference)


def _answered(conversation: str) -> list[str]:
    """The IDs of the mails of a person that came last, the newest at the end; those that may be named."""
    found = frappe.get_all(
        consts.MESSAGE,
        filters={"conversation": conversation, "direction": "In", "sender_id": ["like", "<%>"]},
        pluck="sender_id",
        order_by="sent_on desc, creation desc",
        limit_page_length=MOST_REFERENCES,
    )
    return [str(each) for each in reversed(found) if ids.is_message_id(str(each))]
