"""Notices about decisions on proposals, and to owners of standard answers; never with their words."""

from collections.abc import Callable
from functools import partial

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname

from cfm_app.base import notices
from cfm_app.office.improvement import states
from cfm_app.security.access_rule import access


def tell_decision(improvement: Document) -> None:
    """Tell who proposed it and who seconds it, as far as they still see what it hangs on."""
    seconders = [row.user for row in improvement.get("seconds") or []]
    for user in dict.fromkeys((improvement.proposed_by, *seconders)):
        is_own = user == improvement.proposed_by
        _tell(user, improvement, partial(_decided, improvement, is_own))


def ask_owner(improvement: Document) -> None:
    """Tell the owner of the standard answer that a proposal is about."""
    if improvement.ref_doctype != "CFM Standard Answer":
        return
    owner = frappe.db.get_value(improvement.ref_doctype, improvement.ref_name, "responsible")
    if owner:
        _tell(owner, improvement, partial(_proposal_notice, improvement))


def _tell(user: str, improvement: Document, say: Callable[[str | None], str]) -> None:
    is_open = access.may_see(improvement.doctype, improvement.name, user)
    if user == frappe.session.user or not is_open:
        return
    language = notices.languages({user}).get(user)
    notices.tell(user, say(language), improvement.doctype, improvement.name)


def _decided(improvement: Document, is_own: bool, language: str | None) -> str:
    own = {
        states.ACCEPTED: _("Your proposal was accepted.", language),
        states.DONE: _("What you proposed is done.", language),
        states.DECLINED: _("Your proposal was declined: the answer says why.", language),
    }
    seconded = {
        states.ACCEPTED: _("A proposal that you second was accepted.", language),
        states.DONE: _("What you seconded is done.", language),
        states.DECLINED: _("A proposal that you second was declined.", language),
    }
    return (own if is_own else seconded)[improvement.state]


def _proposal_notice(improvement: Document, language: str | None) -> str:
    told = _("{0} proposes a better wording of your answer “{1}”.", language)
    return told.format(get_fullname(improvement.proposed_by), improvement.ref_name)
