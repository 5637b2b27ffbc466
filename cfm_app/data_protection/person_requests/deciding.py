"""Decisions of data protection on a request, and the legal grounds of a refusal."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.base.arguments import one_of, required_text
from cfm_app.data_protection.breaches import audience
from cfm_app.data_protection.person_requests import before_erasure, entry, states
from cfm_app.security.administration import access_facts

GROUND = "CFM Request Ground"
DECISIONS = (states.GRANTED, states.PARTLY, states.REFUSED)


def decide(
    name: str, decision: str, ground: str | None = None, reason: str | None = None
) -> Document:
    """Grant a request, fully or partly, or refuse it on a legal ground.

    It needs a passed identity check. A decision can be changed until it is carried out. Whoever
    registered a deletion cannot grant it (`may_decide`).
    """
    request = entry.locked(name)
    if not (entry.may_handle(request) or may_decide(request)):
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    entry.check_state(request, states.RECEIVED, states.IDENTIFIED, states.DECIDED)
    one_of(decision, DECISIONS, _("Choose whether it is granted, partly or not."))
    if decision != states.REFUSED and request.identity != states.PASSED:
        frappe.throw(_("Check first who asks. Only then can it be granted."))
    if decision != states.REFUSED and not may_decide(request):
        frappe.throw(
            _("You registered this deletion: somebody else decides it."), frappe.PermissionError
        )
    request.decision, request.ground, request.decision_reason = decision, None, None
    if decision != states.GRANTED:
        request.ground = one_of(ground, tuple(grounds()), _("Choose the legal ground."))
        refusal = _("Write why, so that the person can understand and object.")
        request.decision_reason = required_text(reason, refusal)
    request.decided_by, request.decided_on = frappe.session.user, now_datetime()
    before_erasure.start_again(request)
    return entry.save(request)


def may_decide(request: Document) -> bool:
    """Whether the user in the session may grant a request.

    Of a deletion it is not whoever registered it, unless one person decides alone in this office: another
    who handles it does, or a manager where there is nobody else. Where no manager may see it, its handler
    grants it, and each of its parts is erased by two (`part_deletion`).
    """
    by = request.registered_by
    if request.kind != states.DELETION or not by or access_facts.one_person_decides():
        return entry.may_handle(request)
    user = frappe.session.user
    found = entry.handlers(request.name)
    others = [each for each in found if each != by] or [
        each for each in audience.holders(consts.MANAGER, request.name, entry.DOCTYPE) if each != by
    ]
    return user == "Administrator" or user in (others or found)


def grounds() -> list[str]:
    """The legal grounds that the office uses, in its order."""
    return frappe.get_all(
        GROUND, filters={"enabled": 1}, pluck="name", order_by="sort_index asc, name asc"
    )
