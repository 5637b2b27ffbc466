"""Conversations as the inbox shows them: the list, one thread, and changes."""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, now_datetime

from cfm_app.base import consts
from cfm_app.base.framework import aggregate
from cfm_app.channels import composing, dialling, moments, taking
from cfm_app.channels.adapters import public_form
from cfm_app.channels.adapters.base import NOT_CONFIRMED
from cfm_app.channels.conversations import ANSWERED, NOT_FEEDBACK, WAITS
from cfm_app.channels.plain_text import unescaped
from cfm_app.channels.public_form import questions
from cfm_app.security import audit
from cfm_app.security.entitlement import clearance
from cfm_app.security.sealing import reporters
from cfm_app.security.second_factor import step_up

PAGE = 50
MESSAGES = 50
MOST_CHANGED = 200
OVERLAP = timedelta(seconds=5)
FIELDS = [
    "name",
    "channel",
    "contact_name",
    "contact_address",
    "community_member",
    "state",
    "to_be_clarified",
    "waiting_since",
    "last_message_on",
    "last_words",
    "unread",
    "taken_by",
    "taken_until",
    "sensitivity",
    "opted_out_on",
]
# Filters and order of each view.
VIEWS: dict[str, tuple[list[Any], str]] = {
    "waiting": ([["state", "=", WAITS]], "waiting_since asc, name asc"),
    "mine": ([], "last_message_on desc, name asc"),
    "answered": ([["state", "=", ANSWERED]], "last_message_on desc, name asc"),
    "not_feedback": ([["state", "=", NOT_FEEDBACK]], "last_message_on desc, name asc"),
    "all": ([], "last_message_on desc, name asc"),
}
MESSAGE_FIELDS = [
    "name",
    "direction",
    "text",
    "sent_on",
    "creation",
    "owner",
    "state",
    "error",
    "attempts",
    "next_attempt_on",
    "template",
    "automatic",
    "informs_case",
    "informs_state",
    "informs_note",
    "media_name",
    "media_state",
    "media_note",
    "sender_check",
]


def rows(view: str, start: int, user: str) -> list[dict[str, Any]]:
    """A page of the conversations in a view that the user may see."""
    if view not in VIEWS:
        frappe.throw(_("There is no view {0} of the inbox.").format(view))
    filters, order = VIEWS[view]
    if view == "mine":
        filters = [["taken_by", "=", user], ["taken_until", ">", now_datetime()]]
    found = frappe.get_list(
        consts.CONVERSATION,
        filters=filters,
        fields=FIELDS,
        order_by=order,
        limit_start=max(0, start),
        limit_page_length=PAGE,
    )
    people = _people([row.community_member for row in found])
    return [_row(row, people, user) for row in found]


def row_of(conversation: Document) -> dict[str, Any]:
    """One conversation as the list shows it."""
    people = _people([conversation.community_member])
    return _row(conversation, people, frappe.session.user)


def _row(row: Any, people: dict[str, str], user: str) -> dict[str, Any]:
    holder = taking.holder(row)
    return {
        "name": row.name,
        "who": people.get(row.community_member or "")
        or unescaped(row.contact_name)
        or row.contact_address,
        "number": row.contact_address,
        "dial": dialling.address(row.contact_address or ""),
        "person": row.community_member if row.community_member in people else None,
        "first_words": unescaped(row.last_words),
        "channel": row.channel,
        "channel_label": _(row.channel) if row.channel else None,
        "state": row.state,
        "state_label": _(row.state, context=consts.CONVERSATION),
        "waiting_since": row.waiting_since if row.state == WAITS else None,
        "last_message_on": row.last_message_on,
        "unread": row.unread or 0,
        "to_be_clarified": bool(row.to_be_clarified),
        "taken_by": holder,
        "taken_by_name": get_fullname(holder) if holder else None,
        "is_mine": holder == user,
        "sensitivity": row.sensitivity,
        "restricted": clearance.is_restricted(row.sensitivity),
        "opted_out": bool(row.opted_out_on),
    }


def _people(names: list[str | None]) -> dict[str, str]:
    """The names of people whom the user may see."""
    return {name: called or name for name, called in reporters.names_of(names).items()}


def note_reading(conversation: Document) -> None:
    """Log who reads a restricted conversation; like a report, it needs a fresh code."""
    if clearance.is_restricted(conversation.sensitivity):
        step_up.require(step_up.READ)
        audit.record("Read", consts.CONVERSATION, conversation.name)


def mark_read(conversation: Document) -> None:
    """Mark what came in as read."""
    if conversation.unread or conversation.to_be_clarified:
        conversation.db_set({"unread": 0, "to_be_clarified": 0})


def view(conversation: Document, before: str | None = None) -> dict[str, Any]:
    """A conversation with its newest messages, or those before one of them."""
    found = messages(conversation.name, before)
    return {
        **row_of(conversation),
        "account": conversation.account,
        "contact_name": unescaped(conversation.contact_name) or None,
        "language": conversation.language,
        "taken_until": conversation.taken_until if taking.holder(conversation) else None,
        "cases": _cases(conversation),
        "submission": _submission(conversation),
        **_composer(conversation),
        "messages": found[:MESSAGES][::-1],
        "more": len(found) > MESSAGES,
    }


def _submission(conversation: Document) -> list[tuple[str, str]]:
    """The submitted values of the public form, with labels."""
    told = public_form.submitted_values(conversation)
    place = [(_("Place"), told["place"])] if told.get("place") else []
    decisions = told.get("consent", {}).get("purposes", [])
    return [
        *place,
        *questions.labelled(told.get("fields", {})),
        *((_(row["purpose"]), _(row["decision"])) for row in decisions),
    ]


