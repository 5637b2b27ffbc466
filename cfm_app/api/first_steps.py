"""The first set-up, for managers: storing a step, inviting people, hiding it."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base.arguments import as_fields
from cfm_app.procedures.setup import first_steps, invitations
from cfm_app.web.pages.roles import FIRST_STEPS

SAVING = {
    "office": first_steps.save_office,
    "languages": first_steps.save_languages,
    "places": first_steps.save_places,
    "focal_points": first_steps.save_focal_points,
    "calendar": first_steps.save_calendar,
    "procedures": first_steps.save_procedures,
}


@frappe.whitelist(methods=["POST"])
def save(step: str, values: str | dict[str, Any]) -> dict[str, Any]:
    """Store a step of the set-up. Returns the progress."""
    frappe.only_for(FIRST_STEPS)
    if step not in SAVING:
        frappe.throw(_("The first set-up has no such step."))
    SAVING[step](as_fields(values))
    return first_steps.progress()


@frappe.whitelist(methods=["POST"])
def invite(values: str | dict[str, Any]) -> dict[str, Any]:
    """Create a user with a role. Returns how they were invited, and the progress."""
    frappe.only_for(FIRST_STEPS)
    return {**invitations.invite(as_fields(values)), **first_steps.progress()}


@frappe.whitelist(methods=["POST"])
def put_aside(aside: int = 1) -> None:
    """Hide the set-up, or show it again."""
    frappe.only_for(FIRST_STEPS)
    first_steps.dismiss(bool(int(aside)))
