"""The settings of a form, and the account by which what is written in it arrives."""

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate

from cfm_app.channels import accounts
from cfm_app.channels.adapters.public_form import KIND, OF_FORM
from cfm_app.channels.public_form import addresses, opening

DOCTYPE = "CFM Public Form"
USUAL_RATE, USUAL_FILES = 60, 3
# What a slow connection uploads in a minute or two.
USUAL_MEGABYTES = 5


@dataclass(frozen=True)
class OpenForm:
    """A form that takes messages now, and its account."""

    form: Document
    account: Document


def open_form(address: str) -> OpenForm | None:
    """The form of an address, or of the office where there is none; nothing unless it takes messages now.

    A site that moved without its secrets has an account without a token until a manager saves the form.
    """
    name = frappe.db.get_value(DOCTYPE, {"name": address or addresses.OFFICE}, "name")
    if not name:
        return None
    form = frappe.get_cached_doc(DOCTYPE, name)
    if opening.why_closed(form) or not frappe.db.exists(accounts.DOCTYPE, form.account or ""):
        return None
    account = frappe.get_cached_doc(accounts.DOCTYPE, form.account)
    is_ready = account.enabled and accounts.tokens(account)
    return OpenForm(form, account) if is_ready else None


def ensure_account(form: Document) -> None:
    """Give an open form its account; nobody chooses another one."""
    before = form.get_doc_before_save()
    form.account = before.account if before else None
    for field in ("messages_an_hour", "most_files"):
        if cint(form.get(field)) < 0:
            frappe.throw(_("{0} cannot be below zero.").format(_(form.meta.get_label(field))))
    if form.opens_on and form.closes_on and getdate(form.closes_on) < getdate(form.opens_on):
        frappe.throw(_("The form cannot close before it opens."))
    if not form.enabled:
        return
    form.channel = form.channel or _channel(form)
    if not form.account or not frappe.db.exists(accounts.DOCTYPE, form.account):
        form.account = _account(form)
    account = frappe.get_doc(accounts.DOCTYPE, form.account)
    if account.channel != form.channel:
        account.channel = form.channel
        account.save()
    if not accounts.tokens(account):
        accounts.rotate(account)


def rate(form: Document) -> int:
    """How many messages an hour are taken in from one address."""
    return cint(form.messages_an_hour) or USUAL_RATE


def most_files(form: Document) -> int:
    """How many files a message may bring."""
    given = form.most_files
    return USUAL_FILES if given is None else cint(given)


def _channel(form: Document) -> str:
    """The channel under which what comes in is counted: its own, but for the form of the office."""
    if form.name == addresses.OFFICE:
        found = frappe.db.get_value(
            "CFM Channel",
            {"channel_type": "Online", "enabled": 1},
            "name",
            order_by="sort_index asc",
        )
        if not found:
            frappe.throw(_("There is no channel of the type Online. Make one, then open the form."))
        return str(found)
    if found := frappe.db.get_value("CFM Channel", {"name": form.form_name}, "name"):
        return str(found)
    channel = {
        "doctype": "CFM Channel",
        "channel_name": form.form_name,
        "channel_type": "Online",
        "enabled": 1,
        "sort_index": 1 + max(frappe.get_all("CFM Channel", pluck="sort_index") or [0]),
    }
    return str(frappe.get_doc(channel).insert().name)


def _account(form: Document) -> str:
    taken = frappe.db.exists(accounts.DOCTYPE, {"account_name": form.form_name})
    account = frappe.get_doc(
        {
            "doctype": accounts.DOCTYPE,
            "account_name": f"{form.form_name} ({form.name})" if taken else form.form_name,
            "adapter": KIND,
            "channel": form.channel,
            "enabled": 1,
            "media_megabytes": USUAL_MEGABYTES,
        }
    )
    account.flags[OF_FORM] = True
    return str(account.insert().name)
