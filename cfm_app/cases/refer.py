"""Refer a case: create the referral, and move the case to the state that waits for its answer."""

from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.cases import evidence, shared_words, transitions
from cfm_app.security.access_rule import open_documents
from cfm_app.security.sealing import reporters

SENT = frozenset(
    (
        *("functional_area", "focal_point", "partner", "send_by_email", "due_on", "reason"),
        *("shared_summary", "consent", "override_basis", "override_reason"),
    )
)


def refer(name: str, referral: dict[str, Any]) -> Document:
    """Refer a case. Returns the referral.

    `referral` has fields of Referral; receiver, area and due time follow from the procedure if they are
    missing. A case that waits for another answer already stays where it is.
    """
    case = open_documents.get_open("Case", name, for_update=True)
    case.check_permission("write")
    made = open_referral(name, referral)
    state = evidence.referred_state()
    if case.workflow_state != state:
        transitions.move_to_state(case, state)
    return made


def proposed_summary(
    category: str | None, description: str | None, names: Iterable[str | None] = ()
) -> str:
    """The proposed summary for the receiver: category and description, without the person of these names."""
    told = shared_words.without_person((description or "").strip(), names)
    return ": ".join(filter(None, (_(category or ""), told)))


def names_of(person: str | None) -> tuple[str | None, ...]:
    """The recorded names of a person, to be left out of what is shared."""
    told = reporters.told_of(person, ("full_name", "other_names", "contact_name"))
    return tuple(told.values())


def send_again(name: str, changes: dict[str, Any]) -> Document:
    """Send a returned referral again, with the changes."""
    referral = open_documents.get_open("Referral", name, for_update=True)
    referral.check_permission("write")
    referral.update(_fields(changes))
    return transitions.move_to_state(referral, consts.REFERRAL_OPEN)


def open_referral(case: str, values: dict[str, Any]) -> Document:
    """Insert a referral; throws if the consent gate refuses it."""
    return frappe.get_doc({**_fields(values), "doctype": "Referral", "cfm_case": case}).insert()


def _fields(values: dict[str, Any]) -> dict[str, Any]:
    """The fields that a sender sets: those of the office and these. State, answer and evidence are made here."""
    own = {df.fieldname for df in frappe.get_meta("Referral").fields if df.get("is_custom_field")}
    return {field: value for field, value in values.items() if field in own | SENT}
