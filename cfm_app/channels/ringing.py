"""Calls on the page of a user: those that ring at their phone, and those they are in."""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import clock_jobs, consts
from cfm_app.channels import call_backs
from cfm_app.channels.calls import ANSWERED, ENDED, MISSED, RINGING
from cfm_app.security import audit
from cfm_app.security.access_rule import access, missing_documents, open_documents
from cfm_app.security.entitlement import clearance

# No phone rings longer: the telephone system did not report the end.
LONGEST_RINGING = timedelta(minutes=5)
LONGEST_CALL = timedelta(hours=4)
# The operator may write down the call for this long.
AFTER_THE_END = timedelta(minutes=10)
AT_ONCE = 50
LOST = timedelta(hours=1)


def of_user(user: str) -> list[dict[str, Any]]:
    """The current calls of a user: name and state. Made for polling."""
    if not frappe.has_permission(consts.CALL, "read"):
        return []
    now = now_datetime()
    found = [
        row
        for row in _rows([["state", "=", RINGING], ["started_on", ">=", now - LONGEST_RINGING]])
        if row.direction == "In" and user in (row.rings_at or "").splitlines()
    ]
    mine = [["operator", "=", user]]
    found += _rows([*mine, ["state", "=", ANSWERED], ["started_on", ">=", now - LONGEST_CALL]])
    found += _rows([*mine, ["state", "=", ENDED], ["ended_on", ">=", now - AFTER_THE_END]])[:1]
    done = _with_cases([row.name for row in found])
    return [{"name": row.name, "state": row.state} for row in found if row.name not in done]


def _rows(filters: list[Any]) -> list[Any]:
    return frappe.get_all(
        consts.CALL,
        filters=filters,
        fields=["name", "state", "direction", "rings_at"],
        order_by="started_on desc",
        limit_page_length=AT_ONCE,
    )


def _with_cases(names: list[str]) -> set[str]:
    """Calls that have become a case: their pop-up is not needed any more."""
    if not names:
        return set()
    about = {"parenttype": consts.CALL, "parent": ["in", names]}
    rows = frappe.get_all(
        "CFM Conversation Case", about, pluck="parent", parent_doctype=consts.CALL
    )
    return set(rows)


def visible_call(name: str, for_update: bool = False) -> Document:
    """A call that the user may see: by the rule, or because it rings at their phone now."""
    user = frappe.session.user
    if not frappe.has_permission(consts.CALL, "read"):
        open_documents.refuse(consts.CALL, name)
    if not access.may_see(consts.CALL, name) and not _rings_at(user, name):
        open_documents.refuse(consts.CALL, name)
    missing_documents.reveal(consts.CALL, name)
    call = frappe.get_doc(consts.CALL, name, for_update=for_update)
    if clearance.restricted_among([row.cfm_case for row in call.cases]):
        audit.record("Read", consts.CALL, name)
    return call


def _rings_at(user: str, name: str) -> bool:
    """Whether a call rings at the phone of a user now, and is about no case yet."""
    with missing_documents.own_lookups():
        row = frappe.db.get_value(consts.CALL, name, ["state", "rings_at"], as_dict=True)
    rings = row and row.state == RINGING and user in (row.rings_at or "").splitlines()
    # Its case decides who sees it, even if the answer was not reported.
    return bool(rings) and not _with_cases([name])


@clock_jobs.destroys
def end_lost() -> None:
    """End calls whose end was never reported: nobody took them, so somebody calls back."""
    late = [["state", "=", RINGING], ["started_on", "<", now_datetime() - LOST]]
    for name in frappe.get_all(consts.CALL, filters=late, pluck="name", order_by="started_on asc"):
        call = frappe.get_doc(consts.CALL, name, for_update=True)
        call.update({"state": MISSED, "ended_on": call.started_on, "cause": _("No end was told")})
        call.save(ignore_permissions=True)
        if call.number:
            call_backs.update_task(call.number)
