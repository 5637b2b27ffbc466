"""Writes one case of SugarCRM into the office: stored by the usual rules, then put into its old state.

A case is inserted as a new one, so its class decides at once who may see it. Then its old state is written,
with the moments at which it was reached: this invents no act that nobody did here.
"""

from typing import Any

import frappe
from frappe.model.document import Document

from cfm_app.exchange import past_cases
from cfm_app.exchange.migration.translate import Translated
from cfm_app.security.entitlement import clearance


def insert(
    found: Translated, member: str | None, owner: str | None, moments: past_cases.Moments
) -> Document:
    """Store a case that is not here yet."""
    values = {"doctype": "Case", **found.values}
    if member:
        values["community_member"] = member
    # The person may be known only from a restricted case so far, which the migrating user does not see.
    case = frappe.get_doc(values)
    case.flags.comes_from_outside = True
    case.insert(ignore_permissions=True)
    is_restricted = clearance.is_restricted(_class_of(case.name))
    past: dict[str, Any] = {}
    if found.received:
        past["creation"] = found.received
        if is_restricted:
            report = {"cfm_case": case.name}
            frappe.db.set_value(past_cases.REPORT, report, dict(past), update_modified=False)
    if owner and not is_restricted:
        # The recorder of a restricted case keeps a stub: nobody gets one by a list of users.
        past["owner"] = owner
    if past:
        frappe.db.set_value("Case", case.name, past, update_modified=False)
    past_cases.set_state(case.name, found.state, moments)
    past_cases.begin_here(case.name)
    return case


def update(name: str, found: Translated, member: str | None, moments: past_cases.Moments) -> None:
    """Update a case with what changed there. A class is raised, never lowered."""
    case = frappe.get_doc("Case", name)
    values = dict(found.values)
    wanted = values.pop("sensitivity", None)
    if clearance.is_restricted(wanted) and not clearance.is_restricted(case.sensitivity):
        values["sensitivity"] = wanted
    if member:
        values["community_member"] = member
    case.update(values)
    # The migrating user need not be allowed to edit the case in its state.
    case.flags.ignore_permissions = True
    case.flags.comes_from_outside = True
    case.save()
    past_cases.set_state(name, found.state, moments)
    past_cases.begin_here(name)


def is_restricted(case: str) -> bool:
    """Whether a stored case is restricted."""
    return clearance.is_restricted(_class_of(case))


def _class_of(case: str) -> str | None:
    return frappe.db.get_value("Case", case, "sensitivity")
