"""Erasing the restricted part of a request: one entrusted person asks, a second one agrees.

The second is another entrusted person. Where there is nobody else, data protection agrees without seeing
the case, the person or the request.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts, notices
from cfm_app.data_protection.person_requests import deletion, entry, parts, states
from cfm_app.data_protection.person_requests import held as held_of_request
from cfm_app.data_protection.personal_data import (
    compaction,
    erasure,
    erasure_everywhere,
    holdings,
    known_by,
)
from cfm_app.data_protection.personal_data.holdings import Held
from cfm_app.security.access_rule import access, open_documents
from cfm_app.security.administration import access_facts
from cfm_app.security.entitlement import handlers as roles
from cfm_app.security.obligations import gate
from cfm_app.security.persons import identity

MEMBER, REPORT = "Community Member", "Sensitive Report"


def ask(name: str) -> Document:
    """Ask to erase a part, and tell who may agree.

    Only granted requests count, about cases and conversations that nobody works on any more. Where one
    person decides alone, it is erased at once.
    """
    part = parts.opened(name)
    if part.asked_by:
        frappe.throw(_("Somebody has asked for it already."))
    _check(part)
    part.asked_by, part.asked_on = frappe.session.user, now_datetime()
    if access_facts.one_person_decides():
        return _erase(part)
    part.save(ignore_permissions=True)
    _tell_others(part)
    return part


def agree(name: str) -> Document:
    """Agree, as the second person: the part is erased."""
    if not _may_agree(name):
        open_documents.refuse(entry.PART, name)
    gate.require()
    part = frappe.get_doc(entry.PART, name, for_update=True)
    if part.outcome or not part.asked_by:
        frappe.throw(_("This was decided meanwhile. Reload the page."))
    if part.asked_by == frappe.session.user:
        frappe.throw(_("Somebody else has to agree."), frappe.PermissionError)
    _check(part)
    return _erase(part)


def waiting_for_agreement() -> list[Any]:
    """Parts on which data protection decides because nobody else is entrusted."""
    if consts.DATA_PROTECTION not in frappe.get_roles():
        return []
    asked = {"asked_by": ["is", "set"], "outcome": ["is", "not set"]}
    fields = ["name", "asked_by", "asked_on"]
    rows = frappe.get_all(entry.PART, filters=asked, fields=fields, order_by="asked_on asc")
    me = frappe.session.user
    return [row for row in rows if row.asked_by != me and not _others(row.name, row.asked_by)]


def _may_agree(name: str) -> bool:
    if access.may_see(entry.PART, name):
        return True
    return any(row.name == name for row in waiting_for_agreement())


def _others(part: str, asked_by: str) -> list[str]:
    """Who else is entrusted with what a part is about."""
    users = sorted(roles.all_handlers() - {asked_by})
    with gate.suspended():
        return [user for user in users if access.may_see(entry.PART, part, user)]


def _check(part: Document) -> None:
    """Throw for an ungranted request, and for what somebody still works on."""
    request = frappe.get_doc(entry.DOCTYPE, part.request, for_update=True)
    if request.kind != states.DELETION or request.identity != states.PASSED:
        frappe.throw(_("This request asks for no deletion."))
    is_granted = request.decision in (states.GRANTED, states.PARTLY)
    if not is_granted or request.state == states.DROPPED:
        frappe.throw(_("This request was not granted: nothing of it is erased."))
    if parts.is_case_open(part):
        frappe.throw(_("Somebody still works on it: close it first, or keep it and say why."))


def _erase(part: Document) -> Document:
    rows = held_of_request.erasable(parts.held_of(part))
    person = _person_of(part)
    known = known_by.of_persons(identity.records_of(person) if person else [])
    erased = erasure.erase(rows, ground=part.request)
    if person and not _is_needed(person):
        record = [Held(MEMBER, each, holdings.RECORD) for each in identity.records_of(person)]
        erasure_everywhere.erase([erasure.plan_of(record, part.request)], known)
    compaction.soon()
    part.proof = deletion.proof_of(rows, [], erased.name)
    return parts.settle(part, parts.ERASED)


def _is_needed(person: str) -> bool:
    """Whether something else still names the person of an erased restricted case."""
    is_in_cases = frappe.db.exists("Case", {"community_member": person})
    return bool(is_in_cases) or held_of_request.is_known_elsewhere(person)


def _person_of(part: Document) -> str | None:
    if part.cfm_case:
        found = frappe.db.get_value(REPORT, {"cfm_case": part.cfm_case}, "community_member")
        return found or frappe.db.get_value("Case", part.cfm_case, "community_member")
    return frappe.db.get_value(consts.CONVERSATION, part.conversation, "community_member")


def _tell_others(part: Document) -> None:
    """Whoever sees the part finds it there; the notice to data protection names nothing but its number."""
    others = _others(part.name, part.asked_by)
    guardians = [user for user in roles.holders(consts.DATA_PROTECTION) if user != part.asked_by]
    spoken = notices.languages({*others, *guardians})
    for user in others or guardians:
        text = _("An erasure waits for a second person: {0}", spoken.get(user)).format(part.name)
        notices.tell(user, text, *((entry.PART, part.name) if others else ()))
