"""Restricting a conversation: who is entrusted with it, and what everybody else loses."""

from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.channels import taking
from cfm_app.procedures.sop import class_reach, handler_assignment
from cfm_app.security.entitlement import clearance, handlers
from cfm_app.security.restricted_cases import case_traces, openly_known
from cfm_app.security.sensitivity.strictest import of_account


def classify(conversation: Document, sensitivity: str | None, of_case: bool = False) -> None:
    """Give a conversation a class. Users who are not entrusted with a restricted one lose access at once.

    If the class comes from a case, the conversation is entrusted to the people of the case.
    """
    if sensitivity and not frappe.db.exists("Case Sensitivity", sensitivity):
        frappe.throw(_("There is no class of sensitivity {0}.").format(sensitivity))
    if not of_case:
        sensitivity = class_reach.class_with_handlers(sensitivity)
    if sensitivity == conversation.sensitivity:
        return
    was_restricted = clearance.is_restricted(conversation.sensitivity)
    conversation.sensitivity = sensitivity
    conversation.set("handlers", [] if of_case else _entrusted(conversation, sensitivity))
    if clearance.is_restricted(sensitivity):
        _take_from_others(conversation)
        if not was_restricted:
            _wait_for_handlers(conversation)
    elif not _may_be_named(conversation.community_member):
        conversation.community_member = None
    conversation.save(ignore_permissions=True)
    for row in conversation.handlers:
        if row.user != frappe.session.user:
            handlers.notify(row.user, partial(needs_attention, conversation.name), conversation)


def link_to(case: str) -> dict[str, Any]:
    """The row by which a conversation or a call belongs to a case."""
    return {"cfm_case": case, "linked_on": now_datetime(), "linked_by": frappe.session.user}


def refuse_apart_from_case(conversation: Document) -> None:
    """Throw for another class than that of the conversation's restricted case."""
    if clearance.restricted_among([row.cfm_case for row in conversation.cases]):
        frappe.throw(_("A case came of this conversation: give the case another class."))


def _entrusted(conversation: Document, sensitivity: str | None) -> list[dict[str, Any]]:
    """The handlers of a class; a holder of its role who had taken the conversation keeps it."""
    if not sensitivity or not clearance.is_restricted(sensitivity):
        return []
    role = clearance.handler_role(sensitivity)
    users = [row.user for row in conversation.handlers if handlers.has_role(row.user, role)]
    users += handler_assignment.find_handlers(sensitivity, role, None)
    now = now_datetime()
    return [{"user": user, "role": role, "assigned_on": now} for user in dict.fromkeys(users)]


def _may_be_named(person: str | None) -> bool:
    """Whether the office may read whose conversation this is: not if only restricted cases name the person."""
    return not person or openly_known.is_openly_known(person)


def suspect(name: str, *texts: str) -> None:
    """Have a conversation be clarified by those who may, if its words point to a restricted matter."""
    if not (found := of_account("\n".join(filter(None, texts)))):
        return
    conversation = frappe.get_doc(consts.CONVERSATION, name, for_update=True)
    if not clearance.is_restricted(conversation.sensitivity):
        classify(conversation, found)


def _wait_for_handlers(conversation: Document) -> None:
    """Whatever others answered, those who are entrusted with it have still to read it."""
    if conversation.state != consts.CONVERSATION_WAITS:
        conversation.state = consts.CONVERSATION_WAITS
        conversation.waiting_since = now_datetime()


def _take_from_others(conversation: Document) -> None:
    """Release the conversation, and delete notices about it to others."""
    conversation.update(taking.NOBODY)
    names = frappe.get_all(
        consts.MESSAGE, {"conversation": conversation.name}, pluck="name", order_by="creation asc"
    )
    case_traces.forget(consts.CONVERSATION, [conversation.name])
    case_traces.forget(consts.MESSAGE, names)


def needs_attention(name: str, language: str | None) -> str:
    """The notice to the people entrusted with a restricted conversation."""
    return _("A restricted conversation needs your attention: {0}", language).format(name)
