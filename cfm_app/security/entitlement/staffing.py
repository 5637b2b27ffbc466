"""Who may open the cases of each restricted class, and on which days nobody of them is there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import frappe
from frappe.utils import nowdate

from cfm_app.security.entitlement import absences, clearance
from cfm_app.security.entitlement.absences import Absence


@dataclass(frozen=True)
class Staffing:
    """The people of each restricted class, and who is or will be away."""

    people: dict[str, frozenset[str]]
    """By class; whoever loses a role as soon as their role profile is applied has lost it."""
    away: tuple[Absence, ...]

    def left_alone_by_absence(self, user: str, since: date, until: date | None) -> list[str]:
        """The classes that nobody could open on some day of an absence of this user."""
        others = [each for each in self.away if each.user != user]
        turns = [
            each.since
            for each in others
            if since <= each.since and (not until or each.since <= until)
        ]
        days = [max(since, _today()), *turns]
        return [
            name
            for name, people in self.people.items()
            if user in people and _is_empty(people - {user}, others, days)
        ]

    def left_alone_since(self, before: "Staffing") -> dict[str, list[str]]:
        """The classes that lost people and have nobody today or on some later day, each with whom it lost."""
        days = [_today(), *(each.since for each in self.away if each.since > _today())]
        lost = {
            name: sorted(before.people.get(name, frozenset()) - people)
            for name, people in self.people.items()
        }
        return {
            name: users
            for name, users in lost.items()
            if users and _is_empty(self.people[name], self.away, days)
        }


def now(*, for_update: bool = False) -> Staffing:
    """What is stored; `for_update` reads its latest state, and nobody else changes it in this transaction."""
    people = _people(for_update)
    return Staffing(people, tuple(absences.unended(for_update=for_update)))


def _today() -> date:
    return date.fromisoformat(nowdate())


def _is_empty(people: frozenset[str], away: Iterable[Absence], days: Iterable[date]) -> bool:
    """Whether all of them are away on one of these days."""
    return any(
        not people
        - {
            each.user
            for each in away
            if each.since <= day and (not each.until or day <= each.until)
        }
        for day in days
    )


def _people(for_update: bool) -> dict[str, frozenset[str]]:
    classes = clearance.restricted_classes()
    rows = frappe.db.get_values(
        "Has Role",
        {"role": ["in", sorted({*classes.values()}) or [""]]},
        ["parent", "parenttype", "role"],
        as_dict=True,
        order_by="name asc",
        for_update=for_update,
    )
    given: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        given[row.parenttype, row.parent].add(row.role)
    profiles = _profiles([name for kind, name in given if kind == "User"], for_update)
    held: dict[str, set[str]] = defaultdict(set)
    for user, named in profiles.items():
        roles = given["User", user]
        if named:
            roles = roles & set().union(*(given["Role Profile", each] for each in named))
        for role in roles:
            held[role].add(user)
    disabled = set(frappe.get_all("Role", filters={"disabled": 1}, pluck="name"))
    return {
        name: frozenset(held[role]) if role and role not in disabled else frozenset()
        for name, role in classes.items()
    }


def _profiles(users: list[str], for_update: bool) -> dict[str, set[str]]:
    """The enabled ones of some users, each with their role profiles. Later versions of Frappe allow several."""
    rows = frappe.db.get_values(
        "User",
        {"name": ["in", users or [""]], "enabled": 1},
        ["name", "role_profile_name"],
        as_dict=True,
        order_by="name asc",
        for_update=for_update,
    )
    found = {
        row.name: {row.role_profile_name} - {None, ""}
        for row in rows
        if row.name != "Administrator"
    }
    if frappe.get_meta("User").has_field("role_profiles"):
        for row in frappe.get_all(
            "User Role Profile",
            filters={"parenttype": "User", "parent": ["in", list(found) or [""]]},
            fields=["role_profile", "parent"],
            parent_doctype="User",
        ):
            found[row.parent].add(row.role_profile)
    return found
