"""Messages that a person need not answer: a code alone, and what those say who listen to replies."""

from collections.abc import Callable

import frappe
from frappe import _

from cfm_app import consts
from cfm_app.channels import status_by_code

SAVEPOINT = "answering_machine"


def settles(conversation: str, text: str) -> bool:
    """Whether a message that just came in leaves nothing to answer.

    Those who listen are named by the hook `heard_messages`: each is given the conversation and the
    text, and says whether it has dealt with them. Whatever goes wrong there, the message is kept, and
    waits for somebody.
    """
    listeners = [status_by_code.answer, *map(frappe.get_attr, frappe.get_hooks("heard_messages"))]
    return any(_heard(listener, conversation, text) for listener in listeners)


def _heard(listener: Callable[[str, str], bool], conversation: str, text: str) -> bool:
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
