"""Acts on a conversation in the inbox."""

from typing import Any

from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.channels import composing, outbox, people, road, taking, threads
from cfm_app.channels.conversations import ANSWERED, NOT_FEEDBACK
from cfm_app.procedures.answers import answer_uses
from cfm_app.security import audit
from cfm_app.security.access_rule import access
from cfm_app.security.entitlement import clearance

AFTER_AN_ANSWER: dict[str, Any] = {
    "state": ANSWERED,
    "waiting_since": None,
    "unread": 0,
    "to_be_clarified": 0,
}
"""How a conversation stands once the office has written."""


def answer(
    name: str, text: str, template: str | None, values: list[str], standard_answer: str = ""
) -> dict[str, Any]:
    """Queue an answer in a conversation that the user has taken; it may start from a standard answer."""
    conversation = taking.in_hand(name)
    sent = send(conversation, composing.drafted(conversation, text, template, values))
    if standard_answer and not clearance.is_restricted(conversation.sensitivity):
        answer_uses.note_given(standard_answer)
    return sent


def send(conversation: Document, draft: composing.Draft, **about: Any) -> dict[str, Any]:
    """Queue a message in a conversation that the user has taken; `about` as in `outbox.put`."""
    message = outbox.put(conversation, draft, **about)
    conversation.db_set({**AFTER_AN_ANSWER, "last_message_on": message.sent_on})
    return {"message": threads.message(message), "conversation": threads.row_of(conversation)}


def preview(name: str, template: str, values: list[str]) -> str:
    """A template as the person would read it."""
    return composing.of_template(taking.visible(name), template, values).text


def put_aside(name: str) -> Document:
    """Mark a conversation as no feedback. It waits again once the person writes again."""
    conversation = taking.in_hand(name)
    values = {"state": NOT_FEEDBACK, "waiting_since": None, "unread": 0, "to_be_clarified": 0}
    conversation.db_set({**values, **taking.NOBODY})
    return conversation


def classify(name: str, sensitivity: str) -> dict[str, Any]:
    """Give a conversation a class. Nobody needs to have taken it: sensitive words must not wait."""
    conversation = taking.locked(name)
    road.refuse_apart_from_case(conversation)
    road.classify(conversation, sensitivity)
    audit.record("Entrusted", consts.CONVERSATION, name, detail=sensitivity)
    return {"conversation": name, "still_open": access.may_see(consts.CONVERSATION, name)}


def confirm_person(name: str, community_member: str | None) -> Document:
    """Set who is writing, as the person said."""
    conversation = taking.in_hand(name)
    if community_member:
        refusal = _(
            "This person is known from restricted cases alone. Mark the conversation as sensitive first."
        )
        is_restricted = clearance.is_restricted(conversation.sensitivity)
        people.require_confirmable(community_member, None if is_restricted else refusal)
    conversation.db_set("community_member", community_member or None)
    return conversation
