"""Whether an account of e-mail works, told to whoever sets it up: fetching and sending, each in a sentence."""

from frappe import _
from frappe.model.document import Document

from cfm_app.channels.adapters.base import NotSent
from cfm_app.channels.mail import connections, queueing, sending, settings


def told(account: Document) -> str:
    """What works and what does not, and why; the first mails are fetched once they can be."""
    return f"{_incoming(account)} {_outgoing(account)}"


def _incoming(account: Document) -> str:
    try:
        with connections.mailbox(account) as box:
            connections.open_folder(account, box, readonly=True)
            if account.after_reading == settings.MOVE and not box.folder_exists(account.moved_to):
                return _("Mail that comes in: there is no folder {0} to move mails to.").format(
                    account.moved_to
                )
    except NotSent as trouble:
        return _("Mail that comes in: {0}").format(trouble)
    # A job that could not get in would hold up the one that can.
    if account.enabled:
        queueing.fetch_soon(account.name)
    return _("Mail that comes in: connected, logged in, the folder {0} is there.").format(
        account.imap_folder
    )


def _outgoing(account: Document) -> str:
    try:
        sending.try_sending(account)
    except NotSent as trouble:
        return _("Mail that goes out: {0}").format(trouble)
    return _("Mail that goes out: connected, logged in, {0} may send.").format(account.from_address)
