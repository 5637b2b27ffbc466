"""The last people of a restricted class: no change of accounts, roles or profiles takes them away unnoticed."""

from functools import partial

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname

from cfm_app.procedures.sop import class_reach, unattended
from cfm_app.procedures.sop.unattended import REASON, NobodyLeftError
from cfm_app.security import audit
from cfm_app.security.entitlement import clearance, staffing

PAGE = "/cfm/reach"
_BEFORE = "cfm_staffing"


def note_before(doc: Document, method: str | None = None) -> None:
    """Event before a save or deletion of what decides who holds a role: remember who could open which class."""
    if not _is_technical():
        doc.flags[_BEFORE] = staffing.now(for_update=True)


def check_after(doc: Document, method: str | None = None) -> None:
    """Event after it: roll it back if a class has lost its last people who are there.

    With a reason (`let_go`) it stays, and data protection is told.
    """
    before = doc.flags.pop(_BEFORE, None)
    left = staffing.now(for_update=True).left_alone_since(before) if before else {}
    if not left:
        return
    if reason := doc.flags.get(REASON):
        _tell(left, reason)
        return
    # A program that goes on after the refusal must keep nothing of the refused change.
    frappe.db.rollback(save_point=doc.flags.cfm_savepoint)
    words = [_sentence(users, sensitivity) for sensitivity, users in left.items()]
    frappe.throw(" ".join([*words, _way_out()]), NobodyLeftError)


def let_go(user: str, sensitivity: str, reason: str, *, closes_account: bool = False) -> None:
    """Take the role of a class from a user, or close their account, although nobody is left, and tell the reason.

    Throws without a reason. Whoever had the role by a profile keeps their other roles without the profile.
    """
    role = clearance.restricted_classes().get(sensitivity)
    if not role:
        frappe.throw(_("{0} is no restricted class.").format(_(sensitivity)))
    if not reason.strip():
        frappe.throw(_("Write down why nobody else can take these cases."))
    doc = frappe.get_doc("User", user)
    doc.check_permission("write")
    doc.flags[REASON] = reason.strip()
    if closes_account:
        doc.enabled = 0
    else:
        doc.role_profile_name = None
        if doc.get("role_profiles"):
            doc.set("role_profiles", [])
        doc.set("roles", [row for row in doc.roles if row.role != role])
    doc.save()


def last_people() -> list[tuple[str, str]]:
    """Each restricted class that only one user can open, with that user."""
    people = staffing.now().people
    return [(name, user) for name, users in people.items() if len(users) == 1 for user in users]


def _tell(left: dict[str, list[str]], reason: str) -> None:
    for sensitivity, users in left.items():
        unattended.tell_data_protection(partial(_told, users, sensitivity, reason))
        for user in users:
            audit.record("Rights", "User", user, detail=_told(users, sensitivity, reason)[:140])


def _told(users: list[str], sensitivity: str, reason: str, language: str | None = None) -> str:
    words = _("Without {0} nobody can open cases of the class {1}. Reason: {2}", language)
    return words.format(_names(users), _(sensitivity, language), reason)


def _sentence(users: list[str], sensitivity: str) -> str:
    stand_in = class_reach.substitute_class(sensitivity)
    words = (
        _("Without {0} nobody can open cases of the class {1}; new ones go to the class {2}.")
        if stand_in
        else _("Without {0} nobody can open cases of the class {1}; they lie unread.")
    )
    return words.format(_names(users), _(sensitivity), _(stand_in))


def _names(users: list[str]) -> str:
    return ", ".join(get_fullname(user) for user in users)


def _way_out() -> str:
    return _(
        "Give somebody else the role first, or take it away under Who takes the cases ({0}) and say there why nobody"
        " can be found."
    ).format(PAGE)


def _is_technical() -> bool:
    return bool(frappe.flags.in_install or frappe.flags.in_migrate or frappe.flags.in_patch)
