"""Which missions a user sees: the condition that the access rule asks for."""

import frappe

from cfm_app.base import consts
from cfm_app.security.entitlement.clearance import EVERYTHING, of
from cfm_app.security.sql_conditions import exists

DOCTYPE, MEMBER = "CFM Mission", "CFM Mission Member"
# Any user may go on a mission, or be named on one.
ROLES = consts.WORKING_ROLES
# Whoever reads ordinary cases of the office knows which missions they come from.
READERS = frozenset((consts.OPERATOR, consts.AAP, consts.GENDER, consts.DATA_PROTECTION))


def condition(user: str | None = None) -> str:
    """Missions: for their people and for managers; for the whole office unless a mission is confined to these."""
    clearance = of(user)
    if clearance.is_unlimited:
        return EVERYTHING
    if consts.MANAGER in clearance.roles:
        return "1=1"
    table, mine = f"`tab{DOCTYPE}`", frappe.db.escape(clearance.user)
    goes = f"`tab{MEMBER}`.`user` = {mine} and `parenttype` = '{DOCTYPE}'"
    parts = [
        f"{table}.`planned_by` = {mine}",
        f"{table}.`leader` = {mine}",
        exists(MEMBER, "parent", f"{table}.`name`", goes),
    ]
    if clearance.roles & READERS:
        parts.append(f"ifnull({table}.`is_confined`, 0) = 0")
    return f"({' or '.join(parts)})"