def _composer(conversation: Document) -> dict[str, Any]:
    """What the composer offers, and why not more."""
    restricted = clearance.is_restricted(conversation.sensitivity)
    closed = composing.closed_to_all(conversation)
    account = frappe.get_cached_doc("CFM Channel Account", conversation.account)
    templates = [
        {"name": row.template_name, "language_code": row.language_code, "body": row.body}
        for row in account.templates
    ]
    return {
        "may_answer": not closed,
        "why_not": closed or (composing.why_restricted() if restricted else None),
        "only_text": composing.neutral_text() if restricted and not closed else None,
        "needs_template": composing.needs_template(conversation),
        "templates": templates,
    }


def messages(conversation: str, before: str | None) -> list[dict[str, Any]]:
    """Messages by sending time, newest first; one more than are shown."""
    filters: list[Any] = [["conversation", "=", conversation]]
    skipped: set[str] = set()
    if before:
        moment = frappe.db.get_value(
            consts.MESSAGE, {"name": before, "conversation": conversation}, "sent_on"
        )
        if moment is None:
            frappe.throw(_("This message is not in the conversation."), frappe.DoesNotExistError)
        filters.append(["sent_on", "<=", moment])
        skipped = _from_on(conversation, before, moment)
    found = frappe.get_list(
        consts.MESSAGE,
        filters=filters,
        fields=MESSAGE_FIELDS,
        order_by="sent_on desc, creation desc, name desc",
        limit_page_length=MESSAGES + 1 + len(skipped),
    )
    kept = [row for row in found if row.name not in skipped][: MESSAGES + 1]
    names = [row.name for row in kept]
    files, longer = _files(names), _longer(names)
    return [_message(row, files, row.name in longer) for row in kept]


def _from_on(conversation: str, before: str, moment: Any) -> set[str]:
    """A message and later ones of the same moment."""
    same = frappe.get_all(
        consts.MESSAGE,
        filters={"conversation": conversation, "sent_on": moment},
        pluck="name",
        order_by="creation desc, name desc",
    )
    return set(same[: same.index(before) + 1])


def message(doc: Document) -> dict[str, Any]:
    """One message as the thread shows it."""
    return _message(doc, _files([doc.name]), bool(doc.whole_text))


def whole_text(doc: Document) -> str:
    """The whole text of a message, with the part that is hidden at first."""
    return unescaped(doc.whole_text or doc.text)


def _message(row: Any, files: dict[str, list[dict[str, Any]]], is_longer: bool) -> dict[str, Any]:
    is_out = row.direction == "Out"
    return {
        "name": row.name,
        "direction": row.direction,
        "text": unescaped(row.text),
        "sent_on": row.sent_on,
        "author": _author(row) if is_out else None,
        "state": row.state,
        "state_label": _(row.state, context=consts.MESSAGE),
        "error": row.error,
        "next_attempt_on": row.next_attempt_on,
        "template": row.template,
        "tells": row.informs_case or None,
        "telling_state": row.informs_state,
        "telling_label": _(row.informs_state or "", context=consts.MESSAGE),
        "telling_note": row.informs_note,
        "files": files.get(row.name, []),
        "media_name": unescaped(row.media_name) or None,
        "media_state": row.media_state or None,
        "media_note": row.media_note,
        "has_more_text": is_longer,
        "is_doubtful": row.sender_check == NOT_CONFIRMED,
    }


def _author(row: Any) -> str:
    return _("Automatic answer") if row.automatic else get_fullname(row.owner)


def _files(names: list[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    about = {"attached_to_doctype": consts.MESSAGE, "attached_to_name": ["in", names or [""]]}
    for row in frappe.get_list(
        "File",
        filters=about,
        fields=["name", "file_name", "file_url", "file_size", "attached_to_name"],
        order_by="creation asc",
        limit_page_length=0,
    ):
        found.setdefault(row.pop("attached_to_name"), []).append(dict(row))
    return found


def _longer(names: list[str]) -> set[str]:
    """The messages that have more text than is shown."""
    filters = [["name", "in", names or [""]], ["whole_text", "is", "set"]]
    return set(frappe.get_list(consts.MESSAGE, filters=filters, pluck="name", limit_page_length=0))


def _cases(conversation: Document) -> list[dict[str, Any]]:
    names = [row.cfm_case for row in conversation.cases]
    return frappe.get_list(
        "Case",
        filters={"name": ["in", names or [""]]},
        fields=["name", "received_on", "category", "workflow_state", "phase"],
        order_by="received_on desc",
        limit_page_length=0,
    )


def news(since: str | None) -> dict[str, Any]:
    """The conversations that changed since a moment, and how many there are. Made for polling."""
    now = now_datetime()
    changed = []
    if since and (moment := moments.read(since)):
        changed = frappe.get_list(
            consts.CONVERSATION,
            # Allows for changes stored shortly after they were dated.
            filters=[["modified", ">=", moment - OVERLAP]],
            pluck="name",
            order_by="modified desc",
            limit_page_length=MOST_CHANGED,
        )
    waiting = count_waiting()
    return {"now": str(now), "changed": changed, "total": _count([]), "waiting": waiting}


def count_waiting() -> int:
    """The number of waiting conversations that the user may see."""
    return _count([["state", "=", WAITS]])


def _count(filters: list[Any]) -> int:
    found = frappe.get_list(
        consts.CONVERSATION,
        filters=filters,
        fields=[aggregate("count", "name", "total")],
        order_by=None,
    )
    return int(found[0].total or 0) if found else 0
