"""What an operator puts right of a conversation: what the person speaks, and that it waits after all."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.channels import taking
from cfm_app.channels.conversations import NOT_FEEDBACK, WAITS


def note_language(name: str, language: str) -> Document:
    """Write down what the person speaks, by whoever has the conversation in hand."""
    conversation = taking.in_hand(name)
    if not frappe.db.exists("CFM Language", language):
        frappe.throw(_("There is no language {0}.").format(language))
    conversation.db_set("language", language)
    return conversation


def wait_again(name: str) -> Document:
    """Take a conversation in hand that was put aside by mistake: it waits as long as it would have."""
    conversation = taking.take(name)
    if conversation.state == NOT_FEEDBACK:
        since = conversation.last_heard_on or conversation.last_message_on
        conversation.db_set({"state": WAITS, "waiting_since": since})
    return conversation
