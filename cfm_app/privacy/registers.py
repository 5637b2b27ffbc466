"""Who reads the registers that are about the people who work here, as conditions for lists."""

import frappe

from cfm_app import consts
from cfm_app.privacy.clearance import EVERYTHING, NOTHING, of


def breach_condition(user: str | None = None) -> str:
    """The register of breaches: for data protection and managers, but for what concerns themselves."""
    clearance = of(user)
    if clearance.is_unlimited:
        return EVERYTHING
    if not clearance.roles & {consts.DATA_PROTECTION, consts.MANAGER}:
        return NOTHING
    mine = frappe.db.escape(clearance.user)
    return f"ifnull(`tab{consts.DATA_BREACH}`.`concerns`, '') != {mine}"


def alert_condition(user: str | None = None) -> str:
    """Alerts about reading: for data protection, and for managers those about data protection itself."""
    clearance = of(user)
    if clearance.is_unlimited:
        return EVERYTHING
    reader = f"`tab{consts.READING_ALERT}`.`reader`"
    of_others = f"{reader} != {frappe.db.escape(clearance.user)}"
    if consts.DATA_PROTECTION in clearance.roles:
        return of_others
    if consts.MANAGER not in clearance.roles:
        return NOTHING
    guardians = f"`role` = {frappe.db.escape(consts.DATA_PROTECTION)} and `parenttype` = 'User'"
    return f"({of_others} and {reader} in (select `parent` from `tabHas Role` where {guardians}))"


def difficult_call_condition(user: str | None = None) -> str:
    """Calls that were hard to bear: for whoever had them, and for the managers who care for them."""
    clearance = of(user)
    if clearance.is_unlimited:
        return EVERYTHING
    if consts.MANAGER in clearance.roles:
        return "1=1"
    return f"`tab{consts.DIFFICULT_CALL}`.`user` = {frappe.db.escape(clearance.user)}"
