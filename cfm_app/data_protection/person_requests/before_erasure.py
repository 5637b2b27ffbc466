"""What comes before an erasure: what is said and how is agreed, then the person is told; only then is it erased.

Afterwards nobody knows whom to tell. Who cannot be told, for a reason that is noted, is told later if it is
possible: their number and the agreed words stay sealed in the request for some time (`contact_until_told`).
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base.arguments import one_of, required_text
from cfm_app.data_protection.person_requests import (
    contact_until_told,
    entry,
    other_records,
    states,
)

WAYS = ("Phone", "Message", "Letter", "In person")
NOT_REACHED, NO_WAY, NOT_WANTED = (
    "Not reached, after several tries",
    "There is no way to reach them",
    "They asked not to be told",
)
WHY_UNTOLD = (NOT_REACHED, NO_WAY, NOT_WANTED)


def agree(name: str, via: str | None, words: str | None) -> Document:
    """Agree how the person is told of an erasure and what is said: sealed with their number until they were."""
    request = entry.opened(name, states.DECIDED)
    if not is_of(request):
        frappe.throw(_("This request asks for no deletion."))
    other_records.require_looked_at(request)
    chosen = one_of(via, WAYS, _("Choose how they are told."))
    contact_until_told.keep(request, chosen, required_text(words, _("Write what is said.")))
    _forget_telling(request)
    return entry.save(request)


def note_told(request: Document, via: str) -> None:
    """Note when and how the person was told before the erasure, without the words: those were for them alone."""
    if not is_agreed(request):
        frappe.throw(_("Agree first how the person is told and what is said."))
    request.told_via, request.told_by, request.told_on = via, frappe.session.user, now_datetime()
    request.set(contact_until_told.FIELD, None)


def require(request: Document, untold: str | None) -> None:
    """Throw for an erasure of which nobody told the person, and which does not say why; note why."""
    if request.told_on:
        return
    if not is_agreed(request):
        frappe.throw(_("Agree first how the person is told and what is said."))
    request.untold_because = one_of(
        untold, WHY_UNTOLD, _("Tell the person first, or choose why they cannot be told.")
    )


def start_again(request: Document) -> None:
    """After another decision, what was agreed and said no longer holds."""
    request.set(contact_until_told.FIELD, None)
    _forget_telling(request)


def is_agreed(request: Document) -> bool:
    """Whether it was agreed how the person is told, who has not been told yet."""
    return bool(request.get(contact_until_told.FIELD))


def is_of(request: Document) -> bool:
    """Whether a request is for an erasure that was granted, wholly or partly."""
    return bool(request.kind == states.DELETION and request.decision != states.REFUSED)


def _forget_telling(request: Document) -> None:
    request.update(dict.fromkeys(("told_via", "told_by", "told_on", "untold_because")))
