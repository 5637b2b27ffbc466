"""The two sides of a referral."""

import frappe

from cfm_app.base import consts
from cfm_app.security.entitlement.absences import receivers_for
from cfm_app.security.entitlement.clearance import of


def is_party(referral: str, user: str) -> bool:
    """Whether a user is a party to a referral: its receiver, or somebody who works on cases.

    Accountability and gender read others' referrals, but do not act on them.
    """
    clearance = of(user)
    if clearance.is_unlimited or consts.CASEWORKER in clearance.roles:
        return True
    return frappe.db.get_value("Referral", referral, "focal_point") in receivers_for(user)
