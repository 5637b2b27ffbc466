"""What waits for the office, as lines with one action each."""

from dataclasses import asdict
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, get_fullname

from cfm_app.base import consts
from cfm_app.base.fields import readable_values
from cfm_app.cases import assignment, more_time, worklists
from cfm_app.cases import places as place_words
from cfm_app.security.lawful_basis import unrecorded
from cfm_app.security.restricted_cases.case_stubs import of_user as stubs_of_user
from cfm_app.web.pages import state_colours, time_left

FIRST_LINES = 8
"""Of a list, on the page that shows all lists; the rest is a page of its own list away."""
REQUESTS_SHOWN = 50
STUBS_SHOWN = 20
CALLS = ("call_back", "to_inform")
CALL_PAGE = "/cfm/call-backs"


def views(whose: assignment.Whose) -> list[dict[str, Any]]:
    """Whose cases may be shown, and which are; none for whoever handles restricted cases alone."""
    if not worklists.is_shared():
        return []
    labels = {
        assignment.OWN_AND_FREE: _("My queue"),
        assignment.OWN: _("Mine"),
        assignment.FREE: _("To take"),
        assignment.TEAM: _("Team"),
    }
    return [
        {"key": view, "label": labels[view], "is_here": view == whose} for view in assignment.VIEWS
    ]


def sections(
    opened: str = "", whose: assignment.Whose = assignment.OWN_AND_FREE
) -> list[dict[str, Any]]:
    """The lists; `worklists` decides which case is in which. The list `opened` is shown in full.

    Calls are for whoever is at the phone: they are not among what one has, or may take.
    """
    is_narrow = whose in (assignment.OWN, assignment.FREE)
    order = [row for row in _order() if not (is_narrow and row[0] in CALLS)]
    waits = worklists.for_office(whose=whose)
    lists = {key: rows if key == opened else rows[:FIRST_LINES] for key, rows in waits.items()}
    rows = [row for key, *_texts in order for row in lists[key]]
    places, hours, steps = places_of(rows), _best_hours(rows), _next_steps(rows)
    replies = _replies([row["name"] for row in lists["answered"]])
    return [
        {
            "key": key,
            "title": title,
            "empty": empty,
            "count": len(waits[key]),
            "has_more": len(waits[key]) >= worklists.MOST,
            "is_opened": key == opened and len(waits[key]) > FIRST_LINES,
            "lines": [
                {
                    **line(row, places, hours, key),
                    "action": action,
                    "address": f"{CALL_PAGE}#{row['name']}" if key in CALLS else "",
                    "owner": None if key in CALLS else asdict(assignment.owner_of(row)),
                    "step": None if key in CALLS else steps.get(row["name"]),
                    "reply": replies.get(row["name"]),
                }
                for row in lists[key]
            ],
        }
        for key, title, action, empty in order
    ]


def requests() -> list[dict[str, Any]]:
    """Requests for more time on which the user may decide."""
    return [
        {
            "request": row["name"],
            "number": row["parent"],
            "subject": _(row["case"].category) if row["case"].category else _("Restricted"),
            "hours": f"{row['hours']:g}",
            "reason": row["reason"] or _("The reason is in the sensitive report."),
            "who": get_fullname(row["requested_by"]),
            "due": time_left.words(row["case"].resolve_by),
        }
        for row in more_time.waiting(REQUESTS_SHOWN)
    ]


def _order() -> tuple[tuple[str, str, str, str], ...]:
    """Key, title, action, and the text for an empty list."""
    return (
        ("answered", _("Answered or returned"), _("Go on"), _("No answer waits for you.")),
        ("late", _("Late"), _("Take up"), _("Nothing is late.")),
        ("call_back", _("To call back"), _("Call"), _("Nobody waits for a call today.")),
        ("today", _("Due today"), _("Take up"), _("Nothing else is due today.")),
        ("to_inform", _("To inform"), _("Inform"), _("Everybody with an answer was told.")),
        ("later", _("Later"), _("Open"), _("Nothing is planned for later.")),
    )


def stubs() -> list[dict[str, Any]]:
    """The restricted cases that the user recorded: number, date, state."""
    return [
        {
            "number": row.name,
            "when": _moment(row.received_on),
            "pill": state_colours.pill(row.workflow_state),
        }
        for row in stubs_of_user(STUBS_SHOWN)
    ]


def line(row: Any, places: dict[str, str], hours: dict[str, str], key: str) -> dict[str, Any]:
    left = time_left.words(row["next_contact_on"]) if key in CALLS else time_left.of_case(row)
    if row.get("sla_status") == "At risk" and not left["tone"]:
        left["tone"] = "near"
    return {
        "number": row["name"],
        "subject": _(row["category"]) if row["category"] else _("Restricted"),
        "place": place_words.words(places.get(row["location"] or ""), row.get("place_details")),
        "pill": state_colours.pill(row["workflow_state"]),
        "due": left,
        "best_hour": hours.get(row["community_member"] or "", ""),
    }


def _replies(cases: list[str]) -> dict[str, dict[str, str]]:
    """The newest answer or return of each case, with its author."""
    rows = frappe.get_list(
        "Referral",
        filters={
            "cfm_case": ["in", cases or [""]],
            "workflow_state": ["in", [consts.REFERRAL_DONE, consts.REFERRAL_RETURNED]],
        },
        fields=[
            "cfm_case",
            "focal_point",
            "partner",
            "workflow_state",
            "response",
            "rejection_reason",
        ],
        order_by="responded_on asc",
        limit_page_length=0,
    )
    found = {}
    for row in rows:
        is_done = row.workflow_state == consts.REFERRAL_DONE
        head = _("Answer of {0}") if is_done else _("Returned by {0}")
        who = get_fullname(row.focal_point) if row.focal_point else row.partner or ""
        text = row.response if is_done else row.rejection_reason
        found[row.cfm_case] = {"head": head.format(who), "text": text or ""}
    return found


def _next_steps(rows: list[Any]) -> dict[str, dict[str, Any]]:
    """The first open step of each case. Checks no permission."""
    found: dict[str, dict[str, Any]] = {}
    # A case whose person refused to be recorded has no due steps.
    names = [row["name"] for row in rows if not unrecorded.is_case_of(frappe._dict(row))]
    for step in frappe.get_all(
        "Case SOP Step",
        filters={"parent": ["in", names], "parenttype": "Case", "done": 0},
        fields=["parent", "step_title", "due_on"],
        parent_doctype="Case",
        order_by="parent asc, idx asc",
    ):
        title, left = _(step.step_title), time_left.words(step.due_on)
        found.setdefault(step.parent, {"title": title, "due": left})
    return found


def places_of(rows: list[Any]) -> dict[str, str]:
    names = {row["location"] for row in rows if row["location"]}
    return readable_values("CFM Location", "location_name", names)


def _best_hours(rows: list[Any]) -> dict[str, str]:
    names = {row["community_member"] for row in rows if row["community_member"]}
    hours = readable_values("Community Member", "preferred_hours", names)
    details = readable_values("Community Member", "preferred_time", names)
    # The exact time that a person gave says more than the part of the day.
    parts = {name: _(part) for name, part in hours.items() if part}
    return {**parts, **{name: detail for name, detail in details.items() if detail}}


def _moment(value: Any) -> str:
    return format_datetime(value, "d MMM HH:mm") or ""
