"""Messages that need no answer by a person: status codes, and replies that a listener handles."""

from collections.abc import Callable

import frappe
from frappe import _

from cfm_app.base import consts
from cfm_app.channels import status_by_code

SAVEPOINT = "answering_machine"


def is_settled(conversation: str, text: str) -> bool:
    """Whether an incoming message needs no answer.

    The hook `heard_messages` names listeners. Each gets the conversation and the text, and returns
    whether it has handled them. After an error in a listener the message is stored and waits as usual.
    """
    listeners = [status_by_code.answer, *map(frappe.get_attr, frappe.get_hooks("heard_messages"))]
    return any(_offer_to(listener, conversation, text) for listener in listeners)


def _offer_to(listener: Callable[[str, str], bool], conversation: str, text: str) -> bool:
    frappe.db.savepoint(SAVEPOINT)
    try:
        return listener(conversation, text)
    except frappe.ValidationError as error:
        frappe.db.rollback(save_point=SAVEPOINT)
        frappe.clear_last_message()
        # The refusal may quote what was said.
        frappe.log_error(
            title=_("A reply was left to the operators"),
            message=type(error).__name__,
            reference_doctype=consts.CONVERSATION,
            reference_name=conversation,
        )
        return False
