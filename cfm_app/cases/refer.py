"""Refer a case: open what is asked of whom, and move the case to where it waits for the answer."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app import consts
from cfm_app.cases import evidence, transitions
from cfm_app.privacy import request_gate


def refer(name: str, referral: dict[str, Any]) -> Document:
    """Open a referral of a case and return it.

    `referral` holds fields of Referral; receiver, area and due time follow from the procedure where
    they are left out. A case that waits for another answer already stays where it is.
    """
    case = request_gate.get_open("Case", name, for_update=True)
    case.check_permission("write")
    made = open_referral(name, referral)
    state = evidence.referred_state()
    if case.workflow_state != state:
        transitions.move_to_state(case, state)
    return made


def proposed_summary(category: str | None, description: str | None) -> str:
    """What is proposed for the receiver to read, wherever a referral is written: about what, and what was said.

    Whoever sends it takes out who the person is.
    """
    return ": ".join(filter(None, (_(category or ""), (description or "").strip())))


def send_again(name: str, changes: dict[str, Any]) -> Document:
    """Send a returned referral again, with what was missing."""
    referral = request_gate.get_open("Referral", name, for_update=True)
    referral.check_permission("write")
    referral.update(_fields(changes))
    return transitions.move_to_state(referral, consts.REFERRAL_OPEN)


def open_referral(case: str, values: dict[str, Any]) -> Document:
    """Insert a referral; it passes the consent gate or is refused."""
    return frappe.get_doc({**_fields(values), "doctype": "Referral", "cfm_case": case}).insert()


def _fields(values: dict[str, Any]) -> dict[str, Any]:
    """What a sender may say of a referral; its state and its answer are not among it."""
    own = ("name", "doctype", "cfm_case", "workflow_state", "response", "rejection_reason")
    return {field: value for field, value in values.items() if field not in own}
