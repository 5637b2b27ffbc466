"""Beside a conversation: the person, their cases, and initial values for a new case."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_datetime, now_datetime

from cfm_app.base import consts
from cfm_app.cases import from_conversation, inform_by_message, transitions
from cfm_app.channels import accounts, addresses, composing, threads
from cfm_app.channels.adapters import public_form
from cfm_app.procedures.sop import phases
from cfm_app.security import audit
from cfm_app.security.access_rule import open_documents
from cfm_app.security.entitlement import clearance
from cfm_app.security.sealing import reporters
from cfm_app.web.pages import form_choices, routes, state_colours, time_left

MOST_CASES = 20
CASE_FIELDS = ["name", "category", "workflow_state", "phase", "received_on", "next_due_on"]
PERSON_FIELDS = [
    *("name", "full_name", "language", "preferred_hours", "preferred_time", "location"),
]
ACCOUNT = accounts.DOCTYPE


def views() -> list[dict[str, str]]:
    """The views of the list, in order."""
    return [
        {"value": "waiting", "label": _("Waiting")},
        {"value": "mine", "label": _("In my hands")},
        {"value": "answered", "label": _("Already answered")},
        {"value": "not_feedback", "label": _("Not feedback")},
        {"value": "all", "label": _("All")},
    ]


def is_set_up() -> bool:
    """Whether there is any account for messages."""
    return bool(frappe.db.count(ACCOUNT))


def set_up_address() -> str:
    """Where the user sets an account up; empty without permission."""
    if not frappe.has_permission(ACCOUNT, "create"):
        return ""
    return f"{routes.desk()}/cfm-channel-account/new"


def first_rows() -> dict[str, Any]:
    """What the list shows before anything is asked for."""
    rows = threads.rows("waiting", 0, frappe.session.user)
    told = threads.news(None)
    return {
        "rows": rows,
        "more": len(rows) == threads.PAGE,
        "now": told["now"],
        "total": told["total"],
        "waiting": told["waiting"],
    }


def classes() -> list[dict[str, str]]:
    """The restricted classes, to choose from."""
    return [{"value": name, "label": _(name)} for name in clearance.restricted_classes()]


def languages() -> list[dict[str, str]]:
    """The spoken languages, in the office's order."""
    rows = form_choices.of_new_case()["languages"]
    return [{"value": row.name, "label": _(row.language_name)} for row in rows]


def beside(name: str) -> dict[str, Any]:
    """The person of a conversation, or those with its number, and the cases that it may be about."""
    conversation = _opened(name)
    person = _person(conversation.community_member)
    linked = [row.cfm_case for row in conversation.cases]
    return {
        "person": person,
        "question": inform_by_message.question(conversation),
        "possible": [] if person else _possible(conversation),
        "cases": _cases(linked, person["name"] if person else None),
    }


def for_case(name: str) -> dict[str, Any]:
    """Initial values of a new case: words, channel, language, number and person."""
    conversation = _opened(name)
    threads.note_reading(conversation)
    told = public_form.submitted_values(conversation)
    reach = conversation.contact_address
    return {
        "name": conversation.name,
        "description": from_conversation.words_of(conversation),
        "channel": conversation.channel,
        "language": conversation.language,
        "phone": None if addresses.is_email(reach) else reach,
        "person": conversation.community_member,
        "restricted": clearance.is_restricted(conversation.sensitivity),
        "place": told.get("place"),
        "fields": told.get("fields", {}),
        "consent": told.get("consent"),
    }


def of_case(case: str) -> list[dict[str, str]]:
    """The conversations of a case that the user may see."""
    if not frappe.has_permission(consts.CONVERSATION, "read"):
        return []
    rows = frappe.get_list(
        consts.CONVERSATION,
        filters=[["CFM Conversation Case", "cfm_case", "=", case]],
        fields=["name", "channel", "last_message_on"],
        order_by="last_message_on desc",
        distinct=True,
        limit_page_length=MOST_CASES,
    )
    return [
        {
            "name": row.name,
            "address": f"/cfm/inbox#{row.name}",
            "label": _(row.channel or "Conversation"),
            "when": format_datetime(row.last_message_on, "d MMM HH:mm") or "",
        }
        for row in rows
    ]


