"""Opt-out by keyword."""

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.channels.entries import words


def apply(account: Document, conversation: str, text: str) -> None:
    """Note that a person opts out or in again, if a message says nothing else."""
    said = text.strip().strip(".!").casefold()
    if said in words(account.opt_out_words):
        note(conversation)
    elif said in words(account.opt_in_words):
        frappe.db.set_value(consts.CONVERSATION, conversation, "opted_out_on", None)


def note(conversation: str) -> None:
    """Stop all messages to the person of a conversation."""
    frappe.db.set_value(consts.CONVERSATION, conversation, "opted_out_on", now_datetime())
