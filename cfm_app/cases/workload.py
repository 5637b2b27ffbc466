"""How much each colleague has, and moving what somebody has to somebody else.

Restricted cases have no owner, so nothing of them is counted here.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.base import batch_cache, framework
from cfm_app.base.counting import counted
from cfm_app.cases import assignment, worklists
from cfm_app.security.entitlement import handlers

MOST = 200
"""So many cases are shown of somebody, and moved at once."""
OF_OFFICE: list[list[Any]] = [worklists.AT_WORK, ["is_restricted", "=", 0]]


@dataclass(frozen=True)
class Load:
    """What somebody has; `user` is empty for what nobody has."""

    user: str
    open: int
    late: int
    today: int
    is_there: bool


@dataclass
class Moved:
    """What became of cases that were to be moved: those that were, and why others stay where they are."""

    names: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)


def of_office(now: datetime | None = None) -> list[Load]:
    """What nobody has, then what each colleague has, the most first."""
    now = now or now_datetime()
    due = "next_due_on"
    all_open = _by_owner([])
    late = _by_owner([[due, "is", "set"], [due, "<", now]])
    today = _by_owner([[due, ">=", now], [due, "<", worklists.tomorrow(now)]])
    there = set(assignment.there())
    people = {user for user in all_open if user} | set(assignment.colleagues())
    found = [
        Load(user, all_open.get(user, 0), late.get(user, 0), today.get(user, 0), user in there)
        for user in ("", *people)
    ]
    return sorted(found, key=lambda load: (bool(load.user), -load.open, load.user))


def cases_of(user: str) -> list[Any]:
    """The open cases that somebody has, or that nobody has, those that are due first."""
    owned = [assignment.FIELD, "=", user] if user else [assignment.FIELD, "is", "not set"]
    return frappe.get_list(
        "Case",
        filters=[*OF_OFFICE, owned],
        fields=worklists.CASE_FIELDS,
        order_by="next_due_on asc, creation asc",
        limit_page_length=MOST,
    )


def move(names: list[str], to: str) -> Moved:
    """Entrust cases to a colleague, or leave them to the office where `to` is empty; one notice tells of all."""
    if len(names) > MOST:
        frappe.throw(counted(_("At most {0} cases at once."), MOST))
    moved = Moved()
    with batch_cache.cached_batch():
        for name in names:
            _move(name, to, moved)
    if moved.names and to and to != frappe.session.user:
        handlers.notify(to, partial(_told, len(moved.names)), None)
    return moved


def _move(name: str, to: str, moved: Moved) -> None:
    try:
        if to:
            assignment.entrust(name, to)
        else:
            assignment.give_back(name)
    except (frappe.ValidationError, frappe.PermissionError) as refused:
        frappe.clear_last_message()
        moved.left[name] = str(refused)
    else:
        moved.names.append(name)


def _by_owner(filters: list[list[Any]]) -> dict[str, int]:
    rows = frappe.get_list(
        "Case",
        filters=[*OF_OFFICE, *filters],
        fields=[assignment.FIELD, framework.aggregate("count", "*", "number")],
        group_by=assignment.FIELD,
        order_by=None,
        limit_page_length=0,
    )
    found: dict[str, int] = {}
    for row in rows:
        user = row.get(assignment.FIELD) or ""
        found[user] = found.get(user, 0) + int(row.number)
    return found


def _told(number: int, language: str | None) -> str:
    return counted(_("{0} cases were entrusted to you", language), number, language=language)
