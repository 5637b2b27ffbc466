"""The four-eyes principle: any change that lets somebody see restricted cases needs two people.

Many records decide access, and each can be changed in many ways. So the facts are compared before and
after every change of such a record, in the same transaction. A change by which anybody gains is rolled
back and stored as a request, unless a second person has agreed to it.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.security.administration import access_facts, access_requests
from cfm_app.security.administration.access_facts import AGENCY, NAME, SETTING, AccessFact
from cfm_app.security.administration.access_requests import AccessChange
from cfm_app.security.second_factor import step_up


def note_access_before(doc: Document, method: str | None = None) -> None:
    """Event before a save or deletion: remember who sees what, and set a savepoint.

    A program that goes on after a refusal must keep nothing of the refused change.
    """
    doc.flags.cfm_access_snapshot = access_facts.snapshot()
    doc.flags.cfm_savepoint = f"access_{frappe.generate_hash(length=10)}"
    frappe.db.savepoint(doc.flags.cfm_savepoint)


def check_saving(doc: Document, method: str | None = None) -> None:
    """Event after a save: roll it back if anybody gains and no second person agreed."""
    gained = _gained(doc)
    if gained:
        allow_or_request(AccessChange.of_saving(doc), gained, doc.flags.cfm_savepoint)


def check_deleting(doc: Document, method: str | None = None) -> None:
    """Event after a deletion, such as that of a user permission or a class: the same check."""
    gained = _gained(doc)
    if gained:
        allow_or_request(
            AccessChange("Delete", doc.doctype, doc.name), gained, doc.flags.cfm_savepoint
        )


def check_renaming(doc: Document, method: str, old: str, new: str, merge: bool = False) -> None:
    """Event before a renaming: the new name takes over what the old one is entrusted with.

    Frappe checks the permission only afterwards; without it, this stores no request.
    """
    if not frappe.has_permission(doc.doctype, "write", doc=doc):
        return
    if access_facts.decides_access(doc.doctype, old) or (
        merge and access_facts.decides_access(doc.doctype, new)
    ):
        action = "Merge" if merge else "Rename"
        allow_or_request(
            AccessChange(action, doc.doctype, old, new_name=new), {AccessFact(NAME, old, new)}
        )


def _gained(doc: Document) -> set[AccessFact]:
    before = doc.flags.pop("cfm_access_snapshot", None)
    if before is None:
        return set()
    return access_facts.newly_open(before, access_facts.snapshot(), frappe.session.user)


def allow_or_request(change: AccessChange, gained: set[AccessFact], savepoint: str = "") -> None:
    """Let a change pass that opens nothing; else roll it back and ask for a second person."""
    if _is_technical() or access_requests.is_agreed(change, gained):
        return
    try:
        _check(change, gained)
    except (frappe.ValidationError, frappe.PermissionError) as refusal:
        if savepoint:
            frappe.db.rollback(save_point=savepoint)
        if isinstance(refusal, access_requests.SecondPersonNeeded):
            access_requests.store_refused(refusal)
        raise


def _check(change: AccessChange, gained: set[AccessFact]) -> None:
    step_up.require(step_up.RIGHTS)
    if access_facts.is_any_case_restricted():
        _check_deputies(gained)
    if not _may_act_alone(gained):
        access_requests.require_second_person(change, gained)
    access_requests.make_known(change, gained)


def _is_technical() -> bool:
    """Whether this is an installation or migration, which runs on the machine and logs in to no account."""
    return bool(frappe.flags.in_install or frappe.flags.in_migrate or frappe.flags.in_patch)


def _may_act_alone(gained: set[AccessFact]) -> bool:
    """Whether the acting user may make this change without a second person."""
    acting = frappe.session.user
    if acting == "Administrator" or all(each.absent == acting for each in gained):
        return True
    if any(acting in (each.user, each.what) or each.kind == AGENCY for each in gained):
        # Exchange with an agency takes two people, even if the class has no cases yet.
        return False
    if not access_facts.is_any_case_restricted():
        return True
    # Two people decide whether one person suffices.
    is_decision = any(each.kind == SETTING for each in gained)
    return not is_decision and access_facts.one_person_decides()


def _check_deputies(gained: set[AccessFact]) -> None:
    """Throw unless a handler, or data protection, names the handler's deputy."""
    acting = frappe.session.user
    allowed = {"Administrator", *(each.absent for each in gained if each.absent)}
    if not all(each.absent for each in gained) or acting in allowed:
        return
    if consts.DATA_PROTECTION not in frappe.get_roles():
        frappe.throw(
            _(
                "The deputy for a restricted class is named by the absent handler or by the data"
                " protection focal point. Ask one of them to write it down."
            ),
            frappe.PermissionError,
        )
