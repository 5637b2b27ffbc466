"""What may be written to a person now, and why not."""

import json
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from cfm_app.base.settings import setting
from cfm_app.channels import accounts
from cfm_app.channels.adapters import adapter_of
from cfm_app.channels.plain_text import unescaped
from cfm_app.security.entitlement import clearance
from cfm_app.security.persons import processing_restriction

LONGEST_TEXT = 4000


@dataclass(frozen=True)
class Draft:
    """A message to be sent: words, or an approved template with its values."""

    text: str
    template: str | None = None
    language_code: str | None = None
    values: list[str] = field(default_factory=list)
    is_automatic: bool = False
    """Nobody typed it: it says where something stands, and no word of what it is about."""


def neutral_text() -> str:
    """The only text for restricted conversations: the wish to talk."""
    # Always in the office's language, because the queued text is compared with it again.
    language = frappe.db.get_single_value("System Settings", "language")
    usual = _("Hello, please call us when you can. We will try to call you, too.", language)
    return str(setting("call_back_text") or usual).strip()


def refusal(conversation: Document, draft: Draft) -> str | None:
    """Why a message must not be sent; None if it may."""
    if not draft.text.strip():
        return _("Write a message.")
    if len(draft.text) > LONGEST_TEXT:
        return _("This message is too long. Write it shorter, or call the person.")
    if reason := closed_to_all(conversation):
        return reason
    if clearance.is_restricted(conversation.sensitivity) and not _tells_nothing(draft):
        return why_restricted()
    if needs_template(conversation) and not draft.template:
        return _(
            "The person wrote more than 24 hours ago: the provider takes nothing but an approved"
            " template until they write again."
        )
    return None


def _tells_nothing(draft: Draft) -> bool:
    return draft.is_automatic or draft.text.strip() == neutral_text()


def closed_to_all(conversation: Document) -> str | None:
    """Why nothing at all can be sent; None if something can."""
    if conversation.opted_out_on:
        return _("The person asked for no more messages. Call them, if they agreed to it.")
    if processing_restriction.restricted_names(conversation.doctype, [conversation.name]):
        return processing_restriction.sentence()
    account = frappe.get_cached_doc(accounts.DOCTYPE, conversation.account)
    if reason := adapter_of(account).why_unanswerable(conversation):
        return reason
    if not account.enabled:
        return _("The account {0} is switched off.").format(conversation.account)
    if not conversation.contact_address and not conversation.user_id:
        return _("There is no number to write to.")
    return None


def why_restricted() -> str:
    """Why a restricted conversation is not answered in words."""
    return _(
        "This conversation is restricted: whoever holds the phone could read an answer. Only the"
        " neutral text of the office may be sent; talk to the person instead."
    )


def needs_template(conversation: Document) -> bool:
    """Whether the provider accepts only approved templates now."""
    account = frappe.get_cached_doc(accounts.DOCTYPE, conversation.account)
    heard = get_datetime(conversation.last_heard_on) if conversation.last_heard_on else None
    return adapter_of(account).needs_template(heard, now_datetime())


def drafted(conversation: Document, text: str, template: str | None, values: list[str]) -> Draft:
    """The draft for a named template, else for words."""
    return of_template(conversation, template, values) if template else of_words(text)


def of_words(text: str, is_automatic: bool = False) -> Draft:
    """A draft of words, by a user or automatic."""
    return Draft(text=(text or "").strip(), is_automatic=is_automatic)


def of_template(conversation: Document, name: str, values: list[str]) -> Draft:
    """A draft of an approved template with its values, as the person will read it."""
    account = frappe.get_cached_doc(accounts.DOCTYPE, conversation.account)
    found = [row for row in account.templates if row.template_name == name]
    if not found:
        frappe.throw(_("The account has no template {0}.").format(name))
    row = found[0]
    text = row.body
    for number, value in enumerate(values, 1):
        if not value.strip():
            frappe.throw(_("Fill in every place of the template."))
        text = text.replace("{{" + str(number) + "}}", value.strip())
    if "{{" in text:
        frappe.throw(_("Fill in every place of the template."))
    filled = [value.strip() for value in values]
    return Draft(text=text, template=name, language_code=row.language_code, values=filled)


def draft_of(message: Document) -> Draft:
    """The draft of a stored message."""
    if not message.template:
        return of_words(unescaped(message.text), bool(message.automatic))
    account = frappe.get_cached_doc(accounts.DOCTYPE, message.account)
    codes = {row.template_name: row.language_code for row in account.templates}
    return Draft(
        text=unescaped(message.text),
        template=message.template,
        language_code=codes.get(message.template),
        values=json.loads(unescaped(message.template_values) or "[]"),
    )
