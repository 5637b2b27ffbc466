"""The fields of an account of e-mail: what is needed, what fits together, and what belongs to the fetching."""

import re

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.channels import addresses
from cfm_app.channels.mail import headers
from cfm_app.channels.mail.connections import TLS

DOCTYPE, KIND = "CFM Channel Account", "E-mail"
NEEDED = ("imap_host", "imap_user", "imap_password", "smtp_host", "from_address")
INBOX = "INBOX"
MOVE = "Move"
IMAP_PORTS, SMTP_PORTS = {TLS: 993}, {TLS: 465}
IMAP_PORT, SMTP_PORT = 143, 587
# The reading position, which an old form must not change.
PROGRESS = (
    *("uid_validity", "uid_next", "uid_begun", "times_begun"),
    *("fetched_on", "fetch_error"),
)
# A change of one of these means another mailbox.
PLACE = ("imap_host", "imap_user", "imap_folder")
SERVERS = ("imap_host", "smtp_host")
SERVER = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?")
IN_HEADERS = ("from_name", "mail_subject")
ONE_LINE = (
    *("imap_host", "imap_user", "imap_folder", "moved_to", "authserv_id"),
    *("smtp_host", "smtp_user", "from_address", "from_name", "mail_subject"),
)


def complete(account: Document) -> None:
    """Complete an account before it is stored, and refuse what cannot work."""
    for field in ONE_LINE:
        account.set(field, " ".join(str(account.get(field) or "").split()) or None)
    for field in NEEDED:
        if account.enabled and not account.get(field):
            label = _(account.meta.get_label(field))
            frappe.throw(_("E-mail needs this field: {0}").format(label))
    for field in SERVERS:
        if account.get(field) and not SERVER.fullmatch(account.get(field)):
            frappe.throw(_("{0} is no name of a server.").format(account.get(field)))
    for field in IN_HEADERS:
        if not headers.is_fit(account.get(field) or ""):
            label = _(account.meta.get_label(field))
            frappe.throw(_("{0} holds signs that no header of a mail may hold.").format(label))
    if account.from_address and not addresses.email(account.from_address):
        frappe.throw(_("{0} is no e-mail address.").format(account.from_address))
    account.imap_folder = account.imap_folder or INBOX
    account.imap_port = account.imap_port or IMAP_PORTS.get(account.imap_security, IMAP_PORT)
    account.smtp_port = account.smtp_port or SMTP_PORTS.get(account.smtp_security, SMTP_PORT)
    if account.after_reading == MOVE and account.moved_to in (None, account.imap_folder):
        frappe.throw(_("Say into which other folder mails are moved that were read."))
    _keep_progress(account)


def own_addresses() -> frozenset[str]:
    """The addresses of the office: what comes from them goes round in circles."""
    rows = frappe.get_all(
        DOCTYPE, filters={"adapter": KIND}, pluck="from_address", order_by="creation asc"
    )
    found = (addresses.email(str(each or "")) for each in rows)
    return frozenset(each for each in found if each)


def _keep_progress(account: Document) -> None:
    stored = (
        None
        if account.is_new()
        else frappe.db.get_value(DOCTYPE, account.name, [*PROGRESS, *PLACE], as_dict=True)
    )
    is_same = stored and all(stored[field] == account.get(field) for field in PLACE)
    account.update({field: stored[field] if is_same and stored else None for field in PROGRESS})
