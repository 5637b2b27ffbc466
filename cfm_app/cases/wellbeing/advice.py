"""Advice on a case: asked by whoever works on it, given by a manager or an entrusted handler."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, now_datetime

from cfm_app.base import consts, notices
from cfm_app.security.access_rule import access, open_documents
from cfm_app.security.entitlement import clearance, handlers
from cfm_app.security.obligations import gate

DOCTYPE = consts.ADVICE
OPEN, ANSWERED, TAKEN_BACK = "Open", "Answered", "Taken back"


def ask(case: str, question: str) -> Document:
    """Ask for advice on a case that the user may open. Returns the stored question.

    Managers are asked; of a restricted case those who are entrusted with it, for nobody else reads
    the question.
    """
    gate.require()
    open_documents.get_open("Case", case)
    if not question.strip():
        frappe.throw(_("Write what you would like to know."))
    advisers = advisers_of(case)
    if not advisers:
        frappe.throw(
            _(
                "Nobody else may open this case: talk to the manager without saying whom it is about."
            )
        )
    found = frappe.new_doc(DOCTYPE)
    found.update({"cfm_case": case, "question": question.strip(), "state": OPEN})
    found.update({"asked_by": frappe.session.user, "asked_on": now_datetime()})
    found.insert(ignore_permissions=True)
    spoken = notices.languages(set(advisers))
    for user in advisers:
        text = _("{0} asks for your advice.", spoken.get(user))
        notices.tell(user, text.format(get_fullname(found.asked_by)), DOCTYPE, found.name)
    return found


def answer(name: str, words: str) -> Document:
    """Give the advice; whoever asked is told."""
    found = _open(name)
    if not may_advise(found):
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    if not words.strip():
        frappe.throw(_("Write your advice."))
    found.update({"answer": words.strip(), "state": ANSWERED})
    found.update({"answered_by": frappe.session.user, "answered_on": now_datetime()})
    found.save(ignore_permissions=True)
    notices.mark_done(DOCTYPE, found.name)
    language = notices.languages({found.asked_by}).get(found.asked_by)
    notices.tell(found.asked_by, _("Your question was answered.", language), DOCTYPE, found.name)
    return found


def take_back(name: str) -> Document:
    """Withdraw one's question."""
    found = _open(name)
    if found.asked_by != frappe.session.user:
        frappe.throw(_("Only the person who asked may do this."), frappe.PermissionError)
    found.state = TAKEN_BACK
    found.save(ignore_permissions=True)
    notices.mark_done(DOCTYPE, found.name)
    return found


def advisers_of(case: str) -> list[str]:
    """Who may give the user in the session advice on a case."""
    restricted = bool(clearance.restricted_among([case]))
    users = handlers.entrusted(case) if restricted else handlers.holders(consts.MANAGER)
    others = [user for user in users if user != frappe.session.user]
    return [user for user in others if access.may_see_case(case, user)]


def may_advise(advice: Document | Any) -> bool:
    """Whether the user may answer a question that they see: it is not their own."""
    return bool(advice.asked_by != frappe.session.user)


def waiting() -> list[Any]:
    """Open questions that the user may answer, the oldest first."""
    return _listed({"state": OPEN, "asked_by": ["!=", frappe.session.user]}, "asked_on asc")


def line(row: Any) -> dict[str, Any]:
    """A question on the home page."""
    return {
        "url": f"/cfm/advice#{row.name}",
        "title": row.cfm_case,
        "name": row.name,
        "kind": _("Advice is asked for"),
        "note": get_fullname(row.asked_by),
        "due_on": None,
    }


def of_case(case: str) -> list[Any]:
    """What was asked about a case, as far as the user may read it, the newest first."""
    return _listed({"cfm_case": case, "state": ["!=", TAKEN_BACK]}, "asked_on desc")


def _listed(filters: dict[str, Any], order_by: str) -> list[Any]:
    return frappe.get_list(
        DOCTYPE, filters=filters, fields=["*"], order_by=order_by, limit_page_length=0
    )


def _open(name: str) -> Document:
    found = open_documents.get_open(DOCTYPE, name, for_update=True)
    if found.state != OPEN:
        frappe.throw(_("This question is settled."))
    return found
