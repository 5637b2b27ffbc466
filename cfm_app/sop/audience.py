"""Who is told: the holders of a role, who is in charge of a case, who may know of it at all.

A restricted case is spoken of to those entrusted with it and to nobody else. Where its procedure
escalates to somebody who is not, the entrusted are told in their place: that a case exists is
already a secret.
"""

from typing import Any

import frappe

from cfm_app import consts
from cfm_app.privacy import clearance, handlers
from cfm_app.privacy.absences import DeputyLookup


class Audience:
    """The people of one run. Each question about a user or role is asked of the database once."""

    def __init__(self) -> None:
        self._holders: dict[str, list[str]] = {}
        self._clearances: dict[str, clearance.Clearance] = {}
        self._entrusted: dict[str, list[str]] = {}
        self._enabled = set(
            frappe.get_all("User", filters={"enabled": 1}, pluck="name", order_by="name asc")
        )
        self._stand_ins = DeputyLookup.today()

    def prepare(self, rows: list[Any]) -> None:
        """Read who is entrusted with the restricted ones among some cases."""
        names = [row.name for row in rows if self.is_restricted(row.sensitivity)]
        self._entrusted = handlers.entrusted_by_case(names) if names else {}

    def is_restricted(self, sensitivity: str | None) -> bool:
        """Whether only the entrusted may know of a case of this class."""
        return clearance.is_restricted(sensitivity)

    def holders(self, role: str | None) -> list[str]:
        """Enabled users with a role, apart from the Administrator."""
        if not role:
            return []
        if role not in self._holders:
            self._holders[role] = handlers.holders(role)
        return self._holders[role]

    def in_charge(self, case: Any, role: str = consts.OPERATOR) -> list[str]:
        """Whoever recorded a case if they hold the role, else all who hold it."""
        if self.is_restricted(case.sensitivity):
            return self.entrusted(case)
        holders = self.holders(role)
        if case.owner in holders and not self._stand_ins.is_absent(case.owner):
            return [case.owner]
        return self.among(case, holders) or self.among(case, self.holders(consts.OPERATOR))

    def among(self, case: Any, users: list[str]) -> list[str]:
        """Those of some users who may know of a case; of a restricted one, the entrusted."""
        if self.is_restricted(case.sensitivity):
            entrusted = self.entrusted(case)
            return [user for user in users if user in entrusted] or entrusted
        return [user for user in users if user in self._enabled and self._of(user).is_general]

    def entrusted(self, case: Any) -> list[str]:
        """Who is entrusted with a restricted case and holds the role of its class."""
        return [
            user
            for user in self._entrusted.get(case.name, [])
            if user in self._enabled and case.sensitivity in self._of(user).handled
        ]

    def receivers(self, referral: Any, sensitivity: str | None) -> list[str]:
        """Who answers a referral today: its focal point, or their deputy while they are absent."""
        receiver = self._stand_ins.receiver(referral.focal_point) or referral.focal_point
        own = self._of(receiver) if receiver in self._enabled else None
        if own is None or (self.is_restricted(sensitivity) and sensitivity not in own.handled):
            return []
        return [receiver]

    def _of(self, user: str) -> clearance.Clearance:
        if user not in self._clearances:
            self._clearances[user] = clearance.of(user)
        return self._clearances[user]
