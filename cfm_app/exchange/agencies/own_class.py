"""Agreements about one restricted class: its cases are exchanged in no other way."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from cfm_app.channels import account_changes
from cfm_app.channels.adapters import destinations
from cfm_app.procedures.sop import classification
from cfm_app.security.entitlement import clearance


def class_of_case(case: str) -> str:
    """The restricted class of a case; empty for an ordinary one.

    A case stores whether it was restricted when it was saved; its class may have changed since.
    """
    row = frappe.db.get_value("Case", case, ["sensitivity", "is_restricted"], as_dict=True)
    if not row or not (cint(row.is_restricted) or clearance.is_restricted(row.sensitivity)):
        return ""
    return str(row.sensitivity)


def goes_by(agreement: Any, case: str) -> bool:
    """Whether a case may be referred by an agreement: a restricted one by that of its class only."""
    return class_of_case(case) == (agreement.restricted_class or "")


def is_answered_by(agreement: Any, case: str) -> bool:
    """Whether the answer of a case that came by an agreement may go back: what was opened here tells no class."""
    return class_of_case(case) in ("", agreement.restricted_class or "")


def chosen(given: Any, shares_points: Any) -> str | None:
    """The restricted class of an agreement as the form says it; refused where it is none, or data points are ticked."""
    name = str(given or "")
    if not name:
        return None
    if not clearance.is_restricted(name):
        frappe.throw(_("Choose a restricted class. Ordinary cases need no agreement of their own."))
    if cint(shares_points):
        frappe.throw(
            _(
                "Cases of a restricted class are in no data points. Tick referrals alone, or choose no"
                " restricted class."
            )
        )
    return name


def check_address(agreement: Any) -> None:
    """Throw for an unencrypted address outside."""
    host = account_changes.host_of(agreement, "address", agreement.address)
    is_read_along = host and not agreement.address.startswith("https://")
    if agreement.restricted_class and is_read_along and not destinations.is_inside(host):
        frappe.throw(_("Cases of a restricted class go to an address that begins with https://."))


def fits(agreement: Any, category: str) -> bool:
    """Whether an agreement may name a category: one of its class, or an ordinary one."""
    return _class_of(category) == (agreement.restricted_class or "")


def _class_of(category: str) -> str:
    found = classification.class_of_category(category)
    return str(found) if clearance.is_restricted(found) else ""


def check_categories(agreement: Any) -> None:
    """Refuse categories of another class than that to which an agreement belongs."""
    own = agreement.restricted_class or ""
    for row in agreement.categories:
        restricted = _class_of(row.category)
        if restricted == own:
            continue
        if own:
            told = _("{0} is no category of the class {1}, to which this agreement belongs.")
            frappe.throw(told.format(_(row.category), _(own)))
        told = _(
            "{0} is a category of the restricted class {1}. Only the agreement of this class names it:"
            " begin a new one and choose the class there."
        )
        frappe.throw(told.format(_(row.category), _(restricted)))
