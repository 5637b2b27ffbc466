"""Persons who refuse to be recorded: no words and no way to reach them are stored, and nothing is promised."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, now_datetime

from cfm_app.base import consts
from cfm_app.base.fields import field_of
from cfm_app.security.access_rule.deletion import WITHDRAWN
from cfm_app.security.lawful_basis import consent as rules
from cfm_app.security.lawful_basis import consent_givers

# A form left open, or a broken connection, ends within this time.
HOURS_OF_A_CALL = 12
# Stored of the call: that there was one, its subject, and what the office said.
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
# The fields of a case or its report about the person.
OF_PERSON = (
    "community_member",
    "description",
    "place_details",
    "sex",
    "age_group",
    "disability",
    "population_group",
)


# Only a case with one of these may have an unrecorded person; others need no query.
WITHOUT_RECORD = ("Refused", "Withdrawn")

# Words about the person that the office wrote down, in tables of a case or its report.
NOTES = (("contact_attempts", "note"), ("sop_steps", "note"), ("extensions", "reason"))


def is_refused(consent: Any) -> bool:
    """Whether a consent refuses recording. Takes a document or the values of a form.

    Withdrawing an agreement to be recorded refuses as well.
    """
    if not consent_givers.is_asked(consent):
        return False
    rows = consent.get("purposes") or []
    return any(
        row.get("purpose") == consts.RECORD and row.get("decision") in consts.REFUSALS
        for row in rows
    )


def is_case_of(case: Any) -> bool:
    """Whether the person of a case is not recorded. Takes a document or a row."""
    return case.consent_status in WITHOUT_RECORD and rules.refuses_record(case.name)


def check(consent: Document) -> None:
    """Throw for a consent that refuses recording and yet grants a call back or sharing."""
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


def storable_values(case: dict[str, Any]) -> dict[str, Any]:
    """The values of a case that may be stored although its person refuses to be recorded."""
    return {field: value for field, value in case.items() if field in KEPT}


def end_record(case: str) -> None:
    """End call-backs to the person, and delete what the user has just written about them.

    What the person agreed to keep, or somebody else wrote, is not destroyed on the word of one user: a
    complaint about that user may be among it. `missing_evidence` lists such cases.
    """
    frappe.db.set_value("Case", case, "next_contact_on", None, update_modified=False)
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
    agreed = {"parenttype": "Consent", "parent": ["in", consents], "purpose": consts.RECORD}
    return bool(
        frappe.db.exists(
            "Consent Purpose", {**agreed, "decision": ["in", ("Granted", "Withdrawn")]}
        )
    )


def _forget(case: str) -> None:
    """Delete words and person from everything stored about a case, history included.

    The answer of the office and the decisions of the person stay.
    """
    names = [("Case", case)]
    if report := frappe.db.get_value("Sensitive Report", {"cfm_case": case}, "name"):
        names.append(("Sensitive Report", report))
    for doctype, name in names:
        _empty(doctype, name, OF_PERSON)
        _forget_notes(doctype, name)
        _forget_files(doctype, name)
    for name in frappe.get_all("Referral", {"cfm_case": case}, pluck="name"):
        _empty("Referral", name, ("shared_summary",))
        within = {"parenttype": "Referral", "parent": name}
        frappe.db.set_value(
            "CFM Referral Round", within, "shared_summary", None, update_modified=False
        )
        _forget_versions("Referral", name, ("rounds",))
        _forget_comments("Referral", name)
        _forget_files("Referral", name)
    for name in frappe.get_all("Consent", {"cfm_case": case}, pluck="name"):
        _empty("Consent", name, ("community_member",))


def _empty(doctype: str, name: str, fields: tuple[str, ...]) -> None:
    """Empty fields of a stored document, delete versions that mention them, and update the search."""
    doc = frappe.get_doc(doctype, name)
    if told := [field for field in fields if doc.get(field)]:
        doc.db_set(dict.fromkeys(told), update_modified=False)
    _forget_versions(doctype, name, fields)


def _forget_versions(doctype: str, name: str, fields: tuple[str, ...]) -> None:
    for field in fields:
        before = {"ref_doctype": doctype, "docname": name, "data": ["like", f'%"{field}"%']}
        frappe.db.delete("Version", before)


def _forget_notes(doctype: str, name: str) -> None:
    """Delete notes about the person; that they were called, and when, stays."""
    meta = frappe.get_meta(doctype)
    within = {"parenttype": doctype, "parent": name}
    if meta.has_field("follow_ups"):
        frappe.db.delete(field_of(doctype, "follow_ups").options, within)
    told = [(table, field) for table, field in NOTES if meta.has_field(table)]
    for table, field in told:
        frappe.db.set_value(
            field_of(doctype, table).options, within, field, None, update_modified=False
        )
    _forget_versions(doctype, name, ("follow_ups", *(table for table, _field in told)))
    _forget_comments(doctype, name)


def _forget_files(doctype: str, name: str) -> None:
    """Delete files: they show who somebody is. The signed refusal is attached to its consent, and stays."""
    attached = {"attached_to_doctype": doctype, "attached_to_name": name}
    for file in frappe.get_all("File", attached, pluck="name", order_by="creation asc"):
        doc = frappe.get_doc("File", file)
        doc.flags[WITHDRAWN] = True
        doc.delete(ignore_permissions=True, delete_permanently=True)
    # The history has the name of each file.
    _forget_comments(doctype, name, "Attachment", "Attachment Removed")


def _forget_comments(doctype: str, name: str, *kinds: str) -> None:
    written = {"reference_doctype": doctype, "reference_name": name}
    kinds = kinds or ("Comment",)
    frappe.db.delete("Comment", {**written, "comment_type": ["in", list(kinds)]})
