"""Proposes an improvement; any user may, from any page."""

import dataclasses
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.base.fields import options_of
from cfm_app.office.improvement import places, states, telling
from cfm_app.security.entitlement.clearance import works_here

DOCTYPE = consts.IMPROVEMENT
STANDARD_ANSWER = "CFM Standard Answer"


@dataclass(frozen=True)
class Proposal:
    """What somebody wrote, and where."""

    kind: str
    seen: str
    proposal: str = ""
    address: str = ""
    """Of the page on which it was written, as the browser has it."""
    standard_answer: str = ""
    """The answer that it is about, if it is about one."""


def propose(given: Proposal) -> Document:
    """Store a proposal of the user in the session, and return it.

    What hangs on a case or a conversation is read by those alone who may see that.
    """
    if not works_here():
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    if given.kind not in options_of(DOCTYPE, "kind"):
        frappe.throw(_("Choose from the list what is to be better."))
    if not given.seen.strip():
        frappe.throw(_("Write what you saw."))
    found = frappe.new_doc(DOCTYPE)
    found.update(_place(given))
    found.update({"kind": given.kind, "state": states.NEW})
    found.update({"seen": given.seen.strip(), "proposal": given.proposal.strip()})
    found.update({"proposed_by": frappe.session.user, "proposed_on": now_datetime()})
    found.insert(ignore_permissions=True)
    telling.ask_owner(found)
    return found


def _place(given: Proposal) -> dict[str, str | None]:
    values = dataclasses.asdict(places.of_address(given.address))
    values["place"] = values.pop("page")
    if about := places.of_record(STANDARD_ANSWER, given.standard_answer):
        values["ref_doctype"], values["ref_name"] = about
    return values
