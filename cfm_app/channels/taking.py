"""Taking a conversation: one user at a time, for ten minutes after their last act."""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, get_fullname, now_datetime

from cfm_app.base import consts
from cfm_app.security.access_rule import open_documents

LASTS = timedelta(minutes=10)
NOBODY: dict[str, Any] = {"taken_by": None, "taken_until": None}


def locked(name: str) -> Document:
    """A conversation that the user may see, under a lock; otherwise throws as for a missing one."""
    conversation = open_documents.get_open(consts.CONVERSATION, name, for_update=True)
    conversation.check_permission("read")
    return conversation


def visible(name: str) -> Document:
    """A conversation that the user may see, for reading."""
    conversation = open_documents.get_open(consts.CONVERSATION, name)
    conversation.check_permission("read")
    return conversation


def in_hand(name: str) -> Document:
    """A conversation that the user has taken, for another ten minutes; throws if they have not."""
    conversation = locked(name)
    if conversation.taken_by != frappe.session.user:
        _refuse_if_taken(conversation)
        frappe.throw(_("Take the conversation first."))
    _write(conversation, _by_user())
    return conversation


def take(name: str) -> Document:
    """Take a conversation that nobody has taken."""
    conversation = locked(name)
    _refuse_if_taken(conversation)
    _write(conversation, _by_user())
    return conversation


def take_over(name: str) -> Document:
    """Take a conversation from whoever has it."""
    conversation = locked(name)
    _write(conversation, _by_user())
    return conversation


def release(name: str) -> Document:
    """Release a conversation, if the user has taken it."""
    conversation = locked(name)
    if conversation.taken_by == frappe.session.user:
        _write(conversation, NOBODY)
    return conversation


def holder(conversation: Any) -> str | None:
    """Who has taken a conversation now."""
    until = conversation.taken_until
    if conversation.taken_by and until and get_datetime(until) > now_datetime():
        return str(conversation.taken_by)
    return None


def _refuse_if_taken(conversation: Document) -> None:
    user = holder(conversation)
    if user and user != frappe.session.user:
        frappe.throw(
            _("{0} has this conversation. Take it over if they are not at it.").format(
                get_fullname(user)
            )
        )


def _by_user() -> dict[str, Any]:
    return {"taken_by": frappe.session.user, "taken_until": now_datetime() + LASTS}


def _write(conversation: Document, values: dict[str, Any]) -> None:
    conversation.db_set(values)
