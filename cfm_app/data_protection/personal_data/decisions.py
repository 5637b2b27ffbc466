"""Erasing restricted records takes two people: one of those entrusted asks, another agrees.

It concerns cases, and conversations without a case.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime

from cfm_app.base import consts
from cfm_app.data_protection.personal_data import (
    case_documents,
    erasure_list,
    holds,
    retention_due,
)
from cfm_app.data_protection.personal_data.erasure import Plan
from cfm_app.data_protection.personal_data.retention_due import Due
from cfm_app.security.access_rule import access, open_documents
from cfm_app.security.entitlement import clearance
from cfm_app.security.obligations import gate

REGISTER = erasure_list.REGISTER
CASE = "Case"
KINDS = (CASE, consts.CONVERSATION)


def ask(name: str, doctype: str = CASE) -> Document:
    """Ask to erase a restricted record whose retention period is over."""
    gate.require()
    due = _due(doctype, name)
    if frappe.db.exists(REGISTER, {"ref_doctype": doctype, "ref_name": name}):
        frappe.throw(_("Somebody has asked for it already."))
    line = frappe.get_doc(
        {
            "doctype": REGISTER,
            "ref_doctype": doctype,
            "ref_name": name,
            "sensitivity": due.sensitivity,
            "ground": due.rule.in_words(),
            "state": erasure_list.ASKED,
            "asked_by": frappe.session.user,
            "asked_on": now_datetime(),
        }
    )
    return line.insert(ignore_permissions=True)


def agree(line_name: str) -> Document:
    """Agree, as the second person; it is erased in the coming night."""
    gate.require()
    line = _locked_request(line_name)
    if line.asked_by == frappe.session.user:
        frappe.throw(_("Somebody else has to agree."), frappe.PermissionError)
    _due(line.ref_doctype, line.ref_name)
    line.update(
        {
            "state": erasure_list.AGREED,
            "agreed_by": frappe.session.user,
            "agreed_on": now_datetime(),
        }
    )
    return line.save(ignore_permissions=True)


def withdraw(line_name: str) -> None:
    """Withdraw a request or an agreement, as one of those entrusted."""
    gate.require()
    line = _locked_request(line_name, (erasure_list.ASKED, erasure_list.AGREED))
    frappe.db.delete(REGISTER, {"name": line.name})


def agreed_plans() -> list[Plan]:
    """Erasures that two people have agreed on, without a hold."""
    return [plan for doctype in KINDS for plan in _agreed(doctype)]


def _agreed(doctype: str) -> list[Plan]:
    agreed = {"state": erasure_list.AGREED, "ref_doctype": doctype}
    rows = frappe.get_all(REGISTER, agreed, ["name", "ref_name", "ground"], order_by="name asc")
    names = [row.ref_name for row in rows]
    held = holds.held_among(doctype, names)
    documents = case_documents.of_all(doctype, [name for name in names if name not in held])
    return [
        Plan(doctype, row.ref_name, documents[row.ref_name], row.ground, row.name, True)
        for row in rows
        if row.ref_name in documents
    ]


def of(doctype: str, names: list[str]) -> dict[str, Any]:
    """Requests and agreements about some cases or conversations, by name."""
    rows = frappe.get_all(
        REGISTER,
        filters={
            "ref_doctype": doctype,
            "ref_name": ["in", names or [""]],
            "state": ["!=", erasure_list.DONE],
        },
        fields=["name", "ref_name", "state", "asked_by", "agreed_by"],
        order_by="name asc",
    )
    return {row.ref_name: row for row in rows}


def _due(doctype: str, name: str) -> Due:
    """When a restricted record that is entrusted to the user is due, by the rules."""
    doc = open_documents.get_open(doctype, name, for_update=True)
    if not clearance.is_restricted(doc.sensitivity):
        # Users without permission for cases learn of none.
        open_documents.refuse(doctype, name)
    only = f"`tab{doctype}`.`name` = {frappe.db.escape(name)}"
    found = list(retention_due.of(doctype, getdate(), only))
    if not found or not found[0].rule.is_restricted:
        frappe.throw(_("{0} has not been kept for as long as its rule says.").format(name))
    if found[0].is_held:
        frappe.throw(_("{0} is kept by a legal hold.").format(name), holds.HeldBack)
    return found[0]


def _locked_request(line_name: str, states: tuple[str, ...] = (erasure_list.ASKED,)) -> Document:
    fields = ["ref_doctype", "ref_name", "state"]
    row = frappe.db.get_value(REGISTER, line_name, fields, as_dict=True)
    if not row or row.ref_doctype not in KINDS or not access.may_see(row.ref_doctype, row.ref_name):
        open_documents.refuse(REGISTER, line_name)
    line = frappe.get_doc(REGISTER, line_name, for_update=True)
    if line.state not in states:
        frappe.throw(_("This was decided meanwhile. Reload the page."))
    return line
