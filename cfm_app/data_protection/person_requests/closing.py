"""How a request ends: handed over, told, closed; or dropped because the person no longer asks."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base.arguments import one_of, required_text
from cfm_app.data_protection.person_requests import (
    before_erasure,
    contact_until_told,
    entry,
    states,
)


def redact(name: str, words: str | None) -> Document:
    """Write down the words, one a line, that are left out of the copy."""
    request = entry.opened(name, states.IDENTIFIED, states.DECIDED, states.CARRIED_OUT)
    request.redacted = (words or "").strip() or None
    return entry.save(request)


def hand_over(name: str) -> Document:
    """Note that the copy was made for the person and handed to them: an access request is carried out."""
    request = entry.opened(name, states.DECIDED)
    if request.kind != states.ACCESS:
        frappe.throw(_("This request asks for no copy."))
    now = now_datetime()
    request.handed_over_on = request.carried_out_on = now
    request.carried_out_by = frappe.session.user
    return entry.save(request)


def tell(name: str, via: str, words: str | None) -> Document:
    """Note that the person was told what was decided and done, and close the request.

    Of an erasure they are told before: the request is open until it is done.
    """
    is_before = _is_erased_next(name)
    request = entry.opened(name, states.DECIDED if is_before else states.CARRIED_OUT)
    chosen = one_of(via, before_erasure.WAYS, _("Choose how they were told."))
    if is_before:
        before_erasure.note_told(request, chosen)
        return entry.save(request)
    request.told_via = chosen
    # Nothing that was erased may be written again.
    if not before_erasure.is_of(request):
        request.told_words = required_text(words, _("Write what was said."))
    request.told_by, request.told_on = frappe.session.user, now_datetime()
    request.closed_by, request.closed_on = request.told_by, request.told_on
    request.set(contact_until_told.FIELD, None)
    return entry.save(request)


def drop(name: str, reason: str) -> Document:
    """End a request that the person no longer makes, or that nobody made; the entry and the reason stay."""
    request = entry.opened(name)
    request.dropped_because = required_text(reason, _("Write why it is dropped."))
    request.closed_by, request.closed_on = frappe.session.user, now_datetime()
    request.set(contact_until_told.FIELD, None)
    return entry.save(request)


def _is_erased_next(name: str) -> bool:
    request = entry.locked(name)
    return request.state == states.DECIDED and before_erasure.is_of(request)
