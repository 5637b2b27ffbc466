"""Mail that no person wrote to us: answers of machines, lists, ourselves, and reports of what became of ours."""

import re
from email.message import Message

from frappe import _
from frappe.model.document import Document

from cfm_app.channels.adapters.base import Ignored, StatusChange
from cfm_app.channels.entries import lines
from cfm_app.channels.mail import marks, reading
from cfm_app.channels.mail.texts import header, raw_header

MACHINES = frozenset(("mailer-daemon", "postmaster", "mail-daemon"))
BULK = frozenset(("bulk", "junk", "list"))
LISTS = ("List-Id", "List-Post", "List-Unsubscribe")
ANSWERS_OF_MACHINES = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Vacation")
STATES = {"failed": "Failed", "delivered": "Delivered", "relayed": "Sent"}
# A report names our mail in a part of its own, or in what it quotes of it.
LONGEST_REPORT = 200_000
STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")


def read(account: Document, message: Message, own: frozenset[str]) -> StatusChange | Ignored | None:
    """What a mail is that no person wrote; None where a person did. `own` are the addresses of the office."""
    if is_report(message):
        return _fate(account, message) or Ignored(_("A report about a mail that is not ours."))
    if reading.sender(message)[1] in own:
        return Ignored(_("The mail comes from an address of the office."))
    if _is_of_machine(message):
        return Ignored(_("The mail is an automatic answer."))
    if _is_of_list(account, message):
        return Ignored(_("The mail comes from a mailing list or is advertising."))
    return None


def is_report(message: Message) -> bool:
    """Whether a mail server tells what became of a mail."""
    if message.get_content_type() == "multipart/report":
        return True
    local = (reading.sender(message)[1] or "").partition("@")[0]
    return local in MACHINES


def _fate(account: Document, message: Message) -> StatusChange | None:
    told = marks.references(account, _ids_within(message))
    if not told:
        return None
    state = _state(message)
    error = _why(message) if state == "Failed" else None
    # Our own IDs contain the reference of the message.
    return StatusChange(message=told[0], reference=told[0], state=state, error=error)


def _ids_within(message: Message) -> list[str]:
    """The IDs of mails that a report holds, those of the mail that it is about first."""
    inner = [part for part in message.walk() if part is not message]
    found = [
        each
        for part in inner
        for each in reading.MESSAGE_ID.findall(raw_header(part, "Message-ID"))
    ]
    found += reading.references(message)
    for part in inner or [message]:
        if not part.is_multipart():
            text = reading.content(part)[:LONGEST_REPORT].decode("latin-1")
            found += reading.MESSAGE_ID.findall(text)
    return found


def _state(message: Message) -> str:
    """What a report says; a delay is no state, and what is said nowhere is a failure."""
    actions = [
        header(part, "Action").lower() for part in message.walk() if raw_header(part, "Action")
    ]
    if not actions:
        return "Failed" if _kind_of_report(message) != "disposition-notification" else ""
    return next((STATES[each] for each in actions if each in STATES), "")


def _kind_of_report(message: Message) -> str:
    return str(message.get_param("report-type") or "").lower()


def _why(message: Message) -> str:
    codes = [header(part, "Status") for part in message.walk() if raw_header(part, "Status")]
    kind = next((found.group(0) for code in codes if (found := STATUS.search(code))), "")
    if kind.startswith("5.1."):
        return _("There is no mailbox with this address, says its mail server.")
    if kind.startswith(("4.2.2", "5.2.2")):
        return _("The mailbox of the person is full.")
    return _("A mail server could not hand the mail over to the person.")


def _is_of_machine(message: Message) -> bool:
    said = header(message, "Auto-Submitted").lower().partition(";")[0].strip()
    if said and said != "no":
        return True
    if any(raw_header(message, each) for each in ANSWERS_OF_MACHINES):
        return True
    return raw_header(message, "Return-Path").strip() == "<>"


def _is_of_list(account: Document, message: Message) -> bool:
    said = " ".join(raw_header(message, each) for each in LISTS).strip().lower()
    if said and any(each.lower() in said for each in lines(account.own_lists)):
        return False
    return bool(said) or header(message, "Precedence").lower() in BULK
