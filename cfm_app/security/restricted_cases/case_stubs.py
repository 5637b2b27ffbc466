"""What the recorder of a restricted case keeps: its number, date and state.

These lie in a document of their own. A row of the case itself, however empty, would still answer
questions: conditions on a list would reveal its class, its procedure and its limits.
"""

from typing import Any

import frappe
from frappe.model.document import Document

from cfm_app.security.entitlement import clearance

DOCTYPE = "CFM Case Stub"


def of_user(limit: int) -> list[Any]:
    """Number, date and state of the restricted cases that the user recorded."""
    return frappe.get_list(
        DOCTYPE,
        fields=["cfm_case as name", "received_on", "case_state as workflow_state"],
        order_by="received_on desc, creation desc",
        limit_page_length=limit,
    )


def update(case: Document | frappe._dict) -> None:
    """Bring the stub of a restricted case up to date; an ordinary case has none."""
    if not clearance.is_restricted(case.sensitivity):
        remove(case.name)
        return
    values = {"received_on": case.received_on, "case_state": case.workflow_state}
    if known := _name_of(case.name):
        frappe.db.set_value(DOCTYPE, known, values, update_modified=False)
        return
    stub = frappe.get_doc({"doctype": DOCTYPE, "cfm_case": case.name, **values})
    stub.insert(ignore_permissions=True)
    stub.db_set("owner", case.owner, update_modified=False)


def remove(case: str) -> None:
    """Remove the stub of a case that the whole office may see again."""
    if name := _name_of(case):
        frappe.delete_doc(
            DOCTYPE, name, ignore_permissions=True, force=True, delete_permanently=True
        )


def _name_of(case: str) -> str | None:
    """The name of a stub. It is random: the number of the case would reveal that the case is restricted."""
    return frappe.db.get_value(DOCTYPE, {"cfm_case": case}, "name")
