"""Which protected documents are restricted, and which role handles them."""

import frappe

from cfm_app.base import consts
from cfm_app.base.doctype_access import REGISTERS
from cfm_app.security.entitlement import clearance
from cfm_app.security.restricted_cases import openly_known


def is_restricted(kind: str, name: str) -> bool:
    """Whether a protected document belongs to a restricted case, or is as closed as one."""
    if kind == "Community Member":
        return not openly_known.is_openly_known(name)
    if kind in REGISTERS:
        return True
    return clearance.is_restricted(_class_of(kind, name))


def _class_of(kind: str, name: str) -> str | None:
    if kind == consts.MESSAGE:
        kind, name = consts.CONVERSATION, frappe.db.get_value(kind, name, "conversation")
    if kind == consts.CALL:
        rows = {"parenttype": kind, "parent": name}
        cases = frappe.get_all("CFM Conversation Case", rows, pluck="cfm_case", parent_doctype=kind)
        name = next(iter(sorted(clearance.restricted_among(cases)) or cases), "")
        kind = "Case"
    if kind in (consts.CONVERSATION, consts.TREND_ALERT):
        return frappe.db.get_value(kind, name, "sensitivity")
    case = name if kind == "Case" else frappe.db.get_value(kind, name, "cfm_case")
    # A custom record may have no case.
    return frappe.db.get_value("Case", case, "sensitivity") if case else None


def handler_role(kind: str, name: str) -> str:
    """The role that somebody needs to be entrusted with a restricted document."""
    if kind in REGISTERS:
        return REGISTERS[kind]
    return clearance.handler_role(_class_of(kind, name))
