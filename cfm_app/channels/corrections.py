"""Corrections by an operator: the language of the person, and undoing "no feedback"."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.channels import taking
from cfm_app.channels.conversations import NOT_FEEDBACK, WAITS


def note_language(name: str, language: str) -> Document:
    """Set the language of the person, by whoever has taken the conversation."""
    conversation = taking.in_hand(name)
    if not frappe.db.exists("CFM Language", language):
        frappe.throw(_("There is no language {0}.").format(language))
    conversation.db_set("language", language)
    return conversation


def wait_again(name: str) -> Document:
    """Undo "no feedback": the conversation waits again since the same moment."""
    conversation = taking.take(name)
    if conversation.state == NOT_FEEDBACK:
        since = conversation.last_heard_on or conversation.last_message_on
        conversation.db_set({"state": WAITS, "waiting_since": since})
    return conversation
