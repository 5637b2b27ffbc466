"""Record a contact with the person: what was tried, what was said, and how it was received."""

from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, get_fullname

from cfm_app.base import consts
from cfm_app.base.clock import believed_now
from cfm_app.base.fields import field_of
from cfm_app.cases import contact_attempts, duplicates, transitions
from cfm_app.procedures.sop import phases
from cfm_app.security.access_rule import open_documents

ANSWER_FIELDS = ("response_given", "response_language", "understood")
SATISFACTION_FIELDS = ("satisfaction", "satisfaction_comment")


@dataclass(frozen=True)
class Contact:
    """An attempt to reach a person. `outcome` is an option of Case Contact Attempt."""

    outcome: str
    channel: str | None = None
    note: str | None = None
    next_attempt_on: str | None = None
    response_given: str | None = None
    response_language: str | None = None
    understood: str | None = None
    satisfaction: str | None = None
    satisfaction_comment: str | None = None
    seen_on: str | None = None
    """Up to when the user knows the case: what was told after that, they have not read."""
    message: str | None = None
    """The message of a conversation by which the person was told."""


def record(name: str, contact: Contact, close: bool = False) -> Document:
    """Add an attempt to a case; if it informed the person, move the case there, or close it."""
    case = open_documents.get_open("Case", name, for_update=True)
    case.check_permission("write")
    informs = contact.outcome == consts.ATTEMPT_INFORMED
    _check(case, contact)
    _write(case, contact)
    if informs and case.phase not in (consts.PHASE_INFORMED, consts.PHASE_CLOSED):
        case = transitions.move_to_phase(case, consts.PHASE_INFORMED)
    elif contact.outcome == consts.ATTEMPT_NO_WAY and case.phase == consts.PHASE_RESOLVED:
        case = transitions.move_to_state(case, contact_attempts.unreachable_state())
    else:
        # A duplicate cannot be edited, but its person waits for the answer like others.
        case.flags.ignore_permissions = duplicates.is_duplicate(case)
        case.save()
    if informs and duplicates.is_duplicate(case):
        case.db_set({"informed_on": believed_now(), "informed_by": frappe.session.user})
    if close and case.phase != consts.PHASE_CLOSED:
        case = transitions.move_to_phase(case, consts.PHASE_CLOSED)
    return case


def stamp(case: Document) -> None:
    """Note who informed the person; a reopened case has informed nobody yet."""
    if not case.informed_on:
        case.informed_by = None
    elif not case.informed_by:
        case.informed_by = frappe.session.user


def state_and_attempts(case: Document) -> dict[str, Any]:
    """State and attempts of a case, for a page that has just recorded one."""
    failed, needed = (
        contact_attempts.failed_attempts(case),
        contact_attempts.needed_attempts(case.sop),
    )
    return {
        "case": case.name,
        "phase": case.phase,
        "workflow_state": case.workflow_state,
        "state_label": _(case.workflow_state or ""),
        "next_contact_on": case.next_contact_on,
        "failed": failed,
        "needed": needed,
        "how_counted": contact_attempts.why_fewer(case),
        "may_give_up": case.phase == consts.PHASE_RESOLVED and contact_attempts.are_exhausted(case),
    }


def _write(case: Document, contact: Contact) -> None:
    case.append(
        "contact_attempts",
        {
            "attempted_on": believed_now(),
            "attempted_by": frappe.session.user,
            "channel": contact.channel,
            "outcome": contact.outcome,
            "note": contact.note,
            "next_attempt_on": contact.next_attempt_on,
            "message": contact.message,
        },
    )
    if contact.outcome != consts.ATTEMPT_INFORMED:
        return
    for field in (*ANSWER_FIELDS, *SATISFACTION_FIELDS):
        if value := getattr(contact, field):
            case.set(field, value)
    case.informed_via = contact.channel or case.informed_via


def _check(case: Document, contact: Contact) -> None:
    options = field_of("Case Contact Attempt", "outcome").options.split("\n")
    if not contact.outcome or contact.outcome not in options:
        frappe.throw(_("Say what came of the attempt."))
    _refuse_unread(case, contact)
    if contact.outcome != consts.ATTEMPT_INFORMED:
        return
    check_to_be_told(case)
    if not (contact.response_given or case.response_given or "").strip():
        frappe.throw(_("Write what you told the person."), frappe.exceptions.MandatoryError)


def check_to_be_told(case: Document) -> None:
    """Throw where there is no outcome to tell yet."""
    if duplicates.is_duplicate(case):
        duplicates.check_answered(case)
    elif not is_to_be_told(case):
        frappe.throw(
            _(
                "The case is not resolved yet. Write what was done and resolve it first, or note"
                " that the person was reached and will be called again."
            )
        )


def _refuse_unread(case: Document, contact: Contact) -> None:
    """Throw where somebody else has informed the person since the user read the case."""
    last = contact_attempts.last_informed(contact_attempts.rows_of(case))
    seen_on = get_datetime(contact.seen_on) if contact.seen_on else None
    if seen_on is None or last is None:
        return
    # Contacts have no seconds. Whoever recorded one knows of it; a message under way does not.
    is_own = last.attempted_by == frappe.session.user and not contact.message
    if is_own or get_datetime(last.attempted_on) < seen_on.replace(second=0, microsecond=0):
        return
    frappe.throw(
        _("{0} has told the person meanwhile. Load the page again, and read what was said.").format(
            get_fullname(last.attempted_by)
        ),
        title=_("Told already"),
    )


def is_to_be_told(case: Document) -> bool:
    """Whether there is something to tell: a resolution, or that somebody else is responsible."""
    if case.phase in (consts.PHASE_RESOLVED, consts.PHASE_INFORMED):
        return True
    told = phases.states_of(consts.PHASE_INFORMED)
    return case.phase == consts.PHASE_IN_PROGRESS and transitions.can_reach(case, *told)
