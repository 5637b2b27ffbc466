"""Missed calls of a number become one task: call back, in time, until the person is reached.

The task is stored on the first call that was missed since the person was last reached. It follows from
the calls of the number alone, so the order of their arrival does not matter. A call of a restricted case
ends the task like any other, and leaves no trace in it.
"""

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import flt, get_datetime, now_datetime

from cfm_app.base import consts, notices
from cfm_app.base.settings import setting
from cfm_app.procedures.sop import clock
from cfm_app.security.access_rule import open_documents
from cfm_app.security.entitlement import clearance
from cfm_app.security.persons import identity

OPEN, DONE = "Open", "Done"
UNANSWERED = ("Missed", "Declined")
USUAL_HOURS = 2.0
# Older calls do not count.
LOOK_BACK = timedelta(days=90)
FIELDS = [
    "name",
    "direction",
    "state",
    "started_on",
    "answered_on",
    "operator",
    "call_back_state",
    "call_back_due_on",
    "missed_calls",
    "last_missed_on",
    "call_back_tries",
    "last_tried_on",
    "reached_on",
    "reached_in",
    "reached_by",
]
UNTOLD: dict[str, Any] = {"reached_on": None, "reached_in": None, "reached_by": None}
NOTHING: dict[str, Any] = {
    "call_back_state": None,
    "call_back_due_on": None,
    "missed_calls": 0,
    "last_missed_on": None,
    "call_back_tries": 0,
    "last_tried_on": None,
}


def update_task(number: str) -> None:
    """Bring the task of a number up to date with its calls."""
    if not identity.is_phone(number):
        return
    # Under a lock, so that what another process has stored meanwhile is seen.
    rows = frappe.db.get_values(
        consts.CALL,
        {"number": number, "started_on": [">=", now_datetime() - LOOK_BACK]},
        FIELDS,
        as_dict=True,
        order_by="started_on asc",
        for_update=True,
    )
    hidden = _hidden(rows)
    reached = _reached(rows)
    missed = [
        row
        for row in rows
        if row.direction == "In"
        and row.state in UNANSWERED
        and (reached is None or get_datetime(row.started_on) > reached["on"])
    ]
    shown = [row for row in rows if row.name not in hidden]
    for row in rows:
        if missed and row.name == missed[0].name:
            _write(row, _task(row, missed, shown))
        elif row.call_back_state == OPEN:
            _close(row, reached, shown)
        elif row.call_back_state == DONE and hidden:
            untold = UNTOLD if row.reached_in in hidden else {}
            _write(row, {**untold, **_tries(row, shown)}, leaves_time=False)


def _hidden(rows: list[Any]) -> set[str]:
    """The calls of restricted cases among those of a number."""
    links = frappe.get_all(
        "CFM Conversation Case",
        filters={"parenttype": consts.CALL, "parent": ["in", [row.name for row in rows] or [""]]},
        fields=["parent", "cfm_case"],
        parent_doctype=consts.CALL,
        order_by="parent asc",
    )
    restricted = clearance.restricted_among([link.cfm_case for link in links])
    return {link.parent for link in links if link.cfm_case in restricted}


def hours() -> float:
    """The working hours within which a missed call is to be called back."""
    given = flt(setting("missed_call_hours"))
    return given if given > 0 else USUAL_HOURS


def note_reached(name: str) -> Document:
    """Close the task by hand: the person was reached otherwise, or is not to be called."""
    call = open_documents.get_open(consts.CALL, name, for_update=True)
    call.check_permission("read")
    if call.call_back_state == OPEN:
        call.db_set(
            {
                "call_back_state": DONE,
                "reached_on": now_datetime(),
                "reached_by": frappe.session.user,
            }
        )
        notices.mark_done(consts.CALL, name)
    return call


def _reached(rows: list[Any]) -> dict[str, Any] | None:
    """When somebody last spoke with the person, in which call and who."""
    found = [
        {"on": get_datetime(row.answered_on), "in": row.name, "by": row.operator}
        for row in rows
        if row.answered_on
    ]
    found += [
        {"on": get_datetime(row.reached_on), "in": None, "by": row.reached_by}
        for row in rows
        if row.reached_on and not row.reached_in
    ]
    return max(found, key=lambda each: each["on"]) if found else None


def _task(first: Any, missed: list[Any], shown: list[Any]) -> dict[str, Any]:
    return {
        "call_back_state": OPEN,
        "call_back_due_on": _due(get_datetime(first.started_on)),
        "missed_calls": len(missed),
        "last_missed_on": missed[-1].started_on,
        **_tries(first, shown),
        **UNTOLD,
    }


def _tries(first: Any, shown: list[Any]) -> dict[str, Any]:
    """How often somebody called back in vain, in calls visible to whoever sees the missed call."""
    begun = get_datetime(first.started_on)
    ended = get_datetime(first.reached_on) if first.reached_on else None
    moments = [
        get_datetime(row.started_on)
        for row in shown
        if row.direction == "Out" and row.state in UNANSWERED
    ]
    tries = [each for each in moments if each > begun and (ended is None or each < ended)]
    return {"call_back_tries": len(tries), "last_tried_on": tries[-1] if tries else None}


def _due(moment: datetime) -> datetime:
    return clock.add_hours(moment, hours(), clock.office_calendar())


def _close(row: Any, reached: dict[str, Any] | None, shown: list[Any]) -> None:
    """Close the task: the person was reached, the call was not missed, or an earlier call has the task."""
    if reached and reached["on"] >= get_datetime(row.started_on):
        if reached["in"] and reached["in"] not in {each.name for each in shown}:
            untold = {"call_back_state": DONE, **UNTOLD, **_tries(row, shown)}
            _write(row, untold, leaves_time=False)
            return
        told = {
            "reached_on": reached["on"],
            "reached_in": reached["in"],
            "reached_by": reached["by"],
        }
        _write(row, {"call_back_state": DONE, **told})
    else:
        _write(row, NOTHING)


def _write(row: Any, values: dict[str, Any], leaves_time: bool = True) -> None:
    """Store changed values only, so that a repeated event changes nothing.

    `modified` stays where it would reveal who did something and when.
    """
    changed = {field: value for field, value in values.items() if _differs(row[field], value)}
    if changed.get("call_back_state", OPEN) != OPEN:
        notices.mark_done(consts.CALL, row.name)
    if changed:
        frappe.db.set_value(consts.CALL, row.name, changed, update_modified=leaves_time)


def _differs(stored: Any, value: Any) -> bool:
    if isinstance(value, datetime):
        return not stored or get_datetime(stored) != value
    return (stored or None) != (value or None)
