"""Stop uses of a person's data: by purpose where they object, by consent where they take it back."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.cases.withdraw import withdraw
from cfm_app.data_protection.person_requests import entry, states
from cfm_app.security.persons import identity

# An objection keeps the record; withdrawing everything does not.
OBJECTABLE = tuple(each for each in consts.PURPOSES if each != consts.RECORD)


def offered(kind: str) -> tuple[str, ...]:
    """The purposes that a request of a kind can stop."""
    return OBJECTABLE if kind == states.OBJECTION else consts.PURPOSES


def granted(request: Document) -> dict[str, list[str]]:
    """The consents in force of ordinary cases of the person that the user sees, by purpose."""
    found: dict[str, list[str]] = {}
    consents = frappe.get_list(
        "Consent",
        filters={
            "workflow_state": consts.CONSENT_DECIDED,
            "cfm_case": ["in", _cases(request) or [""]],
        },
        pluck="name",
        order_by="creation asc",
        limit_page_length=0,
    )
    for row in frappe.get_all(
        "Consent Purpose",
        filters={"parent": ["in", consents or [""]], "decision": "Granted"},
        fields=["parent", "purpose"],
        parent_doctype="Consent",
        order_by="parent asc, idx asc",
    ):
        names = found.setdefault(row.purpose, [])
        if row.parent not in names:
            names.append(row.parent)
    return found


def stop(name: str, purposes: list[str]) -> Document:
    """Withdraw some purposes from every consent that grants them; what rested on them is revoked.

    A call that was planned for the person is planned no more where they do not want to be called.
    """
    request = entry.opened(name, states.DECIDED)
    if request.kind not in (states.OBJECTION, states.WITHDRAWAL):
        frappe.throw(_("This request stops no use."))
    chosen = [each for each in offered(request.kind) if each in purposes]
    if not chosen:
        frappe.throw(_("Choose what is no longer done with their data."))
    reason = _("Request {0}").format(request.name)
    by_consent: dict[str, list[str]] = {}
    for purpose, consents in granted(request).items():
        for consent in consents if purpose in chosen else ():
            by_consent.setdefault(consent, []).append(purpose)
    for consent, taken in by_consent.items():
        withdraw(consent, reason, taken)
    if {consts.CALL_BACK, consts.RECORD} & set(chosen):
        planned = {"name": ["in", _cases(request) or [""]]}
        frappe.db.set_value("Case", planned, "next_contact_on", None, update_modified=False)
    request.purposes = "\n".join(chosen)
    request.proof = f"Consent: {len(by_consent)}"
    request.carried_out_on, request.carried_out_by = now_datetime(), frappe.session.user
    return entry.save(request)


def _cases(request: Any) -> list[str]:
    """The ordinary cases of a request; those of restricted classes are for their handlers."""
    if request.cfm_case:
        return [request.cfm_case]
    if not request.community_member:
        return []
    persons = identity.records_of(request.community_member)
    filters = {"community_member": ["in", persons], "is_restricted": 0}
    return frappe.get_all("Case", filters=filters, pluck="name", order_by="name asc")
