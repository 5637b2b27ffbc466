"""Restricted cases go by the decision of two: one of those entrusted with the case asks, another agrees."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime

from cfm_app.obligations import gate
from cfm_app.personal_data import case_documents, erasure_list, holds, retention_due
from cfm_app.personal_data.erasure import Plan
from cfm_app.personal_data.retention_due import Due
from cfm_app.privacy import access, request_gate

REGISTER = erasure_list.REGISTER


def ask(case: str) -> Document:
    """Ask that a restricted case goes, which has been kept for as long as its rule says."""
    gate.require()
    due = _due(case)
    if frappe.db.exists(REGISTER, {"ref_doctype": "Case", "ref_name": case}):
        frappe.throw(_("Somebody has asked for it already."))
    line = frappe.get_doc(
        {
            "doctype": REGISTER,
            "ref_doctype": "Case",
            "ref_name": case,
            "sensitivity": due.sensitivity,
            "ground": due.rule.in_words(),
            "state": erasure_list.ASKED,
            "asked_by": frappe.session.user,
            "asked_on": now_datetime(),
        }
    )
    return line.insert(ignore_permissions=True)


def agree(line_name: str) -> Document:
    """Agree, as the second person; the case goes in the coming night."""
    gate.require()
    line = _asked(line_name)
    if line.asked_by == frappe.session.user:
        frappe.throw(_("Somebody else has to agree."), frappe.PermissionError)
    _due(line.ref_name)
    line.update(
        {
            "state": erasure_list.AGREED,
            "agreed_by": frappe.session.user,
            "agreed_on": now_datetime(),
        }
    )
    return line.save(ignore_permissions=True)


def withdraw(line_name: str) -> None:
    """Take back what was asked or agreed, as one of those entrusted with the case."""
    gate.require()
    line = _asked(line_name, (erasure_list.ASKED, erasure_list.AGREED))
    frappe.db.delete(REGISTER, {"name": line.name})


def agreed_plans() -> list[Plan]:
    """What two have decided and nothing holds."""
    agreed = {"state": erasure_list.AGREED, "ref_doctype": "Case"}
    rows = frappe.get_all(REGISTER, agreed, ["name", "ref_name", "ground"], order_by="name asc")
    held = _held({row.ref_name for row in rows})
    going = [row for row in rows if row.ref_name not in held]
    documents = case_documents.of([row.ref_name for row in going])
    return [
        Plan("Case", row.ref_name, documents[row.ref_name], row.ground, row.name, True)
        for row in going
    ]


def of_cases(cases: list[str]) -> dict[str, Any]:
    """What was asked or agreed of some cases, by case."""
    rows = frappe.get_all(
        REGISTER,
        filters={
            "ref_doctype": "Case",
            "ref_name": ["in", cases or [""]],
            "state": ["!=", erasure_list.DONE],
        },
        fields=["name", "ref_name", "state", "asked_by", "agreed_by"],
        order_by="name asc",
    )
    return {row.ref_name: row for row in rows}


def _held(cases: set[str]) -> set[str]:
    return holds.held_among("Case", sorted(cases))


def _due(case: str) -> Due:
    """What the rules say of a restricted case that the user is entrusted with."""
    request_gate.get_open("Case", case, for_update=True)
    only = f"`tabCase`.`name` = {frappe.db.escape(case)}"
    found = [due for batch in retention_due.cases(getdate(), only) for due in batch]
    if not found or not found[0].rule.is_restricted:
        frappe.throw(_("{0} has not been kept for as long as its rule says.").format(case))
    if found[0].is_held:
        frappe.throw(_("{0} is kept by a legal hold.").format(case), holds.HeldBack)
    return found[0]


def _asked(line_name: str, states: tuple[str, ...] = (erasure_list.ASKED,)) -> Document:
    row = frappe.db.get_value(REGISTER, line_name, ["ref_name", "state"], as_dict=True)
    if not row or not access.may_see_case(row.ref_name):
        request_gate.refuse(REGISTER, line_name)
    line = frappe.get_doc(REGISTER, line_name, for_update=True)
    if line.state not in states:
        frappe.throw(_("This was decided meanwhile. Reload the page."))
    return line
