"""What waits for the user in the session, computed in one place.

*My work*, *Calls*, *Approvals*, the bell and the home page show and count these lists. What waits for somebody of
the office is what they have and what nobody has (`assignment`); handlers see those entrusted to them. A case is in
one list of work; a call to make is listed in addition, for whoever is at the phone.
"""

from datetime import datetime
from typing import Any

import frappe
from frappe.utils import add_to_date, get_datetime, now_datetime

from cfm_app.base import consts
from cfm_app.cases import assignment, callbacks
from cfm_app.channels import call_backs, threads
from cfm_app.procedures.sop.case_clock import WORKING
from cfm_app.security.access_rule import user_limits
from cfm_app.security.entitlement import absences, clearance
from cfm_app.security.lawful_basis import unrecorded

CASE_FIELDS = [
    "name",
    "received_on",
    "category",
    "workflow_state",
    "phase",
    "priority",
    "sensitivity",
    "respond_by",
    "resolve_by",
    "first_response_on",
    "next_due_on",
    "answered_on",
    "sla_status",
    "next_contact_on",
    "consent_status",
    "location",
    "place_details",
    "community_member",
    assignment.FIELD,
]
REFERRAL_FIELDS = [
    "name",
    "cfm_case",
    "functional_area",
    "focal_point",
    "reason",
    "shared_summary",
    "due_on",
    "responded_on",
    "workflow_state",
    "response",
    "rejection_reason",
    "modified",
]
MISSED_FIELDS = [
    "name",
    "number",
    "missed_calls",
    "last_missed_on",
    "call_back_tries",
    "call_back_due_on",
]
LIMITS = ("respond_by", "resolve_by", "next_due_on", "sla_status")
AT_WORK = ["phase", "in", list(WORKING)]
MOST = 200


def work(
    limit: int = MOST,
    now: datetime | None = None,
    whose: assignment.Whose = assignment.OWN_AND_FREE,
) -> dict[str, list[Any]]:
    """The cases of a view that wait, each in the first list that fits: answered, late, today, later.

    *Answered*: a referral was answered or returned, and the office has to go on. The others follow the
    next due time, of a limit or a step of the procedure; cases without one come last.
    """
    now = now or now_datetime()
    midnight = tomorrow(now)
    due, owned = "next_due_on", assignment.filters(whose)

    def cases(filters: list[list[Any]], order_by: str, most: int) -> list[Any]:
        return _cases([*owned, *filters], order_by, most)

    found = {
        "answered": cases([["answered_on", "is", "set"]], "answered_on asc", limit),
        # "<" would include rows without a date.
        "late": cases([[due, "is", "set"], [due, "<", now]], f"{due} asc", limit),
        "today": cases([[due, ">=", now], [due, "<", midnight]], f"{due} asc", limit),
        "later": cases([[due, ">=", midnight]], f"{due} asc", limit),
    }
    found["today"] += [] if whose == assignment.FREE else _untaken(limit)
    room = limit - len(found["later"])
    if room > 0:
        found["later"] += cases([[due, "is", "not set"]], "received_on asc", room)
    seen: set[str] = set()
    for key, rows in found.items():
        found[key] = [row for name, row in _by_name(rows).items() if name not in seen]
        seen.update(row.name for row in rows)
    return _without_limits_of_unrecorded(found)


def _untaken(limit: int) -> list[Any]:
    """Cases of the user's restricted classes that nobody has taken up yet."""
    user = clearance.of()
    classes = user.hidden if user.is_unlimited else user.handled
    if not classes:
        return []
    of_classes: list[list[Any]] = [
        ["sensitivity", "in", list(classes)],
        ["taken_up_on", "is", "not set"],
    ]
    return _cases(of_classes, "next_due_on asc", limit)


def _by_name(rows: list[Any]) -> dict[str, Any]:
    return {row.name: row for row in rows}


def for_office(
    most: int = MOST, whose: assignment.Whose = assignment.OWN_AND_FREE
) -> dict[str, list[Any]]:
    """Everything that waits: cases of a view, calls with and without an agreed time, new cases."""
    frappe.has_permission("Case", "read", throw=True)
    lists, awaited = work(most, whose=whose), calls()
    new = [row for rows in lists.values() for row in rows if row.phase == consts.PHASE_NEW]
    return {
        **lists,
        "call_back": [row for row in awaited if row["next_contact_on"]][:most],
        "to_inform": [row for row in awaited if not row["next_contact_on"]][:most],
        "new": new[:most],
    }


