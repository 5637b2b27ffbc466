"""Who refuses to be recorded leaves neither words nor a way to be reached, and is promised nothing."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, now_datetime

from cfm_app import consts
from cfm_app.privacy import givers

RECORD = "Record"
# A form that was left open, or a line that was dead, ends within that.
HOURS_OF_A_CALL = 12
# What is kept of the call: that there was one, what it was about, and what the office said.
KEPT = (
    "received_on",
    "channel",
    "language",
    "interpreter_used",
    "category",
    "sensitivity",
    "location",
    "information_given",
    "duplicate_of",
)
# What a case or its report may hold of the person.
OF_PERSON = (
    "community_member",
    "description",
    "place_details",
    "sex",
    "age_group",
    "disability",
    "population_group",
)


def is_refused(consent: Any) -> bool:
    """Whether a consent, as a document or as a form sends it, refuses that anything is recorded."""
    if (consent.get("legal_basis") or givers.CONSENT) != givers.CONSENT:
        return False
    rows = consent.get("purposes") or []
    return any(row.get("purpose") == RECORD and row.get("decision") == "Refused" for row in rows)


def check(consent: Document) -> None:
    """Refuse to decide that somebody is not recorded and is called back or named elsewhere."""
    if not is_refused(consent):
        return
    granted = [_(row.purpose) for row in consent.purposes if row.decision == "Granted"]
    if granted:
        frappe.throw(
            _("Who does not want to be recorded cannot be promised: {0}. Refuse it, too.").format(
                ", ".join(granted)
            )
        )
    consent.community_member = None


def keep_out(case: Document) -> None:
    """Refuse to write down later what the person did not want recorded."""
    if case.is_new() or case.consent_status != "Refused" or not is_unrecorded(case.name):
        return
    before = case.get_doc_before_save()
    added = [
        _(case.meta.get_label(field))
        for field in OF_PERSON
        if case.get(field) and case.get(field) != (before and before.get(field))
    ]
    if added:
        frappe.throw(
            _("The person does not want to be recorded. Leave empty: {0}.").format(", ".join(added))
        )


def is_unrecorded(case: str) -> bool:
    """Whether the newest consent of a case that was decided refuses to record."""
    newest = frappe.get_all(
        "Consent",
        filters={"cfm_case": case, "workflow_state": consts.CONSENT_DECIDED},
        pluck="name",
        order_by="creation desc, name desc",
        limit_page_length=1,
    )
    return bool(newest) and is_refused(frappe.get_doc("Consent", newest[0]))


def kept_of(case: dict[str, Any]) -> dict[str, Any]:
    """What may be stored of a case whose person refuses to be recorded."""
    return {field: value for field, value in case.items() if field in KEPT}


def forget_call(case: str) -> None:
    """Forget what the user has just written down of a person who then refuses to be recorded.

    What a person agreed to keep, or somebody else wrote down, is not destroyed by the word of one
    user: a complaint about them may be among it. `findings` names it, for data protection to decide.
    """
    if _is_of_this_call(case):
        _forget(case)


def _is_of_this_call(case: str) -> bool:
    row = frappe.db.get_value("Case", case, ["owner", "creation"], as_dict=True)
    is_own = row.owner == frappe.session.user
    is_recent = row.creation > add_to_date(now_datetime(), hours=-HOURS_OF_A_CALL)
    return is_own and is_recent and not _was_agreed(case)


def _was_agreed(case: str) -> bool:
    """Whether the person ever agreed to be recorded in a case."""
    consents = frappe.get_all("Consent", filters={"cfm_case": case}, pluck="name")
    agreed = {"parenttype": "Consent", "parent": ["in", consents], "purpose": RECORD}
    return bool(
        frappe.db.exists(
            "Consent Purpose", {**agreed, "decision": ["in", ("Granted", "Withdrawn")]}
        )
    )


def _forget(case: str) -> None:
    """Take the words and the person out of a stored case, its report and its history."""
    names = [("Case", case)]
    if report := frappe.db.get_value("Sensitive Report", {"cfm_case": case}, "name"):
        names.append(("Sensitive Report", report))
    for doctype, name in names:
        doc = frappe.get_doc(doctype, name)
        told = [field for field in OF_PERSON if doc.get(field)]
        if told:
            doc.db_set(dict.fromkeys(told), update_modified=False)
        for field in OF_PERSON:
            before = {"ref_doctype": doctype, "docname": name, "data": ["like", f'%"{field}"%']}
            frappe.db.delete("Version", before)
    frappe.db.set_value("Case", case, "next_contact_on", None, update_modified=False)
