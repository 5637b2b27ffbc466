"""What waits for the office, as lines of one action each."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime, get_fullname

from cfm_app.api import console, extensions
from cfm_app.loop import callbacks
from cfm_app.pages import due

SHOWN = 50
CALLS = ("call_back", "to_inform")
CALL_PAGE = "/cfm/call-backs"
TONES = {
    "New": "blue",
    "In progress": "blue",
    "Paused": "amber",
    "Resolved": "amber",
    "Informed": "green",
    "Closed": "grey",
}


def sections() -> list[dict[str, Any]]:
    """Late first; a case stands only in the first section that it fits into."""
    order = _order()
    waiting = console.due_list(SHOWN)
    lists = {key: waiting[key] for key, *_texts in order}
    rows = [row for key, *_texts in order for row in lists[key]]
    places, hours, steps = places_of(rows), _best_hours(rows), _next_steps(rows)
    calls = {row["name"] for row in callbacks.waiting()}
    shown: set[str] = set()
    found = []
    for key, title, action, empty in order:
        fresh = [row for row in lists[key] if row.name not in shown]
        shown.update(row.name for row in fresh)
        lines = [
            {
                **_with_action(row, line(row, places, hours, key), key, action, calls),
                "step": steps.get(row.name),
            }
            for row in fresh
        ]
        found.append({"key": key, "title": title, "empty": empty, "lines": lines})
    return found


def requests() -> list[dict[str, Any]]:
    """Who asks for more time for which case, as far as the user may decide on it."""
    return [
        {
            "request": row["name"],
            "number": row["parent"],
            "subject": _(row["case"].category) if row["case"].category else _("Restricted"),
            "hours": f"{row['hours']:g}",
            "reason": row["reason"] or _("The reason is in the sensitive report."),
            "who": get_fullname(row["requested_by"]),
            "due": due.words(row["case"].resolve_by),
        }
        for row in extensions.waiting(SHOWN)
    ]


def _order() -> tuple[tuple[str, str, str, str], ...]:
    """Key, title, the action of its lines, and what to say when nothing waits."""
    return (
        ("late", _("Late"), _("Take up"), _("Nothing is late.")),
        ("call_back", _("To call back"), _("Call"), _("Nobody waits for a call today.")),
        ("today", _("Due today"), _("Take up"), _("Nothing else is due today.")),
        ("to_inform", _("To inform"), _("Inform"), _("Everybody with an answer was told.")),
        ("later", _("Later"), _("Open"), _("Nothing is planned for later.")),
    )


def stubs() -> list[dict[str, Any]]:
    """The restricted cases the user recorded: number, date, state."""
    return [
        {"number": row.name, "when": _moment(row.received_on), "state": _(row.workflow_state)}
        for row in console.my_stubs()
    ]


def _with_action(
    row: Any, line: dict[str, Any], key: str, action: str, calls: set[str]
) -> dict[str, Any]:
    """A line with what to do next: calls are made on their own page, if they may be made."""
    if key not in CALLS:
        return {**line, "action": action, "address": ""}
    if row.name in calls:
        return {**line, "action": action, "address": f"{CALL_PAGE}#{row.name}"}
    return {**line, "action": _("Open"), "address": ""}


def line(row: Any, places: dict[str, str], hours: dict[str, str], key: str) -> dict[str, Any]:
    left = due.words(row.next_contact_on if key == "call_back" else console.due_on(row))
    if row.sla_status == "At risk" and not left["tone"]:
        left["tone"] = "near"
    if row.phase in ("Informed", "Closed") or key == "to_inform":
        left = {"text": "", "tone": "", "iso": ""}
    return {
        "number": row.name,
        "subject": _(row.category) if row.category else _("Restricted"),
        "place": places.get(row.location or "", ""),
        "state": _(row.workflow_state or ""),
        "tone": TONES.get(row.phase or "", "grey"),
        "due": left,
        "best_hour": hours.get(row.community_member or "", ""),
    }


def _next_steps(rows: list[Any]) -> dict[str, dict[str, Any]]:
    """The first step of each case that is still to be done; the user may see the cases."""
    found: dict[str, dict[str, Any]] = {}
    for step in frappe.get_all(
        "Case SOP Step",
        filters={"parent": ["in", [row.name for row in rows]], "parenttype": "Case", "done": 0},
        fields=["parent", "step_title", "due_on"],
        parent_doctype="Case",
        order_by="parent asc, idx asc",
    ):
        title, left = _(step.step_title), due.words(step.due_on)
        found.setdefault(step.parent, {"title": title, "due": left})
    return found


def places_of(rows: list[Any]) -> dict[str, str]:
    names = {row.location for row in rows if row.location}
    return _titles("CFM Location", names, "location_name")


def _best_hours(rows: list[Any]) -> dict[str, str]:
    names = {row.community_member for row in rows if row.community_member}
    hours = _titles("Community Member", names, "preferred_hours")
    details = _titles("Community Member", names, "preferred_time")
    return {**{name: _(part) for name, part in hours.items()}, **details}


def _titles(doctype: str, names: set[str], field: str) -> dict[str, str]:
    if not names:
        return {}
    found = frappe.get_list(
        doctype,
        filters={"name": ["in", sorted(names)]},
        fields=["name", field],
        order_by="name asc",
        limit_page_length=0,
    )
    return {row.name: row[field] for row in found if row[field]}


def _moment(value: Any) -> str:
    return format_datetime(value, "d MMM HH:mm") if value else ""
