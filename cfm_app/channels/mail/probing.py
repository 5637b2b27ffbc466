"""Whether an account of e-mail works, told to whoever sets it up: fetching, the check of senders, sending."""

from frappe import _
from frappe.model.document import Document
from frappe.utils import cint
from imapclient import IMAPClient

from cfm_app.channels.adapters.base import NotSent
from cfm_app.channels.mail import (
    authentication,
    connections,
    parsing,
    queueing,
    sending,
    settings,
)

# The latest mails of a mailbox: one of them was not sent within the office itself.
LATEST = 10
HEAD, ASKED_HEAD = b"BODY[HEADER]<0>", f"BODY.PEEK[HEADER]<0.{parsing.LONGEST_HEAD}>"


def report(account: Document) -> str:
    """What works and what does not, and why; mails are fetched for the first time if they can be."""
    return f"{_incoming(account)} {_outgoing(account)}"


def _incoming(account: Document) -> str:
    try:
        with connections.mailbox(account) as box:
            status = connections.open_folder(account, box, readonly=True)
            if account.after_reading == settings.MOVE and not box.folder_exists(account.moved_to):
                return _("Mail that comes in: there is no folder {0} to move mails to.").format(
                    account.moved_to
                )
            advice = _about_senders(account, _checkers(box, cint(status.get(b"UIDNEXT"))))
    except NotSent as trouble:
        return _("Mail that comes in: {0}").format(trouble)
    # A failing job would delay a working one.
    if account.enabled:
        queueing.fetch_soon(account.name)
    works = _("Mail that comes in: connected, logged in, the folder {0} is there.").format(
        account.imap_folder
    )
    return f"{works} {advice}".strip()


def _checkers(box: IMAPClient, following: int) -> list[str]:
    """How the servers name themselves that checked the senders of the latest mails."""
    latest = sorted(box.search(["UID", f"{max(1, following - LATEST)}:*"]))[-LATEST:]
    heads = [found[HEAD] for found in box.fetch(latest, [ASKED_HEAD]).values()] if latest else []
    named = (authentication.server_of(parsing.head(raw)) for raw in heads)
    return sorted({name for name in named if name})


def _about_senders(account: Document, checkers: list[str]) -> str:
    if not checkers or (account.authserv_id or "").lower() in checkers:
        return ""
    return _("In this mailbox senders are checked by: {0}. Enter it under {1}.").format(
        ", ".join(checkers), _("Server that checks senders")
    )


def _outgoing(account: Document) -> str:
    try:
        sending.try_sending(account)
    except NotSent as trouble:
        return _("Mail that goes out: {0}").format(trouble)
    return _("Mail that goes out: connected, logged in, {0} may send.").format(account.from_address)
