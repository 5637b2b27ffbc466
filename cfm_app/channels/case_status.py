"""The status of a case in words for the person, without anything about them or what they told."""

import frappe
from frappe import _

from cfm_app.base import consts
from cfm_app.security import spoken_codes
from cfm_app.security.access_rule import status_codes
from cfm_app.security.entitlement import clearance
from cfm_app.security.lawful_basis import consent

RECEIVED, HANDLED, ANSWERED, CLOSED = "received", "handled", "answered", "closed"
UNREAD, PUT_ASIDE, OVER = "unread", "put aside", "over"
STANDING = {
    consts.PHASE_NEW: RECEIVED,
    consts.PHASE_IN_PROGRESS: HANDLED,
    consts.PHASE_PAUSED: HANDLED,
    consts.PHASE_RESOLVED: ANSWERED,
    consts.PHASE_INFORMED: CLOSED,
    consts.PHASE_CLOSED: CLOSED,
}


def of_code(text: str | None) -> str | None:
    """The status of the case with a code; None for an unknown code.

    A code always has an answer, even when its case has become restricted: it looks like a case in work.
    The database is queried in the same way for every code.
    """
    owner = status_codes.owner_of(spoken_codes.normalised(text))
    written = _conversation(owner.conversation or "")
    linked = _linked_case(owner.conversation or "")
    row = _facts(owner.cfm_case or linked or "")
    # A duplicate has the status of its original.
    first = _facts((row and row.duplicate_of) or "")
    is_doubtful = consent.is_record_doubtful(owner.cfm_case or linked or "")
    standing = _of_case(row, first, is_doubtful)
    return _of_written(written, row, standing) if written else standing


def _of_case(row: frappe._dict | None, first: frappe._dict | None, is_doubtful: bool) -> str | None:
    if not row:
        return None
    if clearance.is_restricted(row.sensitivity):
        return HANDLED
    if is_doubtful and not row.informed_on and consent.refuses_record(row.name):
        # Nobody works for an answer to whoever is no longer recorded; why is for them alone to say.
        return OVER
    if (
        first
        and not clearance.is_restricted(first.sensitivity)
        and row.phase != consts.PHASE_INFORMED
    ):
        row = first
    return STANDING.get(row.phase, RECEIVED)


def _of_written(written: frappe._dict, case: frappe._dict | None, standing: str | None) -> str:
    """The status for a writer before a case exists: whether it was read. It never shows that it is restricted."""
    if case:
        # The words were read when the case was made.
        return HANDLED if standing in (None, RECEIVED) else standing
    if written.to_be_clarified:
        return UNREAD
    is_put_aside = written.state == consts.NOT_FEEDBACK
    return (
        PUT_ASIDE if is_put_aside and not clearance.is_restricted(written.sensitivity) else HANDLED
    )


def sentence(standing: str, language: str | None = None) -> str:
    """The status as one plain sentence, in a language or in the reader's."""
    texts = {
        UNREAD: _("We have received your message. Nobody has read it yet.", language),
        RECEIVED: _("We have received your message. Somebody will look at it soon.", language),
        HANDLED: _("Somebody is working on your message. You will get an answer.", language),
        ANSWERED: _(
            "There is an answer for you. Call us to hear it, or wait for our call.", language
        ),
        CLOSED: _(
            "Your message has been answered and closed. If you do not agree, call us.", language
        ),
        OVER: _(
            "Nothing more is planned for this message. If you want to talk with us, call us.",
            language,
        ),
        PUT_ASIDE: _(
            "We have read your message. It is nothing that this office can follow up. If you do not"
            " agree, call us.",
            language,
        ),
    }
    return texts[standing]


def _facts(case: str) -> frappe._dict | None:
    fields = ["name", "phase", "sensitivity", "duplicate_of", "informed_on"]
    return frappe.db.get_value("Case", case, fields, as_dict=True)


def _conversation(name: str) -> frappe._dict | None:
    fields = ["state", "sensitivity", "to_be_clarified"]
    return frappe.db.get_value(consts.CONVERSATION, name, fields, as_dict=True)


def _linked_case(conversation: str) -> str | None:
    """The case to which a conversation was attached, if none was made of it."""
    within = {"parenttype": consts.CONVERSATION, "parent": conversation}
    return frappe.db.get_value("CFM Conversation Case", within, "cfm_case", order_by="idx asc")
