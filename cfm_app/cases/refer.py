"""Refer a case: create the referral, and move the case to the state that waits for its answer."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app import consts
from cfm_app.cases import evidence, transitions
from cfm_app.privacy.access_rule import open_documents


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


def proposed_summary(category: str | None, description: str | None) -> str:
    """The proposed summary for the receiver: category and description.

    The sender removes what identifies the person.
    """
    return ": ".join(filter(None, (_(category or ""), (description or "").strip())))


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
    """The fields that a sender may set; state and answer are not among them."""
    own = ("name", "doctype", "cfm_case", "workflow_state", "response", "rejection_reason")
    return {field: value for field, value in values.items() if field not in own}
