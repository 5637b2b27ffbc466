"""Legal holds: what is not erased, why, by whom and until when, and why that ended."""

from collections.abc import Sequence
from typing import Any, Protocol

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime, nowdate

from cfm_app import consts
from cfm_app.obligations import gate
from cfm_app.privacy import access, clearance, request_gate

DOCTYPE = "CFM Legal Hold"
# Who decides what is kept: of ordinary cases, and of those that they are entrusted with.
KEEPERS = frozenset(
    (consts.MANAGER, consts.DATA_PROTECTION, consts.PSEA, consts.FRAUD, consts.PROTECTION)
)
# What somebody can hold; all that belongs to it is held with it.
HOLDABLE = ("Case", "Community Member", "CFM Conversation", "CFM Call")


class Planned(Protocol):
    """Something with documents: names by DocType."""

    @property
    def documents(self) -> dict[str, list[str]]: ...


def hold(doctype: str, name: str, reason: str, until: str | None = None) -> Document:
    """Keep a record from being erased, until a day or until somebody lifts it."""
    _check_keeper()
    if doctype not in HOLDABLE:
        frappe.throw(_("Hold the case, the person, the conversation or the call."))
    request_gate.get_open(doctype, name, for_update=True)
    if not (reason or "").strip():
        frappe.throw(_("Write why it has to be kept."))
    if until and str(getdate(until)) < nowdate():
        frappe.throw(_("This day is over. Choose a later one, or none."))
    made = frappe.get_doc(
        {
            "doctype": DOCTYPE,
            "ref_doctype": doctype,
            "ref_name": name,
            "reason": reason.strip(),
            "held_by": frappe.session.user,
            "held_on": now_datetime(),
            "held_until": until or None,
        }
    )
    return made.insert(ignore_permissions=True)


def lift(hold_name: str, reason: str) -> Document:
    """End a hold, with the reason."""
    place = frappe.db.get_value(DOCTYPE, hold_name, ["ref_doctype", "ref_name"])
    if not place or not access.may_see(*place):
        request_gate.refuse(DOCTYPE, hold_name)
    _check_keeper()
    row = frappe.get_doc(DOCTYPE, hold_name, for_update=True)
    if row.lifted_on:
        frappe.throw(_("This hold is lifted already."))
    if not (reason or "").strip():
        frappe.throw(_("Write why it need not be kept any more."))
    row.lifted_by, row.lifted_on = frappe.session.user, now_datetime()
    row.lifted_because = reason.strip()
    return row.save(ignore_permissions=True)


def may_hold(user: str | None = None) -> bool:
    """Whether a user decides what is kept, of what they see."""
    found = clearance.of(user)
    return found.is_unlimited or bool(found.roles & KEEPERS)


def held_among(doctype: str, names: list[str]) -> set[str]:
    """Those of some documents that a hold keeps today."""
    rows = frappe.get_all(
        DOCTYPE,
        filters={"ref_doctype": doctype, "ref_name": ["in", names or [""]], **_standing()},
        fields=["ref_name", "held_until"],
        order_by="held_on asc",
    )
    return {row.ref_name for row in rows if _lasts(row)}


def refuse_held(documents: dict[str, list[str]]) -> None:
    """Refuse to erase documents of which one is held."""
    for doctype in HOLDABLE:
        held = held_among(doctype, documents.get(doctype, []))
        if held:
            told = _("{0} is kept by a legal hold and is not erased. Lift the hold first.")
            frappe.throw(told.format(", ".join(sorted(held))), HeldBack)


def without_held(plans: Sequence[Planned]) -> list[Any]:
    """Those of some plans of which no document is held."""
    held: dict[str, set[str]] = {}
    for doctype in HOLDABLE:
        names = [name for plan in plans for name in plan.documents.get(doctype, [])]
        held[doctype] = held_among(doctype, names)
    return [
        plan
        for plan in plans
        if all(held[doctype].isdisjoint(plan.documents.get(doctype, [])) for doctype in HOLDABLE)
    ]


def standing() -> list[Any]:
    """All holds that last, the newest first."""
    fields = ["name", "ref_doctype", "ref_name", "reason", "held_by", "held_on", "held_until"]
    rows = frappe.get_list(
        DOCTYPE, filters=_standing(), fields=fields, order_by="held_on desc", limit_page_length=0
    )
    return [row for row in rows if _lasts(row)]


def _check_keeper() -> None:
    gate.require()
    if not may_hold():
        frappe.throw(_("You may not do this."), frappe.PermissionError)


def _standing() -> dict[str, Any]:
    return {"lifted_on": ["is", "not set"]}


def _lasts(row: Any) -> bool:
    return not row.held_until or str(row.held_until) >= nowdate()


class HeldBack(frappe.ValidationError):
    """A legal hold keeps what should be erased."""
