"""The inbox: conversations, one thread, and the acts on it.

Each act checks with `channels.taking` that the user may see the conversation and has taken it. Acts with
a `request_id` are carried out once per key.
"""

from dataclasses import astuple
from typing import Any

import frappe
from frappe.utils import cint

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.base import consts
from cfm_app.base.arguments import as_fields, as_texts
from cfm_app.cases import from_conversation, inform_by_message
from cfm_app.channels import acts, corrections, taking, threads
from cfm_app.security.access_rule import open_documents
from cfm_app.web.pages import inbox as page


@frappe.whitelist()
def conversations(view: str = "waiting", start: int | str = 0) -> dict[str, Any]:
    """A page of the conversations in a view: waiting, mine, answered, not_feedback or all."""
    rows = threads.rows(view, cint(start), frappe.session.user)
    return {"rows": rows, "more": len(rows) == threads.PAGE}


@frappe.whitelist(methods=["POST"])
def thread(name: str, before: str | None = None) -> dict[str, Any]:
    """A conversation with its newest messages, or those before the message `before`. Marks it as read."""
    conversation = taking.visible(name)
    threads.note_reading(conversation)
    threads.mark_read(conversation)
    return threads.view(conversation, before)


@frappe.whitelist(methods=["POST"])
def whole_text(message: str) -> dict[str, str]:
    """The whole text of a message, for a mail with its quotes."""
    doc = open_documents.get_open(consts.MESSAGE, message)
    threads.note_reading(taking.visible(doc.conversation))
    return {"text": threads.whole_text(doc)}


@frappe.whitelist()
def news(since: str | None = None) -> dict[str, Any]:
    """The names and number of conversations that changed since a moment."""
    return threads.news(since)


@frappe.whitelist(methods=["POST"])
@retried
def take(name: str) -> dict[str, Any]:
    """Take a conversation for ten minutes; refused while somebody else has it."""
    return threads.row_of(taking.take(name))


@frappe.whitelist(methods=["POST"])
@retried
def release(name: str) -> dict[str, Any]:
    """Release a conversation."""
    return threads.row_of(taking.release(name))


@frappe.whitelist(methods=["POST"])
@retried
def take_over(name: str) -> dict[str, Any]:
    """Take a conversation from whoever has it."""
    return threads.row_of(taking.take_over(name))


@frappe.whitelist(methods=["POST"])
@retried
def answer(
    name: str,
    text: str = "",
    request_id: str | None = None,
    template: str | None = None,
    values: str | list[str] | None = None,
    standard_answer: str = "",
) -> dict[str, Any]:
    """Queue an answer: words, or an approved template with its values.

    `standard_answer` is the one that the words come from.
    """
    filled = as_texts(values)
    return run_once(
        request_id,
        lambda: acts.answer(name, text, template, filled, standard_answer),
        *("answer a conversation", name, text, template, filled),
    )


@frappe.whitelist(methods=["POST"])
@retried
def inform(
    name: str,
    case: str,
    text: str = "",
    request_id: str | None = None,
    template: str | None = None,
    values: str | list[str] | None = None,
    asks_satisfaction: bool | int | str = False,
) -> dict[str, Any]:
    """Queue an answer that tells the outcome of a case; the case notes it once it has arrived."""
    telling = inform_by_message.Telling(
        text, template, as_texts(values), bool(cint(asks_satisfaction))
    )
    return run_once(
        request_id,
        lambda: inform_by_message.send(name, case, telling),
        *("inform by message", name, case, astuple(telling)),
    )


@frappe.whitelist()
def preview(name: str, template: str, values: str | list[str] | None = None) -> dict[str, str]:
    """A template as the person would read it."""
    return {"text": acts.preview(name, template, as_texts(values))}


@frappe.whitelist(methods=["POST"])
@retried
def not_feedback(name: str) -> dict[str, Any]:
    """Mark a conversation as no feedback."""
    return threads.row_of(acts.put_aside(name))


@frappe.whitelist(methods=["POST"])
@retried
def sensitive(name: str, sensitivity: str) -> dict[str, Any]:
    """Give a conversation a class; users who are not entrusted with it lose access."""
    return acts.classify(name, sensitivity)


@frappe.whitelist(methods=["POST"])
@retried
def confirm_person(name: str, community_member: str | None = None) -> dict[str, Any]:
    """Set who is writing; without a person, unset it."""
    return threads.row_of(acts.confirm_person(name, community_member))


@frappe.whitelist(methods=["POST"])
@retried
def make_case(
    name: str, values: str | dict[str, Any] | None = None, request_id: str | None = None
) -> dict[str, Any]:
    """Record a case with the words of a conversation; `values` as in `console.new_case`.

    `values` may contain `case`, `person`, `consent`, `referral` and `outcome`. Without a description, the
    words of the person are used.
    """
    given = as_fields(values)
    return run_once(
        request_id,
        lambda: from_conversation.make_case(name, given),
        *("case of a conversation", name),
    )


@frappe.whitelist(methods=["POST"])
@retried
def attach(name: str, case: str) -> dict[str, Any]:
    """Link a conversation to an existing case."""
    return from_conversation.attach(name, case)


@frappe.whitelist(methods=["POST"])
@retried
def wait_again(name: str) -> dict[str, Any]:
    """Undo "no feedback" for a conversation."""
    return threads.row_of(corrections.wait_again(name))


@frappe.whitelist(methods=["POST"])
@retried
def note_language(name: str, language: str) -> dict[str, Any]:
    """Set the language that the person speaks."""
    return threads.row_of(corrections.note_language(name, language))


@frappe.whitelist(methods=["POST"])
def beside(name: str) -> dict[str, Any]:
    """The person of a conversation, or those with its number, and the cases that it may be about."""
    return page.beside(name)


@frappe.whitelist()
def for_case(name: str) -> dict[str, Any]:
    """Initial values for the form of a new case, from a conversation."""
    return page.for_case(name)
