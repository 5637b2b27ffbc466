"""Whether somebody who may open the cases of a restricted class is there, today and during an absence."""

from collections.abc import Iterable
from datetime import date

from frappe.utils import nowdate

from cfm_app.privacy.entitlement import absences, clearance, handlers
from cfm_app.privacy.entitlement.absences import Absence


def present(role: str) -> list[str]:
    """Enabled users with a role who are not absent today."""
    away = absent()
    return [user for user in handlers.holders(role) if user not in away]


def absent() -> set[str]:
    """The users who are absent today from any of their posts."""
    return {each.user for each in absences.today()}


def is_attended(case: str) -> bool:
    """Whether somebody who is there today may open a restricted case."""
    away = absent()
    return any(user not in away for user in handlers.entrusted(case))


def left_alone_by_absence(user: str, since: date, until: date | None) -> list[str]:
    """The classes that nobody could open on some day of an absence of this user."""
    others = [each for each in absences.unended() if each.user != user]
    days = [max(since, date.fromisoformat(nowdate())), *_turns(others, since, until)]
    return [
        sensitivity
        for sensitivity, role in clearance.restricted_classes().items()
        if _is_held(user, role) and any(_is_empty(role, user, others, day) for day in days)
    ]


def left_alone_without(user: str, roles: Iterable[str]) -> list[str]:
    """The classes that nobody who is there today could open if this user had no other roles than these."""
    kept = set(roles)
    return [
        sensitivity
        for sensitivity, role in clearance.restricted_classes().items()
        if role not in kept and _is_held(user, role) and not set(present(role)) - {user}
    ]


def _is_held(user: str, role: str) -> bool:
    return bool(role) and user in handlers.holders(role)


def _turns(others: list[Absence], since: date, until: date | None) -> list[date]:
    """The days of an absence on which that of somebody else begins."""
    return [
        each.since for each in others if since <= each.since and (not until or each.since <= until)
    ]


def _is_empty(role: str, user: str, others: list[Absence], day: date) -> bool:
    away = {
        each.user for each in others if each.since <= day and (not each.until or day <= each.until)
    }
    return not set(handlers.holders(role)) - away - {user}
