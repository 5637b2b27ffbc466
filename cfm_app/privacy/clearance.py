"""What one user may know: their roles and the classes of sensitivity they open.

Lists and single documents ask for it many times: a batch reads it once (`batch_cache`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from cfm_app import batch_cache, consts
from cfm_app.privacy import deputies

# The conditions of lists for whoever may see all rows, and for whoever may see none.
EVERYTHING, NOTHING = "", "1=0"


@dataclass(frozen=True)
class Clearance:
    """The classes a user is cut off from, and those they may be entrusted with."""

    user: str
    roles: frozenset[str]
    hidden: tuple[str, ...]
    handled: tuple[str, ...]
    stood_in_for: tuple[tuple[str, str], ...] = ()
    """Class and user: the absent handlers whose deputy they are today."""

    @property
    def is_general(self) -> bool:
        """Whether the user sees ordinary cases at all."""
        return bool(self.roles & consts.GENERAL_ROLES)

    @property
    def is_unlimited(self) -> bool:
        """The Administrator passes every check of the framework anyway."""
        return self.user == "Administrator"


def of(user: str | None = None) -> Clearance:
    """The clearance of a user, by default of the one in the session."""
    user = user or frappe.session.user
    hidden = restricted_classes()
    roles = frozenset(frappe.get_roles(user))
    handled = {name: role for name, role in hidden.items() if role in roles}
    return Clearance(
        user=user,
        roles=roles,
        hidden=tuple(hidden),
        handled=tuple(handled),
        stood_in_for=deputies.absent_handlers(user, handled) if handled else (),
    )


@batch_cache.cached_in_batch
def restricted_classes() -> dict[str, str]:
    """Restricted classes of sensitivity, each with its handler role."""
    # Each look at a protected document asks this, as stored now.
    rows = frappe.db.sql(
        "select `name`, `handler_role` from `tabCase Sensitivity` where `hidden` = 1 order by `name`"
    )
    return {name: role or "" for name, role in rows}


def is_handler_alone(roles: Iterable[str]) -> bool:
    """Whether one of some roles handles a restricted class and has no other work."""
    own = set(restricted_classes().values()) - consts.GENERAL_ROLES - {""}
    return not own.isdisjoint(roles)


@batch_cache.cached_in_batch
def is_restricted(sensitivity: str | None) -> bool:
    """Whether a class is restricted. An unknown class is not."""
    if not sensitivity:
        return False
    return bool(frappe.get_cached_value("Case Sensitivity", sensitivity, "hidden"))


@batch_cache.cached_in_batch
def handler_role(sensitivity: str | None) -> str:
    """The role that handles a class, or an empty string."""
    if not sensitivity:
        return ""
    return frappe.get_cached_value("Case Sensitivity", sensitivity, "handler_role") or ""


def ordinary_cases() -> dict[str, Any]:
    """Filters of a list for the cases that the office as a whole may know.

    A case keeps its mark for what it was saved as; its class may have become restricted since.
    """
    classes = [*restricted_classes()]
    return {"is_restricted": 0, **({"sensitivity": ["not in", classes]} if classes else {})}


def restricted_among(cases: list[str]) -> set[str]:
    """Those of some cases whose class is restricted. No permission is checked."""
    filters = {"name": ["in", cases], "sensitivity": ["in", [*restricted_classes()] or [""]]}
    return set(frappe.get_all("Case", filters=filters, pluck="name", order_by="name asc"))


def require_case_access(role: str) -> None:
    """Refuse a role whose holders see no cases: they can neither be told of one nor decide on it."""
    if role in consts.GENERAL_ROLES or role in restricted_classes().values():
        return
    frappe.throw(
        _("People with the role {0} see referrals, not cases. Choose another role.").format(_(role))
    )
