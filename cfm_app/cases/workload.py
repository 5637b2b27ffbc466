"""How much each colleague has, and moving what somebody has to somebody else.

What waits is what *My work* shows (`worklists`). Restricted cases have no owner, so nothing of them is counted here.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import frappe
from frappe import _

from cfm_app.base import batch_cache
from cfm_app.base.counting import counted
from cfm_app.cases import assignment, worklists
from cfm_app.security.entitlement import clearance, handlers

MOST = 200
"""So many cases are shown of somebody, and moved at once."""
MOST_COUNTED = 100_000
TO_TAKE = ""
"""In the place of a user: what nobody has, or somebody who is not there."""


@dataclass
class Load:
    """What somebody has; `user` is empty for what can be taken, that of people who are not there among it."""

    user: str
    is_there: bool
    open: int = 0
    late: int = 0
    today: int = 0


@dataclass
class Moved:
    """What became of cases that were to be moved: those that were, and why others stay where they are."""

    names: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)


def of_office(now: datetime | None = None) -> list[Load]:
    """What can be taken, then what each colleague has who is there or has anything, the most first."""
    found = {user: Load(user, is_there=True) for user in (TO_TAKE, *assignment.there())}
    for key, rows in worklists.work(MOST_COUNTED, now, assignment.TEAM).items():
        for row in rows:
            if not clearance.is_restricted(row.sensitivity):
                _count(found, row.get(assignment.FIELD) or TO_TAKE, key)
    return sorted(found.values(), key=lambda load: (bool(load.user), -load.open, load.user))


def _count(found: dict[str, Load], owner: str, key: str) -> None:
    load = found.setdefault(owner, Load(owner, is_there=False))
    for each in (load,) if load.is_there else (load, found[TO_TAKE]):
        each.open += 1
        each.late += key == "late"
        each.today += key == "today"


def cases_of(user: str) -> list[Any]:
    """The open cases that somebody has, or that can be taken, those that are due first."""
    owned = [[assignment.FIELD, "=", user]] if user else assignment.filters(assignment.FREE)
    return frappe.get_list(
        "Case",
        filters=[worklists.AT_WORK, ["is_restricted", "=", 0], *owned],
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


def _told(number: int, language: str | None) -> str:
    return counted(_("{0} cases were entrusted to you", language), number, language=language)
