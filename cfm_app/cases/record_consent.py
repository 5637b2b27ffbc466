"""Record what a person agrees to, during the call or later."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.base.arguments import as_rows
from cfm_app.base.clock import believed_now
from cfm_app.cases import transitions
from cfm_app.security.access_rule import open_documents
from cfm_app.security.entitlement import clearance
from cfm_app.security.restricted_cases import openly_known, particulars


def record(name: str, consent: dict[str, Any], preferred_hours: str | None = None) -> Document:
    """Record new decisions of a case's person; the newest one on each purpose counts. Returns the case."""
    case = open_documents.get_open("Case", name)
    case.check_permission("read")
    person = case.community_member or particulars.particular(case, "community_member")
    if not insert(name, person, consent):
        frappe.throw(_("Ask the person at least one of the questions."), frappe.MandatoryError)
    if person:
        note_best_hour(case, str(person), preferred_hours)
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


def note_best_hour(case: Document, person: str, hours: str | None) -> None:
    """Store when the person of a case is best called: with the person, whom the office knows.

    A change of an openly known person would tell when a restricted case of theirs was recorded and by whom, so that
    one keeps it itself.
    """
    if not hours:
        return
    known = frappe.get_doc("Community Member", person)
    if hours == known.preferred_hours:
        return
    if clearance.is_restricted(case.sensitivity) and openly_known.is_openly_known(person):
        _keep_best_hour(str(case.name), hours)
    elif known.has_permission("write"):
        known.preferred_hours = hours
        known.save()


def _keep_best_hour(case: str, hours: str) -> None:
    """Write it among what was done about a restricted case, whose recorder does not open it any more."""
    report = particulars.report_of(case)
    if report is None:
        return
    stamp = {"followed_on": believed_now(), "followed_by": frappe.session.user}
    said = _("{0}: {1}").format(_("Best time to call"), _(hours))
    report.append("follow_ups", {"action": said, **stamp})
    report.save(ignore_permissions=True)
