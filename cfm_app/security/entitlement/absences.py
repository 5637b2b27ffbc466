"""Absences of focal points, and who is their deputy meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe.utils import getdate, nowdate

FIELDS = ["user", "deputy", "sensitivity", "absent_from", "absent_to"]


@dataclass(frozen=True)
class Absence:
    """The absence of a focal point, first and last day; one without a last day lasts until somebody ends it."""

    user: str
    deputy: str
    """Empty where nobody stands in."""
    sensitivity: str
    """The class that the post is for; empty for all that are open to the office."""
    since: date
    until: date | None


def unended(*, for_update: bool = False, **filters: Any) -> list[Absence]:
    """Absences that have not ended, including those that begin later; `for_update` reads their latest state."""
    today = date.fromisoformat(nowdate())
    rows = frappe.db.get_values(
        "CFM Focal Point",
        {"enabled": 1, "absent_from": ["is", "set"], **filters},
        FIELDS,
        as_dict=True,
        order_by="name asc",
        for_update=for_update,
    )
    found = [
        Absence(
            row.user,
            row.deputy or "",
            row.sensitivity or "",
            getdate(row.absent_from),
            getdate(row.absent_to) if row.absent_to else None,
        )
        for row in rows
    ]
    return [each for each in found if each.until is None or each.until >= today]


def today(**filters: Any) -> list[Absence]:
    """The absences of today."""
    day = date.fromisoformat(nowdate())
    return [each for each in unended(**filters) if each.since <= day]


def receivers_for(user: str) -> list[str]:
    """The user and every absent focal point whose deputy the user is today."""
    away = sorted({each.user for each in today(deputy=user)} - {user})
    return [user, *away]


@dataclass(frozen=True)
class DeputyLookup:
    """Who is absent today, and who is their deputy."""

    deputies: dict[str, str | None]

    @classmethod
    def today(cls) -> "DeputyLookup":
        return cls.of(today())

    @classmethod
    def of(cls, absences: Iterable[Absence]) -> "DeputyLookup":
        """Build the lookup from absences. For a user with several posts, the first deputy named counts."""
        found: dict[str, str | None] = {}
        for each in absences:
            found[each.user] = found.get(each.user) or each.deputy or None
        return cls(found)

    def is_absent(self, user: str) -> bool:
        """Whether a user is away."""
        return user in self.deputies

    def receiver(self, user: str) -> str | None:
        """The user, or their deputy while they are absent; None where both are absent."""
        if not self.is_absent(user):
            return user
        deputy = self.deputies[user]
        return deputy if deputy and not self.is_absent(deputy) else None
