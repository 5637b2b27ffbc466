"""The settings of the form, and the account by which what is written in it arrives."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.channels import accounts
from cfm_app.channels.adapters.public_form import KIND

DOCTYPE = "CFM Public Form"
USUAL_RATE, USUAL_FILES = 60, 3
# What a slow line brings in a minute or two.
USUAL_MEGABYTES = 5


def settings() -> Document:
    """What a manager decided about the form."""
    return frappe.get_cached_doc(DOCTYPE)


def open_account() -> Document | None:
    """The account of the form while it is open; nothing while it, or the form, is switched off.

    A site that moved without its secrets has an account without a token until a manager saves the form.
    """
    form = settings()
    if not form.enabled or not form.account or not frappe.db.exists(accounts.DOCTYPE, form.account):
        return None
    account = frappe.get_cached_doc(accounts.DOCTYPE, form.account)
    return account if account.enabled and accounts.tokens(account) else None


def settle(form: Document) -> None:
    """Give the form its account as soon as it is open; nobody chooses another one."""
    before = form.get_doc_before_save()
    form.account = before.account if before else None
    for field in ("messages_an_hour", "most_files"):
        if cint(form.get(field)) < 0:
            frappe.throw(_("{0} cannot be below zero.").format(_(form.meta.get_label(field))))
    if not form.enabled:
        return
    if not form.account or not frappe.db.exists(accounts.DOCTYPE, form.account):
        form.account = _account()
    account = frappe.get_doc(accounts.DOCTYPE, form.account)
    if not accounts.tokens(account):
        accounts.rotate(account)


def rate() -> int:
    """How many messages an hour are taken in from one address."""
    return cint(settings().messages_an_hour) or USUAL_RATE


def most_files() -> int:
    """How many files a message may bring."""
    given = settings().most_files
    return USUAL_FILES if given is None else cint(given)


def _account() -> str:
    if found := frappe.db.get_value(accounts.DOCTYPE, {"adapter": KIND}, "name"):
        return str(found)
    channel = frappe.db.get_value(
        "CFM Channel", {"channel_type": "Online", "enabled": 1}, "name", order_by="sort_index asc"
    )
    if not channel:
        frappe.throw(_("There is no channel of the type Online. Make one, then open the form."))
    account = {
        "doctype": accounts.DOCTYPE,
        "account_name": _("Public form"),
        "adapter": KIND,
        "channel": channel,
        "enabled": 1,
        "media_megabytes": USUAL_MEGABYTES,
    }
    return str(frappe.get_doc(account).insert().name)
