"""Where a case stands, in words for the person themselves: nothing of who they are or what they told."""

import frappe
from frappe import _

from cfm_app import consts
from cfm_app.privacy import clearance, status_codes

RECEIVED, HANDLED, ANSWERED, CLOSED = "received", "handled", "answered", "closed"
STANDING = {
    consts.PHASE_NEW: RECEIVED,
    consts.PHASE_IN_PROGRESS: HANDLED,
    consts.PHASE_PAUSED: HANDLED,
    consts.PHASE_RESOLVED: ANSWERED,
    consts.PHASE_INFORMED: CLOSED,
    consts.PHASE_CLOSED: CLOSED,
}


def of_code(text: str | None) -> str | None:
    """Where the case of a code stands. An unknown code and that of a restricted case have no answer.

    The same questions are asked of the database, whatever the code is.
    """
    case = status_codes.find(status_codes.cleaned(text))
    row = _facts(case or "")
    # What was told twice is answered where it was told first.
    first = _facts((row and row.duplicate_of) or "")
    if not row or clearance.is_restricted(row.sensitivity):
        return None
    if (
        first
        and not clearance.is_restricted(first.sensitivity)
        and row.phase != consts.PHASE_INFORMED
    ):
        row = first
    return STANDING.get(row.phase, RECEIVED)


def sentence(standing: str, language: str | None = None) -> str:
    """One plain sentence, in a language or in that of whoever asks."""
    texts = {
        RECEIVED: _("We have received your message. Somebody will look at it soon.", language),
        HANDLED: _("Somebody is working on your message. You will get an answer.", language),
        ANSWERED: _(
            "There is an answer for you. Call us to hear it, or wait for our call.", language
        ),
        CLOSED: _(
            "Your message has been answered and closed. If you do not agree, call us.", language
        ),
    }
    return texts[standing]


def _facts(case: str) -> frappe._dict | None:
    fields = ["phase", "sensitivity", "duplicate_of"]
    return frappe.db.get_value("Case", case, fields, as_dict=True)
