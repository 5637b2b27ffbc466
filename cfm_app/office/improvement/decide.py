"""Decide on a proposal, with an answer to who made it."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.base.session_user import has_role
from cfm_app.office.improvement import changes, states, telling
from cfm_app.office.improvement.propose import DOCTYPE
from cfm_app.security.access_rule import open_documents
from cfm_app.security.entitlement import clearance


def accept(name: str, words: str) -> Document:
    """Accept a proposal: it will be done."""
    return _decide(name, states.ACCEPTED, words)


def decline(name: str, words: str) -> Document:
    """Decline a proposal, with a reason."""
    return _decide(name, states.DECLINED, words)


def finish(name: str, words: str, change: str = "") -> Document:
    """Mark it as done; `change` names the change of configuration, as in `changes.recent`."""
    return _decide(name, states.DONE, words, change)


def may_decide(improvement: Document) -> bool:
    """Whether the user, who sees a proposal, decides on it.

    Managers do. What hangs on a restricted case or conversation they do not see; whoever is
    entrusted with that decides instead.
    """
    if has_role(consts.MANAGER):
        return True
    if improvement.cfm_case:
        return bool(clearance.restricted_among([improvement.cfm_case]))
    conversation = improvement.conversation
    kind = conversation and frappe.db.get_value(consts.CONVERSATION, conversation, "sensitivity")
    return bool(kind) and clearance.is_restricted(kind)


def _decide(name: str, state: str, words: str, change: str = "") -> Document:
    found = open_documents.get_open(DOCTYPE, name, for_update=True)
    found.check_permission("read")
    if not may_decide(found):
        frappe.throw(_("Managers decide on proposals."), frappe.PermissionError)
    if state not in states.FOLLOWS.get(found.state, ()):
        frappe.throw(_("This proposal is decided."))
    if not words.strip():
        frappe.throw(_("Write an answer for the person who proposed it."))
    if change:
        found.changed_doctype, found.changed_name = changes.named(change)
    found.update({"state": state, "answer": words.strip()})
    found.update({"decided_by": frappe.session.user, "decided_on": now_datetime()})
    found.save(ignore_permissions=True)
    telling.tell_decision(found)
    return found
