"""Who gives cases to another office by an agreement, and who brings in what it gave."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.exchange.agencies import entry, states
from cfm_app.security.entitlement import clearance
from cfm_app.security.obligations import gate

ASKED = (
    "name title partner state direction restricted_class valid_from valid_until our_key address"
).split()


def of_user() -> list[Any]:
    """The agreements on whole cases by which the user in the session gives and takes."""
    if not frappe.has_permission(entry.DOCTYPE, "read"):
        return []
    rows = frappe.get_list(
        entry.DOCTYPE,
        filters={"shares_cases": 1, "state": states.AGREED},
        fields=ASKED,
        order_by="creation desc",
    )
    return [row for row in rows if states.is_in_force(row) and is_for_user(row)]


def is_for_user(agreement: Any) -> bool:
    """Whether the user in the session may: whoever keeps agreements, of a restricted class its handlers alone."""
    if agreement.restricted_class:
        return agreement.restricted_class in clearance.of().handled
    return entry.may_compose()


def opened(name: str) -> Document:
    """The agreement for an act of the user in the session."""
    gate.require()
    agreement = entry.readable(name)
    if not agreement.shares_cases or not is_for_user(agreement):
        frappe.throw(
            _(
                "Managers who see the whole office give cases to another office; those of a restricted"
                " class, its handlers."
            ),
            frappe.PermissionError,
        )
    require_in_force(agreement)
    return agreement


def require_in_force(agreement: Document) -> None:
    """Refuse what an agreement does not cover today."""
    entry.require_in_force(agreement, (agreement.direction,), "shares_cases")


def of_code(code: str) -> str:
    """The agreement that a file names."""
    found = frappe.db.get_value(entry.DOCTYPE, {"code": code, "shares_cases": 1})
    if not found:
        frappe.throw(_("This office has no agreement that this file names."))
    return str(found)