def telling(case: str) -> dict[str, Any]:
    """Whether a message with the outcome is on its way; if not, where one could be written."""
    if inform_by_message.pending_message(case):
        return {"is_under_way": True, "conversations": []}
    found = of_case(case) if inform_by_message.outcomes_to_tell([case]) else []
    return {"is_under_way": False, "conversations": [row for row in found if _takes_words(row)]}


def _takes_words(row: dict[str, str]) -> bool:
    conversation = frappe.get_doc(consts.CONVERSATION, row["name"])
    return not composing.closed_to_all(conversation)


def _opened(name: str) -> Document:
    conversation = open_documents.get_open(consts.CONVERSATION, name)
    conversation.check_permission("read")
    return conversation


def _person(name: str | None) -> dict[str, Any] | None:
    """The confirmed person, if the user may see them."""
    if not name:
        return None
    rows = frappe.get_list("Community Member", filters={"name": name}, fields=PERSON_FIELDS)
    reporters.fill(rows)
    return _about_person(rows[0]) if rows else None


def _about_person(row: Any) -> dict[str, Any]:
    place = row.location and frappe.get_cached_value("CFM Location", row.location, "location_name")
    return {
        "name": row.name,
        "full_name": row.full_name or row.name,
        "address": routes.record_address("Community Member", row.name),
        "place": place or "",
        "hours": row.preferred_time or _(row.preferred_hours or ""),
    }


def _possible(conversation: Document) -> list[dict[str, Any]]:
    """People with this number, and their numbers of open cases: the number alone proves nothing."""
    if not conversation.contact_address:
        return []
    rows = reporters.list_by_phone(conversation.contact_address, PERSON_FIELDS)
    people = [_about_person(row) for row in rows]
    for each in people:
        audit.record("Search", "Community Member", each["name"])
        each["open_cases"] = len(_open_cases(each["name"]))
    return people


def _open_cases(person: str) -> list[Any]:
    filters = [["community_member", "=", person], ["phase", "!=", consts.PHASE_CLOSED]]
    return _listed(filters)


def _cases(linked: list[str], person: str | None) -> list[dict[str, Any]]:
    """Cases of the conversation first, then open ones of the person."""
    rows = _listed([["name", "in", linked]]) if linked else []
    told = {row.name: _as_told(row) for row in rows}
    to_tell = inform_by_message.outcomes_to_tell([row.name for row in rows])
    rows += [row for row in (_open_cases(person) if person else []) if row.name not in linked]
    now = now_datetime()
    return [
        {
            "name": row.name,
            "subject": _(row.category) if row.category else _("Restricted"),
            "pill": state_colours.pill(row.workflow_state),
            "due": time_left.of_case(row, now)["text"],
            "address": f"{routes.CASE}{row.name}",
            "is_linked": row.name in linked,
            "to_tell": to_tell.get(row.name),
            "told": told.get(row.name),
        }
        for row in rows
    ]


def _as_told(row: Any) -> dict[str, Any] | None:
    """How satisfied the person was with an answer, and whether their case may be reopened."""
    if row.phase not in (consts.PHASE_INFORMED, consts.PHASE_CLOSED):
        return None
    case = frappe.get_doc("Case", row.name)
    may_reopen = transitions.can_reach(case, *phases.states_of(consts.PHASE_IN_PROGRESS))
    return {"satisfaction": case.satisfaction or None, "may_reopen": may_reopen}


def _listed(filters: list[list[Any]]) -> list[Any]:
    return frappe.get_list(
        "Case",
        filters=filters,
        fields=[*CASE_FIELDS, "next_contact_on"],
        order_by="received_on desc, creation desc",
        limit_page_length=MOST_CASES,
    )
