"""A mission during an act: locked, in a suitable state, and by somebody who may act."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.base.session_user import has_role
from cfm_app.data_protection.breaches import audience
from cfm_app.office.missions import who_sees
from cfm_app.security.access_rule import open_documents

DOCTYPE = who_sees.DOCTYPE


def opened(name: str, *expected: str) -> Document:
    """A mission under a lock, for its people; throws in any other than the expected states."""
    mission = in_state(name, *expected)
    if not may_work_on(mission):
        frappe.throw(
            _("Only the people of this mission and managers do this."), frappe.PermissionError
        )
    return mission


def for_decision(name: str, *expected: str) -> Document:
    """The same for an act of a manager who has no part in the mission."""
    mission = in_state(name, *expected)
    if not is_manager():
        frappe.throw(_("Managers decide on missions."), frappe.PermissionError)
    if not may_decide(mission):
        frappe.throw(
            _("You have a part in this mission: another manager decides."), frappe.PermissionError
        )
    return mission


def in_state(name: str, *expected: str) -> Document:
    """A mission that the user sees, under a lock, in one of some states."""
    mission = open_documents.get_open(DOCTYPE, name, for_update=True)
    if mission.state not in expected:
        frappe.throw(_("This mission has moved on meanwhile. Reload the page."))
    return mission


def people(mission: Any) -> set[str]:
    """The people of a mission: planner, submitter, leader and members."""
    named = {mission.planned_by, mission.leader, mission.submitted_by}
    return {*named, *(row.user for row in mission.members)} - {None, ""}


def may_work_on(mission: Any) -> bool:
    """Whether the user in the session plans, carries out and reports a mission."""
    return frappe.session.user in people(mission) or is_manager()


def may_decide(mission: Any) -> bool:
    """Whether the user in the session may approve a mission; nobody approves their own."""
    if frappe.session.user == "Administrator":
        return True
    return is_manager() and frappe.session.user not in people(mission)


def is_manager() -> bool:
    """Whether the user in the session decides on missions, by their role."""
    return has_role(consts.MANAGER)


def deciders(mission: Any) -> list[str]:
    """The managers who may decide on a mission; the Administrator where there is no other."""
    managers = audience.holders(consts.MANAGER, mission.name, DOCTYPE)
    return [user for user in managers if user not in people(mission)] or ["Administrator"]


def save(mission: Document) -> Document:
    """Save an act's changes, which the guard refuses from anybody else."""
    mission.save(ignore_permissions=True)
    return mission
