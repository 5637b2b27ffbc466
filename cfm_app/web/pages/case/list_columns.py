"""The columns of a list of cases in words: person, place, who has the case, time left.

The cases were read with the user's permissions; what they link to is read once for all of them.
"""

from typing import Any

import frappe
from frappe import _
from frappe.utils import nowdate

from cfm_app.base import consts
from cfm_app.base.fields import readable_values
from cfm_app.cases import assignment, places
from cfm_app.security.sealing import reporters
from cfm_app.web.pages import time_left

FIELDS = (
    "phase",
    "is_restricted",
    "sensitivity",
    "category",
    "community_member",
    "location",
    "place_details",
    "answered_on",
    "next_due_on",
    "next_contact_on",
    assignment.FIELD,
    "_assign",
)
"""What the words are made of."""

Words = dict[str, str]


def words(rows: list[Any]) -> dict[str, Any]:
    """The words of each case by column, additional columns, and hidden ones.

    Users without permission for people get no column of people. The identity in a restricted case is not
    shown, not even to its handlers: a list is open on a screen.
    """
    may_read_people = frappe.has_permission("Community Member", "read")
    people = _people(rows) if may_read_people else {}
    located = (row.location for row in rows)
    titles = readable_values("CFM Location", "location_name", located)
    holders = _holders(rows)
    return {
        "columns": [{"key": "holder", "label": _("With"), "before": "next_due_on"}],
        "hidden": [] if may_read_people else ["community_member"],
        "words": {
            row.name: {
                "community_member": _person(row, people) if may_read_people else _text(""),
                "location": _text(places.words(titles.get(row.location), row.place_details)),
                "category": _category(row),
                "holder": _text(holders.get(row.name, "")),
                "next_due_on": time_left.of_case(row),
            }
            for row in rows
        },
    }


def _text(text: str, tone: str = "") -> Words:
    return {"text": text, "tone": tone}


def _person(row: Any, people: dict[str, str]) -> Words:
    if row.is_restricted:
        return _text(_("In the report"), "muted")
    if not row.community_member:
        return _text(_("Anonymous"), "muted")
    return _text(people.get(row.community_member) or _("A person is recorded"))


def _people(rows: list[Any]) -> dict[str, str]:
    """The names of people whom the user may read; the log notes that they were read."""
    found = reporters.names_of(row.community_member for row in rows)
    return {name: called or _("Without a name") for name, called in found.items()}


def _category(row: Any) -> Words:
    if row.is_restricted:
        return _text(_(row.sensitivity or "") or _("Restricted"), "violet")
    return _text(_(row.category or ""))


def _holders(rows: list[Any]) -> dict[str, str]:
    """Who has to act on each open case: receivers, handlers, who has it, those who have a task on it, or the office."""
    at_work = [row for row in rows if row.phase != consts.PHASE_CLOSED]
    asked = _receivers([row.name for row in at_work])
    handlers = _handlers([row.name for row in at_work if row.is_restricted])
    assigned = {row.name: _has(row) for row in at_work}
    users = {
        user for found in (asked, handlers, assigned) for each in found.values() for user in each
    }
    names = _full_names(sorted(users))
    found = {}
    for row in at_work:
        holders = asked.get(row.name) or handlers.get(row.name) or assigned[row.name]
        told = dict.fromkeys(names.get(holder) or _(holder) for holder in holders)
        found[row.name] = ", ".join(told) or _("The office")
    return found


def _has(row: Any) -> list[str]:
    owner = row.get(assignment.FIELD)
    tasks: list[str] = frappe.parse_json(row.get("_assign") or "[]")
    return [owner] if owner else tasks


def _receivers(cases: list[str]) -> dict[str, list[str]]:
    """The receivers of open referrals that the user may see."""
    found: dict[str, list[str]] = {}
    if not cases or not frappe.has_permission("Referral", "read"):
        return found
    for row in frappe.get_list(
        "Referral",
        filters={
            "cfm_case": ["in", cases],
            "workflow_state": ["in", list(consts.REFERRALS_PENDING)],
        },
        fields=["cfm_case", "focal_point", "partner", "functional_area"],
        order_by="creation asc",
        limit_page_length=0,
    ):
        receiver = row.focal_point or row.partner or row.functional_area
        if receiver:
            found.setdefault(row.cfm_case, []).append(receiver)
    return found


def _handlers(cases: list[str]) -> dict[str, list[str]]:
    """The people who are entrusted today with restricted cases that the user sees."""
    found: dict[str, list[str]] = {}
    if not cases or not frappe.has_permission("Sensitive Report", "read"):
        return found
    reports = {
        row.name: row.cfm_case
        for row in frappe.get_list(
            "Sensitive Report",
            filters={"cfm_case": ["in", cases]},
            fields=["name", "cfm_case"],
            order_by="name asc",
            limit_page_length=0,
        )
    }
    for row in frappe.get_all(
        "CFM Case Handler",
        filters={"parent": ["in", sorted(reports) or [""]], "parenttype": "Sensitive Report"},
        fields=["parent", "user", "valid_until"],
        parent_doctype="Sensitive Report",
        order_by="parent asc, idx asc",
    ):
        if not row.valid_until or str(row.valid_until) >= nowdate():
            found.setdefault(reports[row.parent], []).append(row.user)
    return found


def _full_names(users: list[str]) -> dict[str, str]:
    if not users:
        return {}
    rows = frappe.get_all(
        "User", filters={"name": ["in", users]}, fields=["name", "full_name"], order_by="name asc"
    )
    return {row.name: row.full_name for row in rows}
