"""Checks identity by questions about what is held, answered from memory, marked right or wrong.

The data is shown to whoever asks, and never stored with the request. One right answer proves little: two
are needed, and no wrong one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, now_datetime

from cfm_app.base import consts
from cfm_app.base.fields import field_of
from cfm_app.data_protection.person_requests import entry, parts, states
from cfm_app.security.access_rule import access
from cfm_app.security.sealing import reporters

RIGHT, WRONG = "Right answer", "Wrong answer"
FEWEST_RIGHT = 2
MEMBER = "Community Member"
# Facts that people know about themselves, and others seldom do.
ASKED = (
    *("full_name", "location", "household_size", "beneficiary_number", "household_number"),
    *("second_phone", "age_group", "contact_name"),
)
CASE_QUESTION, TOLD_QUESTION = "When they told us something", "What they told us about"
CODE_QUESTION, PAPER_QUESTION = "The code of their case", "A paper with their name, seen"
WRITTEN_QUESTION = "When they wrote to us"
FROM_QUESTION = "The number or address they wrote from"
LAST_CASES = 3


@dataclass(frozen=True)
class Question:
    """A question (a key in English, for `_`) and the held answer; empty where the user judges alone."""

    question: str
    held: str


def questions(request: Document) -> list[Question]:
    """The possible questions with the held answers."""
    found = list(_of_member(request.community_member)) if request.community_member else []
    found += _of_cases(request)
    found += _of_conversation(request)
    return [*found, Question(CODE_QUESTION, ""), Question(PAPER_QUESTION, "")]


def is_known(request: Document) -> bool:
    """Whether it is known whose data a request is about: a person, a case, or whoever wrote in a conversation."""
    return bool(request.community_member or request.cfm_case or request.conversation)


def may_check(request: Document) -> bool:
    """Whether the user checks identity: the handler, or whoever registered the request."""
    return frappe.session.user == request.registered_by or entry.may_handle(request)


def check(name: str, outcomes: dict[str, Any]) -> Document:
    """Note how questions were answered: `outcomes` gives RIGHT or WRONG by the key of the question.

    Two right answers and no wrong one are a passed check; anything else has failed, and may be tried again.
    Then the handlers of restricted cases of this person learn of the request.
    """
    request = entry.locked(name)
    if not may_check(request):
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    if request.state != states.RECEIVED:
        frappe.throw(_("It is known already who asks."))
    if not is_known(request):
        frappe.throw(_("Say first whose data this is about."))
    offered = {each.question for each in questions(request)}
    answers = {key: value for key, value in outcomes.items() if key in offered and value}
    if not answers or set(answers.values()) - {RIGHT, WRONG}:
        frappe.throw(_("Note for each question that you asked whether the answer was right."))
    right = sum(value == RIGHT for value in answers.values())
    is_passed = right == len(answers) and right >= FEWEST_RIGHT
    request.identity = states.PASSED if is_passed else states.FAILED
    request.identity_on, request.identity_by = now_datetime(), frappe.session.user
    for question, outcome in answers.items():
        request.append("questions", {"question": question, "outcome": outcome})
    entry.save(request)
    if is_passed:
        parts.make(request)
    return request


def _of_member(member: str) -> Iterator[Question]:
    if not access.may_see(MEMBER, member):
        return
    for field, held in reporters.told_of(member, ASKED).items():
        if held:
            yield Question(field_of(MEMBER, field).label, str(held))


def _of_cases(request: Document) -> list[Question]:
    """Of the last ordinary cases that the user sees: when, and what about."""
    wanted = {"name": request.cfm_case} if request.cfm_case else {}
    if request.community_member:
        wanted = {"community_member": request.community_member}
    if not wanted:
        return []
    rows = frappe.get_list(
        "Case",
        filters={**wanted, "is_restricted": 0},
        fields=["received_on", "category"],
        order_by="received_on desc",
        limit_page_length=LAST_CASES,
    )
    days = " · ".join(format_date(row.received_on) for row in rows)
    about = " · ".join(dict.fromkeys(_(row.category) for row in rows if row.category))
    found = ((CASE_QUESTION, days), (TOLD_QUESTION, about))
    return [Question(key, held) for key, held in found if held]


def _of_conversation(request: Document) -> Iterator[Question]:
    """Of a conversation that the user sees: from where they wrote, and when."""
    talk = request.conversation
    if not talk or not access.may_see(consts.CONVERSATION, talk):
        return
    if address := frappe.db.get_value(consts.CONVERSATION, talk, "contact_address"):
        yield Question(FROM_QUESTION, str(address))
    came = {"conversation": talk, "direction": "In"}
    days = frappe.get_all(
        consts.MESSAGE, came, pluck="creation", order_by="creation desc", limit=LAST_CASES
    )
    if days:
        yield Question(WRITTEN_QUESTION, " · ".join(dict.fromkeys(map(format_date, days))))
