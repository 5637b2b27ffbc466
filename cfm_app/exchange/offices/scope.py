"""Which values of a case are exchanged between offices."""

from __future__ import annotations

from typing import Any

import frappe

from cfm_app.base import consts, declarations

CASE, REPORT, PERSON = "Case", "Sensitive Report", "Community Member"
CONSENT, REFERRAL = "Consent", "Referral"
STATE, PURPOSES = "workflow_state", "purposes"
TABLES = consts.PARTICULAR_TABLES
"""Rows of a case that are only ever added to."""
BY = "by"
"""In a row: what to call whoever wrote it."""
COMMENTS = ("Comment", "Info", "Workflow")
# What was reached when, and what follows from the state: it goes with it and is no field of its own.
MOMENTS = (
    *("first_response_on", "taken_up_on", "state_since", "resolved_on", "informed_on"),
    *("closed_on", "reopened_count", "is_appeal", "first_contact_resolution"),
)
ANSWERED = (
    *(STATE, "information_given", "resolution", "response_given", "response_language"),
    *("informed_via", "understood", "satisfaction", "satisfaction_comment"),
)
"""What an office answers of the cases of another one."""
# Each office has its own; or it follows from others.
LEFT_OUT = {
    CASE: frozenset((STATE, "sop", "duplicate_of", "next_contact_on", "cfm_case", *MOMENTS)),
    PERSON: frozenset(("possible_duplicates", "merged_into")),
    CONSENT: frozenset(("cfm_case", "read_by", "supersedes", "evidence")),
    REFERRAL: frozenset(
        ("cfm_case", "focal_point", "recorded_by", "override_by", "consent", "send_by_email")
    ),
    "Case Contact Attempt": frozenset(("message",)),
    "Case Follow Up": frozenset(),
    "Consent Purpose": frozenset(("withdrawn_by",)),
}
# Evidence: what nobody types goes along.
WITH_READ_ONLY = frozenset(LEFT_OUT) - {CASE, PERSON}
NO_VALUES = frozenset(
    (
        *("Table", "Table MultiSelect", "Section Break", "Column Break", "Tab Break", "HTML"),
        *("Button", "Heading", "Fold", "Image"),
    )
)


def fields_of(doctype: str) -> list[Any]:
    """The fields of a kind of record that go, those of the office's own making among them."""
    added = declarations.added_fields(doctype)
    left_out = LEFT_OUT[doctype].union(each.field for each in added)
    return [
        field
        for field in frappe.get_meta(doctype).fields
        if field.fieldtype not in NO_VALUES
        and field.fieldname not in left_out
        and not field.get("is_virtual")
        and (not field.read_only or doctype in WITH_READ_ONLY)
    ]


def values_of(doc: Any, doctype: str) -> dict[str, Any]:
    """The values of a record that go, as text where it is neither a number nor empty."""
    found = {field.fieldname: doc.get(field.fieldname) for field in fields_of(doctype)}
    return {
        name: value if isinstance(value, int | float | str) else str(value)
        for name, value in found.items()
        if value not in (None, "")
    }
