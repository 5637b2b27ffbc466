"""The duties of the whole team, for whoever looks after it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe.utils import getdate

from cfm_app.security.obligations import compliance, reminders
from cfm_app.security.obligations.duties import CLOSED, COMING, DONE, IN_GRACE, SOON, Duty

# A person's status is that of their worst duty.
WORST_FIRST = (CLOSED, IN_GRACE, SOON, COMING, DONE)


@dataclass(frozen=True)
class Member:
    """One person with all duties, and how often they were reminded by hand."""

    user: str
    name: str
    duties: tuple[Duty, ...]
    status: str
    reminders: int
    reminded_on: date | None


def overview(today: date | None = None) -> list[Member]:
    """Everybody with duties, overdue ones first."""
    today, soon = today or getdate(), reminders.soon_days()
    found = {user: each for user, each in compliance.of_users(reminders.people()).items() if each}
    names, asked = _names(list(found)), _reminded(list(found))
    members = [
        Member(
            user,
            names.get(user, user),
            tuple(each),
            _worst([duty.status(today, soon) for duty in each]),
            *asked.get(user, (0, None)),
        )
        for user, each in found.items()
    ]
    return sorted(members, key=lambda each: (WORST_FIRST.index(each.status), each.name.lower()))


def _worst(found: list[str]) -> str:
    return min(found, key=WORST_FIRST.index)


def _names(users: list[str]) -> dict[str, str]:
    filters = {"name": ["in", users or [""]]}
    rows = frappe.get_all(
        "User", filters=filters, fields=["name", "full_name"], limit_page_length=0
    )
    return {row.name: row.full_name or row.name for row in rows}


def _reminded(users: list[str]) -> dict[str, tuple[int, Any]]:
    """How often each person was reminded by hand, and when last."""
    filters = {"kind": reminders.BY_MANAGER, "receiver": ["in", users or [""]]}
    rows = frappe.get_all(
        "CFM Notice",
        filters=filters,
        fields=["receiver", "sent_on"],
        order_by="sent_on asc",
        limit_page_length=0,
    )
    told: dict[str, tuple[int, Any]] = {}
    for row in rows:
        told[row.receiver] = (told.get(row.receiver, (0, None))[0] + 1, getdate(row.sent_on))
    return told
