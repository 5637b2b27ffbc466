"""Record what a person agrees to, during the call or later."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.base.arguments import as_rows
from cfm_app.cases import transitions
from cfm_app.security.access_rule import open_documents
from cfm_app.security.restricted_cases import particulars


def record(name: str, consent: dict[str, Any], preferred_hours: str | None = None) -> Document:
    """Record new decisions of a case's person; the newest one on each purpose counts. Returns the case."""
    case = open_documents.get_open("Case", name)
    case.check_permission("read")
    person = case.community_member or particulars.particular(case, "community_member")
    if not insert(name, person, consent):
        frappe.throw(_("Ask the person at least one of the questions."), frappe.MandatoryError)
    if person and preferred_hours:
        note_best_hour(frappe.get_doc("Community Member", person), preferred_hours)
    return open_documents.get_open("Case", name)


def insert(case: str, person: str | None, values: dict[str, Any]) -> Document | None:
    """Insert a consent, and decide it once a purpose was answered; None if nothing was asked."""
    rows = [row for row in as_rows(values.get("purposes")) if row.get("purpose")]
    if not rows:
        return None
    given = {
        **values,
        "doctype": "Consent",
        "cfm_case": case,
        "community_member": person,
        "purposes": [row for row in rows if row.get("decision")],
    }
    given.pop("workflow_state", None)
    consent = frappe.get_doc(given).insert()
    return (
        transitions.move_to_state(consent, consts.CONSENT_DECIDED) if given["purposes"] else consent
    )


def note_best_hour(person: Document, hours: str | None) -> None:
    """Store when a known person is best called."""
    if hours and hours != person.preferred_hours and person.has_permission("write"):
        person.preferred_hours = hours
        person.save()
