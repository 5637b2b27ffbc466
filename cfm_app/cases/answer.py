"""Answer a case at first contact, while the person is still there."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.base.clock import believed_now
from cfm_app.cases import transitions
from cfm_app.security.access_rule import open_documents
from cfm_app.security.restricted_cases import particulars


def answer(name: str, information_given: str, close: bool = False) -> Document:
    """Store what the person was told during the first contact; `close` closes the case too."""
    case = open_documents.get_open("Case", name, for_update=True)
    case.check_permission("write")
    check_words(information_given)
    case.information_given = information_given
    return proceed(case, close)


def proceed(case: Document, close: bool) -> Document:
    """Move a case whose answer is written."""
    case = transitions.move_to_phase(case, consts.PHASE_INFORMED)
    return transitions.move_to_phase(case, consts.PHASE_CLOSED) if close else case


def check_words(information_given: str | None) -> None:
    """Throw for an answer without words."""
    if not (information_given or "").strip():
        frappe.throw(_("Write down the answer you gave, or save the case as open."))


def note_first_contact(case: Document) -> None:
    """Note that the person of a new case was informed in the contact in which they told it."""
    before = case.get_doc_before_save()
    old_phase = before.phase if before else consts.PHASE_NEW
    if old_phase != consts.PHASE_NEW or case.phase != consts.PHASE_INFORMED:
        return
    said = _stored_value(case, "response_given") or _stored_value(case, "information_given")
    check_words(said)
    channel = _stored_value(case, "channel")
    case.response_given = said
    case.response_language = _stored_value(case, "response_language") or _stored_value(
        case, "language"
    )
    case.informed_via = _stored_value(case, "informed_via") or channel
    case.append(
        "contact_attempts",
        {
            "attempted_on": believed_now(),
            "attempted_by": frappe.session.user,
            "channel": channel,
            "outcome": consts.ATTEMPT_INFORMED,
            "reached": 1,
        },
    )


def _stored_value(case: Document, field: str) -> Any:
    """A value of a case; for a restricted case, from its report."""
    return case.get(field) or particulars.particular(case, field)