def _without_limits_of_unrecorded(found: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Drop the due times of cases whose person refused to be recorded: nobody waits for an answer."""
    to_close = []
    for key, rows in found.items():
        theirs = [row for row in rows if unrecorded.is_case_of(row)]
        to_close += theirs
        found[key] = [row for row in rows if row not in theirs]
    for row in to_close:
        row.update(dict.fromkeys(LIMITS))
    found["later"] += to_close
    return found


def calls(now: datetime | None = None) -> list[dict[str, Any]]:
    """People to call today: those who have not heard their answer, or agreed on a time."""
    return _of_user(callbacks.waiting(now))


def later_calls(now: datetime | None = None) -> list[dict[str, Any]]:
    """Calls that are planned for another day."""
    return _of_user(callbacks.later(now))


def missed_calls() -> list[Any]:
    """Numbers with missed calls that nobody has reached since, most urgent first."""
    if not frappe.has_permission(consts.CALL, "read"):
        return []
    return frappe.get_list(
        consts.CALL,
        filters={"call_back_state": call_backs.OPEN},
        fields=MISSED_FIELDS,
        order_by="call_back_due_on asc, name asc",
        limit_page_length=MOST,
    )


def referrals(limit: int = 50) -> list[Any]:
    """Names of the referrals that wait for the user's answer, most urgent first."""
    return frappe.get_list(
        "Referral",
        filters=sent_to_user(),
        pluck="name",
        order_by="due_on asc, creation asc",
        limit_page_length=limit,
    )


def sent_to_user(done: bool = False) -> list[list[Any]]:
    """Filters for referrals to the user, or to somebody whose deputy they are."""
    return [
        ["focal_point", "in", absences.receivers_for(frappe.session.user)],
        ["workflow_state", "not in" if done else "in", list(consts.REFERRALS_PENDING)],
    ]


def referrals_of_user(done: bool, limit: int, only: str = "") -> list[Any]:
    """Referrals to the user or to somebody whose deputy they are, most urgent first; optionally only one."""
    narrowed = [["name", "=", only]] if only else []
    rows = frappe.get_list(
        "Referral",
        filters=[*sent_to_user(done), *narrowed],
        fields=REFERRAL_FIELDS,
        order_by="modified desc" if done else "due_on asc, creation asc",
        limit_page_length=limit,
    )
    now = now_datetime()
    for row in rows:
        row["is_late"] = bool(not done and row.due_on and get_datetime(row.due_on) < now)
    return rows


def counts() -> dict[str, int]:
    """How much waits: due cases, calls, conversations, referrals to answer."""
    found = {}
    if user_limits.writes_cases(frappe.session.user):
        lists = work()
        found["work"] = sum(len(lists[key]) for key in ("answered", "late", "today"))
        found["calls"] = len(calls()) + len(missed_calls())
    if frappe.has_permission(consts.CONVERSATION, "read"):
        found["conversations"] = threads.count_waiting()
    if frappe.has_permission("Referral", "read"):
        found["referrals"] = len(referrals(1000))
    return found


def is_shared() -> bool:
    """Whether the user works on the cases of the office, which colleagues take and hand on."""
    return _classes_of_user() is None


def _classes_of_user() -> list[str] | None:
    """The restricted classes that are the user's only work; None for users who work for the office.

    Data protection and others who can see the office's cases do not work on them: their own few would be
    lost in the list.
    """
    user = clearance.of()
    works_for_office = user.is_unlimited or bool(user.roles & consts.OFFICE_ROLES)
    if works_for_office or not user.is_general or not user.handled:
        return None
    return list(user.handled)


def _of_user(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    classes = _classes_of_user()
    return rows if classes is None else [row for row in rows if row["sensitivity"] in classes]


def tomorrow(now: datetime) -> datetime:
    """When the day after a moment begins."""
    return add_to_date(now.replace(hour=0, minute=0, second=0, microsecond=0), days=1)


def _cases(filters: list[list[Any]], order_by: str, limit: int) -> list[Any]:
    classes = _classes_of_user()
    own = [] if classes is None else [["sensitivity", "in", classes]]
    return frappe.get_list(
        "Case",
        filters=[AT_WORK, *own, *filters],
        fields=CASE_FIELDS,
        # Many cases are due in the same minute.
        order_by=f"{order_by}, creation asc",
        limit_page_length=min(int(limit), MOST),
    )
