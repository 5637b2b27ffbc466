"""Plans a mission: where, when, who, which activities; until it is submitted."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_fullname, now_datetime

from cfm_app.base.arguments import as_day, required_text
from cfm_app.base.counting import counted
from cfm_app.base.table_rows import row_of
from cfm_app.office.missions import checklist, entry, states
from cfm_app.security.entitlement.clearance import works_here

FIELDS = tuple("purpose location place_details starts_on ends_on leader is_confined".split())
ACTIVITY_FIELDS = tuple("kind location place_details programme wanted_result".split())
# What takes longer is another kind of work, and most often a wrong year.
LONGEST_DAYS = 92


def plan(values: dict[str, Any]) -> Document:
    """Plan a mission with FIELDS. The planner leads it unless somebody else is named. Returns it."""
    if not works_here():
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    mission = frappe.new_doc(entry.DOCTYPE)
    mission.update({"planned_by": frappe.session.user, "planned_on": now_datetime()})
    _take(mission, values)
    checklist.begin(mission)
    mission.insert(ignore_permissions=True)
    return mission


def change(name: str, values: dict[str, Any]) -> Document:
    """Change what was planned."""
    mission = _plannable(name)
    _take(mission, values)
    return entry.save(mission)


def add_member(name: str, user: str, task: str = "") -> Document:
    """Add a member."""
    mission = _plannable(name)
    _check_person(user)
    if any(row.user == user for row in mission.members):
        frappe.throw(_("{0} goes already.").format(get_fullname(user)))
    mission.append("members", {"user": user, "task": (task or "").strip()})
    return entry.save(mission)


def remove_member(name: str, row: str) -> Document:
    """Remove a member."""
    mission = _plannable(name)
    found = row_of(mission.members, row)
    if found.user == mission.leader:
        frappe.throw(_("Name somebody else as the leader first."))
    mission.remove(found)
    return entry.save(mission)


def add_activity(name: str, values: dict[str, Any]) -> Document:
    """Add an activity, with ACTIVITY_FIELDS."""
    mission = _plannable(name)
    given = {key: values.get(key) or None for key in ACTIVITY_FIELDS}
    if not frappe.db.exists("CFM Mission Kind", {"name": given["kind"] or "", "enabled": 1}):
        frappe.throw(_("Choose the kind of activity from the list."))
    given["location"] = _place(given["location"] or mission.location)
    if given["programme"] and not frappe.db.exists("CFM Programme", given["programme"]):
        frappe.throw(_("Choose the programme from the list."))
    mission.append("activities", given)
    return entry.save(mission)


def remove_activity(name: str, row: str) -> Document:
    """Remove an activity."""
    mission = _plannable(name)
    mission.remove(row_of(mission.activities, row))
    return entry.save(mission)


def _plannable(name: str) -> Document:
    return entry.opened(name, *states.PLANNING)


def _take(mission: Document, values: dict[str, Any]) -> None:
    for field in FIELDS:
        if field in values:
            mission.set(field, values[field] or None)
    mission.purpose = required_text(mission.purpose, _("Write what the mission is for."))
    mission.location = _place(mission.location)
    mission.is_confined = int(bool(cint(mission.is_confined)))
    mission.starts_on = as_day(mission.starts_on, _("Choose the first day."))
    mission.ends_on = as_day(mission.ends_on or mission.starts_on, _("Choose the last day."))
    if mission.ends_on < mission.starts_on:
        frappe.throw(_("The last day is before the first day."))
    if (mission.ends_on - mission.starts_on).days > LONGEST_DAYS:
        frappe.throw(counted(_("A mission lasts {0} days at most."), LONGEST_DAYS))
    mission.leader = mission.leader or frappe.session.user
    _check_person(mission.leader)
    if not any(row.user == mission.leader for row in mission.members):
        mission.append("members", {"user": mission.leader})


def _place(place: str | None) -> str:
    """The stored spelling of a known place."""
    found = place and frappe.db.get_value("CFM Location", place, "name")
    if not found:
        frappe.throw(_("Choose the place from the list."))
    return str(found)


def _check_person(user: str) -> None:
    if not frappe.db.exists("User", {"name": user, "enabled": 1}) or not works_here(user):
        frappe.throw(_("Choose somebody who works with the mechanism."))
