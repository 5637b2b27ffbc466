"""Who is told: the holders of a role, whoever is in charge of a case, whoever may know of it.

Notices about a restricted case go to the people entrusted with it and nobody else. Where its procedure
escalates to somebody else, the entrusted are told instead: even its existence is secret.
"""

from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.security.access_rule import user_limits
from cfm_app.security.entitlement import clearance, handlers
from cfm_app.security.entitlement.absences import DeputyLookup


class Audience:
    """The people of one run; each user and role is read from the database once."""

    def __init__(self) -> None:
        self._holders: dict[str, list[str]] = {}
        self._clearances: dict[str, clearance.Clearance] = {}
        self._entrusted: dict[str, list[str]] = {}
        self._enabled = set(
            frappe.get_all("User", filters={"enabled": 1}, pluck="name", order_by="name asc")
        )
        self._stand_ins = DeputyLookup.today()

    def prepare(self, rows: list[Any]) -> None:
        """Read who is entrusted with the restricted ones among these cases."""
        names = [row.name for row in rows if self.is_restricted(row.sensitivity)]
        self._entrusted = handlers.entrusted_by_case(names) if names else {}

    def is_restricted(self, sensitivity: str | None) -> bool:
        """Whether only the people entrusted with it may know of a case of this class."""
        return clearance.is_restricted(sensitivity)

    def holders(self, role: str | None) -> list[str]:
        """Enabled users with a role, without the Administrator."""
        if not role:
            return []
        if role not in self._holders:
            self._holders[role] = handlers.holders(role)
        return self._holders[role]

    def in_charge(self, case: Any, role: str = consts.OPERATOR) -> list[str]:
        """The recorder of a case if they hold the role, else everybody who holds it."""
        if self.is_restricted(case.sensitivity):
            return self.entrusted(case)
        holders = self.holders(role)
        is_there = case.owner in holders and not self._stand_ins.is_absent(case.owner)
        if is_there and user_limits.holds(case.name, case.owner):
            return [case.owner]
        return self.among(case, holders) or self.among(case, self.holders(consts.OPERATOR))

    def among(self, case: Any, users: list[str]) -> list[str]:
        """The users who may know of a case; for a restricted one, those entrusted with it."""
        if self.is_restricted(case.sensitivity):
            entrusted = self.entrusted(case)
            return [user for user in users if user in entrusted] or entrusted
        general = [user for user in users if user in self._enabled and self._of(user).is_general]
        return [user for user in general if user_limits.holds(case.name, user)]

    def entrusted(self, case: Any) -> list[str]:
        """The users entrusted with a restricted case who hold the role of its class."""
        return [
            user
            for user in self._entrusted.get(case.name, [])
            if user in self._enabled and case.sensitivity in self._of(user).handled
        ]

    def receivers(self, referral: Any, sensitivity: str | None) -> list[str]:
        """Who answers a referral today: its focal point, or the deputy during an absence."""
        receiver = self._stand_ins.receiver(referral.focal_point) or referral.focal_point
        own = self._of(receiver) if receiver in self._enabled else None
        if own is None or (self.is_restricted(sensitivity) and sensitivity not in own.handled):
            return []
        return [receiver]

    def _of(self, user: str) -> clearance.Clearance:
        if user not in self._clearances:
            self._clearances[user] = clearance.of(user)
        return self._clearances[user]
