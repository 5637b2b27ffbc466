"""How much goes by itself in one night; beyond it, data protection confirms the number."""

import json
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from cfm_app.base import consts
from cfm_app.base.settings import setting
from cfm_app.security import audit

MOST = 200
STATE = "cfm_retention_amount"


def most() -> int:
    """The most records of a night; 0: any number."""
    value = setting("retention_most_a_night")
    return cint(value) if value is not None else MOST


def waiting() -> int:
    """How many records were ripe in the last night, and wait for somebody's word; 0 if none do."""
    told = _state()
    return 0 if cint(told.get("agreed")) >= cint(told.get("ripe")) else cint(told.get("ripe"))


def may_pass(number: int) -> bool:
    """Whether so many records may go tonight. If not, they wait for a confirmation; if so, it is used up."""
    if not most() or number <= most() or number <= cint(_state().get("agreed")):
        _keep({})
        return True
    _keep({"ripe": number})
    return False


def confirm(number: int) -> None:
    """Agree, as data protection, that so many records go in the coming night."""
    if not may_confirm():
        frappe.throw(_("Data protection confirms this."), frappe.PermissionError)
    if number != waiting():
        frappe.throw(_("It is another number by now. Reload the page."))
    _keep({"ripe": number, "agreed": number})
    audit.record("Deletion", "CFM Retention Notice", detail=str(number))


def may_confirm() -> bool:
    """Whether the user may agree."""
    return bool(
        {consts.DATA_PROTECTION, "Administrator"} & {frappe.session.user, *frappe.get_roles()}
    )


def _state() -> dict[str, Any]:
    return dict(json.loads(frappe.db.get_global(STATE) or "{}"))


def _keep(told: dict[str, Any]) -> None:
    if told != _state():
        frappe.db.set_global(STATE, json.dumps(told))
