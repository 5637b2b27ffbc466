"""What a user may know: their roles and the restricted classes open to them.

Lists and documents ask for it often, so a batch reads it once (`batch_cache`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from cfm_app.base import batch_cache, consts
from cfm_app.security.entitlement import deputies

# The conditions of lists for whoever may see all rows, and for whoever may see none.
EVERYTHING, NOTHING = "", "1=0"


@dataclass(frozen=True)
class Clearance:
    """The classes that are closed to a user, and those whose cases may be entrusted to them."""

    user: str
    roles: frozenset[str]
    hidden: tuple[str, ...]
    handled: tuple[str, ...]
    absent_handlers: tuple[tuple[str, str], ...] = ()
    """Class and user: the absent handlers whose deputy they are today."""

    @property
    def is_general(self) -> bool:
        """Whether the user sees ordinary cases at all."""
        return bool(self.roles & consts.GENERAL_ROLES)

    @property
    def is_unlimited(self) -> bool:
        """Whether the user is the Administrator, who passes every check of Frappe anyway."""
        return self.user == "Administrator"


def of(user: str | None = None) -> Clearance:
    """The clearance of a user; by default, of the user in the session."""
    user = user or frappe.session.user
    hidden = restricted_classes()
    roles = frozenset(frappe.get_roles(user))
    handled = {name: role for name, role in hidden.items() if role in roles}
    return Clearance(
        user=user,
        roles=roles,
        hidden=tuple(hidden),
        handled=tuple(handled),
        absent_handlers=deputies.absent_handlers(user, handled) if handled else (),
    )


def works_here(user: str | None = None) -> bool:
    """Whether a user has a role of the app, or is a System Manager."""
    found = of(user)
    return found.is_unlimited or bool(found.roles & set(consts.WORKING_ROLES))


@batch_cache.cached_in_batch
def restricted_classes() -> dict[str, str]:
    """The restricted classes, each with its handler role."""
    # Every check of a protected document calls this.
    rows = frappe.db.sql(
        "select `name`, `handler_role` from `tabCase Sensitivity` where `hidden` = 1 order by `name`"
    )
    return {name: role or "" for name, role in rows}


def is_handler_alone(roles: Iterable[str]) -> bool:
    """Whether some roles make a handler of a restricted class and nothing else."""
    own = set(restricted_classes().values()) - consts.GENERAL_ROLES - {""}
    return not own.isdisjoint(roles)


@batch_cache.cached_in_batch
def is_restricted(sensitivity: str | None) -> bool:
    """Whether a class is restricted; False for an unknown class."""
    if not sensitivity:
        return False
    return bool(frappe.get_cached_value("Case Sensitivity", sensitivity, "hidden"))


@batch_cache.cached_in_batch
def handler_role(sensitivity: str | None) -> str:
    """The handler role of a class; empty where it has none."""
    if not sensitivity:
        return ""
    return frappe.get_cached_value("Case Sensitivity", sensitivity, "handler_role") or ""


def ordinary_cases() -> dict[str, Any]:
    """List filters for the cases that the whole office may see.

    A case stores whether it was restricted when it was saved; its class may have become restricted since,
    so both count.
    """
    classes = [*restricted_classes()]
    return {"is_restricted": 0, **({"sensitivity": ["not in", classes]} if classes else {})}


def restricted_among(cases: list[str]) -> set[str]:
    """The given cases whose class is restricted. Checks no permission."""
    filters = {"name": ["in", cases], "sensitivity": ["in", [*restricted_classes()] or [""]]}
    return set(frappe.get_all("Case", filters=filters, pluck="name", order_by="name asc"))


def require_case_access(role: str) -> None:
    """Throw for a role whose holders see no cases: nothing about cases can be sent to or decided by them."""
    if role in consts.GENERAL_ROLES or role in restricted_classes().values():
        return
    frappe.throw(
        _("People with the role {0} see referrals, not cases. Choose another role.").format(_(role))
    )
