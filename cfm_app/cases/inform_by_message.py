"""Tell a person the outcome of their case by message, in the conversation that the case came from.

The message is an ordinary one, marked as telling the outcome. `told_by_message` records the contact once
the provider reports that it arrived.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts, spoken_language
from cfm_app.cases import answer_to_tell, contact, contact_attempts, duplicates
from cfm_app.channels import acts, composing, taking
from cfm_app.channels.statuses import FAILED, UNKNOWN
from cfm_app.procedures.sop import phases
from cfm_app.security.access_rule import access, open_documents
from cfm_app.security.entitlement import clearance

ON_ITS_WAY, TRIED, TOLD, NOT_NOTED = "On its way", "Tried", "Told", "Not noted"
# A provider without a report by then may never send one.
LONGEST_WAY = timedelta(days=1)
# Separates the outcome from the question after it.
GAP = "\n\n"


@dataclass(frozen=True)
class Telling:
    """What the composer sends: words, or a template with its values."""

    text: str = ""
    template: str | None = None
    values: list[str] = field(default_factory=list)
    asks_satisfaction: bool = False
    """Words are followed by the question; a template asks in its own."""


def send(name: str, case: str, telling: Telling) -> dict[str, Any]:
    """Queue the outcome of a case in a conversation that the user has taken."""
    conversation = taking.in_hand(name)
    _check(conversation, case)
    words, asks = telling.text.strip(), telling.asks_satisfaction
    if asks and not telling.template:
        words = words and GAP.join((words, question(conversation)))
    draft = composing.drafted(conversation, words, telling.template, telling.values)
    about = {"informs_case": case, "asks_satisfaction": int(asks), "informs_state": ON_ITS_WAY}
    return acts.send(conversation, draft, **about)


def question(conversation: Document) -> str:
    """The question how satisfied the person is, to be answered by one digit."""
    language = spoken_language.screens_of(conversation.language)
    office = frappe.db.get_single_value("System Settings", "language")
    return _(
        "How satisfied are you with this answer? Reply with one number, from 1 (not at all) to 5"
        " (very).",
        language or office,
    )


def text_without_question(message: Document, text: str) -> str:
    """The text of a message without the question after it."""
    if message.template or not message.asks_satisfaction:
        return text
    return text.rpartition(GAP)[0]


def outcomes_to_tell(cases: list[str]) -> dict[str, str]:
    """The cases whose outcome the person does not know, each with proposed words."""
    found = {}
    for name in cases:
        case = frappe.get_doc("Case", name)
        decided = _case_with_outcome(case)
        if (
            decided
            and not pending_message(name)
            and frappe.has_permission("Case", "write", doc=case)
        ):
            found[name] = answer_to_tell.words(decided.get)
    return found


def _case_with_outcome(case: Document) -> Document | None:
    """The case with the outcome to tell: for a duplicate, its original."""
    if case.informed_on or clearance.is_restricted(case.sensitivity):
        return None
    if not duplicates.is_duplicate(case):
        return case if case.phase == consts.PHASE_RESOLVED else None
    first = frappe.get_doc("Case", case.duplicate_of)
    is_decided = phases.has_reached(first.phase, consts.PHASE_RESOLVED)
    return first if is_decided and access.may_see_case(first.name) else None


def pending_message(case: str, for_update: bool = False) -> str | None:
    """The message with the outcome of a case that has not arrived yet.

    `for_update` also finds one that was queued after this transaction began.
    """
    filters = [
        ["informs_case", "=", case],
        ["informs_state", "=", ON_ITS_WAY],
        ["state", "not in", [FAILED, UNKNOWN]],
        ["creation", ">", now_datetime() - LONGEST_WAY],
    ]
    return frappe.db.get_value(
        consts.MESSAGE, filters, "name", order_by="creation desc", for_update=for_update
    )


def _check(conversation: Document, name: str) -> None:
    if name not in [row.cfm_case for row in conversation.cases]:
        frappe.throw(_("Attach the case to the conversation first."))
    case = open_documents.get_open("Case", name, for_update=True)
    case.check_permission("write")
    if clearance.is_restricted(case.sensitivity):
        frappe.throw(composing.why_restricted())
    contact_attempts.refuse_unwanted(name)
    contact.check_to_be_told(case)
    if pending_message(name, for_update=True):
        frappe.throw(_("A message with the outcome of this case is on its way already."))
