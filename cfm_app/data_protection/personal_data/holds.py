"""Legal holds: what is not erased, why, by whom and until when, and why that ended."""

from collections.abc import Sequence
from typing import Any, Protocol

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime, nowdate

from cfm_app.base import consts
from cfm_app.security.access_rule import access, open_documents
from cfm_app.security.administration import access_facts
from cfm_app.security.entitlement import clearance
from cfm_app.security.obligations import gate
from cfm_app.security.persons import identity, processing_restriction

DOCTYPE = processing_restriction.HOLD
# What can be put on hold, with everything that belongs to it.
HOLDABLE = ("Case", "Community Member", "CFM Conversation", "CFM Call")
MEMBER = "Community Member"
# Where it stands whom a document is about: DocType, and the field with the document.
OF_PERSONS: dict[str, tuple[tuple[str, str], ...]] = {
    "Case": (("Case", "name"), ("Sensitive Report", "cfm_case")),
    consts.CONVERSATION: ((consts.CONVERSATION, "name"),),
    consts.CALL: ((consts.CALL, "name"),),
    consts.MESSAGE: (),
}
KEPT = (*HOLDABLE, consts.MESSAGE)


class Planned(Protocol):
    """Anything with documents to erase, by DocType."""

    @property
    def documents(self) -> dict[str, list[str]]: ...


def hold(
    doctype: str,
    name: str,
    reason: str,
    until: str | None = None,
    *,
    restricts_use: bool = False,
) -> Document:
    """Put a record on hold until a day or until it is lifted; optionally restrict its use as well."""
    _check_keeper()
    if doctype not in HOLDABLE:
        frappe.throw(_("Hold the case, the person, the conversation or the call."))
    open_documents.get_open(doctype, name, for_update=True)
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
            "restricts_use": int(restricts_use),
            "held_by": frappe.session.user,
            "held_on": now_datetime(),
            "held_until": until or None,
        }
    )
    return made.insert(ignore_permissions=True)


def lift(hold_name: str, reason: str) -> Document:
    """Ask to lift a hold, with a reason; or agree as the second person, which lifts it.

    Whoever set it asks, or somebody with the same role; another keeper agrees. Where one person decides
    alone, it is lifted at once.
    """
    place = frappe.db.get_value(DOCTYPE, hold_name, ["ref_doctype", "ref_name"])
    if not place or not access.may_see(*place):
        open_documents.refuse(DOCTYPE, hold_name)
    _check_keeper()
    row = frappe.get_doc(DOCTYPE, hold_name, for_update=True)
    if row.lifted_on:
        frappe.throw(_("This hold is lifted already."))
    user = frappe.session.user
    if row.lift_asked_by == user:
        frappe.throw(_("Somebody else has to agree."), frappe.PermissionError)
    if row.lift_asked_by:
        return _end(row)
    if not _is_of_role(row.held_by):
        frappe.throw(
            _("The person who set this hold asks to lift it, or somebody with the same role."),
            frappe.PermissionError,
        )
    if not (reason or "").strip():
        frappe.throw(_("Write why it need not be kept any more."))
    row.lift_asked_by, row.lifted_because = user, reason.strip()
    if access_facts.one_person_decides():
        return _end(row)
    return row.save(ignore_permissions=True)


def _end(row: Document) -> Document:
    row.lifted_by, row.lifted_on = frappe.session.user, now_datetime()
    return row.save(ignore_permissions=True)


def _is_of_role(held_by: str) -> bool:
    """Whether the user set a hold, or has the role by which it was set.

    If its author has lost the role, managers and data protection take their place.
    """
    mine = clearance.of()
    if mine.is_unlimited or mine.user == held_by:
        return True
    is_here = frappe.db.get_value("User", held_by, "enabled")
    theirs = (
        clearance.of(held_by).roles & processing_restriction.KEEPERS if is_here else frozenset()
    )
    return bool(mine.roles & (theirs or {consts.MANAGER, consts.DATA_PROTECTION}))


def held_among(doctype: str, names: list[str]) -> set[str]:
    """The documents among these with a hold, of their own or on their person."""
    return _held_themselves(doctype, names) | _held_with_persons(doctype, names)


def _held_themselves(doctype: str, names: list[str]) -> set[str]:
    rows = frappe.get_all(
        DOCTYPE,
        filters={
            "ref_doctype": doctype,
            "ref_name": ["in", names or [""]],
            **processing_restriction.NOT_LIFTED,
        },
        fields=["ref_name", "held_until"],
        order_by="held_on asc",
    )
    return {row.ref_name for row in rows if _lasts(row)}


def _held_with_persons(doctype: str, names: list[str]) -> set[str]:
    """Documents about a person on hold, or about a record merged into theirs."""
    if doctype not in OF_PERSONS or not names:
        return set()
    holds = {"ref_doctype": MEMBER, **processing_restriction.NOT_LIFTED}
    rows = frappe.get_all(DOCTYPE, holds, ["ref_name", "held_until"], order_by="held_on asc")
    held = {row.ref_name for row in rows if _lasts(row)}
    persons = sorted({each for name in held for each in identity.records_of(name)})
    if not persons:
        return set()
    found: set[str] = set()
    for source, field in OF_PERSONS[doctype]:
        within = {"community_member": ["in", persons], field: ["in", names]}
        found |= set(frappe.get_all(source, within, pluck=field, order_by="name asc"))
    if doctype == consts.MESSAGE:
        talks = {"name": ["in", names]}
        messages = frappe.get_all(doctype, talks, ["name", "conversation"], order_by="name asc")
        held_talks = held_among(consts.CONVERSATION, [row.conversation for row in messages])
        found |= {row.name for row in messages if row.conversation in held_talks}
    return found


def refuse_held(documents: dict[str, list[str]]) -> None:
    """Throw `HeldBack` if one of these documents is on hold."""
    for doctype in KEPT:
        held = held_among(doctype, documents.get(doctype, []))
        if held:
            told = _("{0} is kept by a legal hold and is not erased. Lift the hold first.")
            frappe.throw(told.format(", ".join(sorted(held))), HeldBack)


def without_held(plans: Sequence[Planned]) -> list[Any]:
    """The plans without a document on hold."""
    held: dict[str, set[str]] = {}
    for doctype in KEPT:
        names = [name for plan in plans for name in plan.documents.get(doctype, [])]
        held[doctype] = held_among(doctype, names)
    return [
        plan
        for plan in plans
        if all(held[doctype].isdisjoint(plan.documents.get(doctype, [])) for doctype in KEPT)
    ]


def standing() -> list[Any]:
    """All current holds, newest first."""
    fields = [
        "name",
        "ref_doctype",
        "ref_name",
        "reason",
        "restricts_use",
        "held_by",
        "held_on",
        "held_until",
        "lift_asked_by",
    ]
    rows = frappe.get_list(
        DOCTYPE,
        filters=processing_restriction.NOT_LIFTED,
        fields=fields,
        order_by="held_on desc",
        limit_page_length=0,
    )
    return [row for row in rows if _lasts(row)]


def _check_keeper() -> None:
    gate.require()
    if not processing_restriction.may_decide():
        frappe.throw(_("You may not do this."), frappe.PermissionError)


def _lasts(row: Any) -> bool:
    return not row.held_until or str(row.held_until) >= nowdate()


class HeldBack(frappe.ValidationError):
    """A legal hold prevents an erasure."""
