"""Reopen a closed case, because it was not over or because the person appeals."""

from functools import partial

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.base.clock import believed_now
from cfm_app.cases import contact_attempts, transitions
from cfm_app.procedures.sop import phases
from cfm_app.security.access_rule import access, open_documents
from cfm_app.security.entitlement.handlers import holders, notify

# The first words of a reopening's note, before the reason.
NOTED = ("Appeal: {0}", "Reopened: {0}")


def reopen(name: str, reason: str, is_appeal: bool = False) -> Document:
    """Reopen a case, with the reason as a follow-up. Managers are told about an appeal."""
    if not (reason or "").strip():
        frappe.throw(_("Write why the case is taken up again."), frappe.exceptions.MandatoryError)
    case = open_documents.get_open("Case", name, for_update=True)
    # The user may not write follow-ups before the case is reopened.
    case = transitions.move_to_phase(case, consts.PHASE_IN_PROGRESS)
    text = _("Appeal: {0}") if is_appeal else _("Reopened: {0}")
    case.append(
        "follow_ups",
        {
            "followed_on": believed_now(),
            "followed_by": frappe.session.user,
            "action": text.format(reason.strip()),
        },
    )
    case.save()
    if is_appeal:
        case.db_set("is_appeal", 1)
        _tell_managers(case)
    return case


def set_contacts_aside(case: Document) -> None:
    """Mark earlier contacts as outdated: nobody has heard the new answer yet."""
    before = case.get_doc_before_save()
    if before and phases.is_reopened(before.phase, case.phase):
        contact_attempts.set_aside(case)


def _tell_managers(case: Document) -> None:
    """Tell the other managers who may see the case about the appeal."""
    for user in holders(consts.MANAGER):
        if user != frappe.session.user and access.may_see_case(case.name, user):
            notify(user, partial(_appealed, case.name), case)


def _appealed(case: str, language: str | None) -> str:
    return _("The person appeals against the outcome of {0}", language).format(case)
