"""What data protection decides on a request, and on which legal ground it is refused."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.personal_data import requests_entry as entry
from cfm_app.personal_data import requests_states as states

GROUND = "CFM Request Ground"
DECISIONS = (states.GRANTED, states.PARTLY, states.REFUSED)


def decide(
    name: str, decision: str, ground: str | None = None, reason: str | None = None
) -> Document:
    """Grant a request, wholly or partly, or refuse it on a legal ground.

    It is granted to nobody who has not shown who they are. It may be decided anew until it is carried out.
    """
    request = entry.opened(name, states.RECEIVED, states.IDENTIFIED, states.DECIDED)
    entry.one_of(decision, DECISIONS, _("Choose whether it is granted, partly or not."))
    if decision != states.REFUSED and request.identity != states.PASSED:
        frappe.throw(_("Check first who asks. Only then can it be granted."))
    request.decision, request.ground, request.decision_reason = decision, None, None
    if decision != states.GRANTED:
        request.ground = entry.one_of(ground, tuple(grounds()), _("Choose the legal ground."))
        refusal = _("Write why, so that the person can understand and object.")
        request.decision_reason = entry.required(reason, refusal)
    request.decided_by, request.decided_on = frappe.session.user, now_datetime()
    return entry.save(request)


def grounds() -> list[str]:
    """The legal grounds that the office uses, in its order."""
    return frappe.get_all(
        GROUND, filters={"enabled": 1}, pluck="name", order_by="sort_index asc, name asc"
    )
