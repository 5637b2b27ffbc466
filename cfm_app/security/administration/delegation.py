"""Delegated administration: what a manager sets up who is not a System Manager.

A manager hands out the office's roles, gives rights on the office's DocTypes and changes their forms. All
other roles and DocTypes are for System Manager. So are accounts that hold such roles: whoever could take
them over could hand out the rest.
"""

from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.security.access_rule import permission_hooks
from cfm_app.security.second_factor import step_up

SYSTEM_MANAGER = "System Manager"
# What Frappe says where it gives that role to whoever is saved; its own text, so that it finds its own translation.
ADDED = "Adding System Manager to this User as there must be atleast one System Manager"
AUTOMATIC = ("All", "Guest", "Desk User")
APP = "cfm_app"
HOOK = "cfm_app.security.administration.delegation.permission"
SETTINGS_HOOK = "cfm_app.security.administration.delegation.settings_permission"
# The framework's DocTypes on which an office may give rights: what people make for one another.
SHARED = frozenset(
    (
        "Auto Email Report",
        "Dashboard",
        "Dashboard Chart",
        "Email Template",
        "Letter Head",
        "Number Card",
        "Print Format",
        "Report",
    )
)
READING = frozenset(("select", "read", "print", "email", "report", "export"))
RIGHTS = (
    "select read write create delete submit cancel amend print email report import export share"
).split()
_PLACE = ("parent", "role", "permlevel", "if_owner")
TARGETS = {"Custom DocPerm": "parent", "Custom Field": "dt", "Property Setter": "doc_type"}


# --- the rule ---------------------------------------------------------------------------------
def is_system_manager(user: str | None = None) -> bool:
    """Whether a user is the Administrator or a System Manager, and so not limited here."""
    user = user or frappe.session.user
    return user == "Administrator" or SYSTEM_MANAGER in frappe.get_roles(user)


def is_of_office(doctype: str) -> bool:
    """Whether a DocType belongs to the app, or was made by the site."""
    row = frappe.db.get_value("DocType", doctype, ["module", "custom"], as_dict=True)
    if not row:
        return False
    return bool(row.custom) or frappe.db.get_value("Module Def", row.module, "app_name") == APP


def may_give_rights_on(doctype: str) -> bool:
    """Whether managers may give rights on a DocType."""
    return doctype in SHARED or is_of_office(doctype)


def may_hand_out(role: str) -> bool:
    """Whether managers may give a role: one of the office, without rights on anything else."""
    if role in consts.ROLES:
        return True
    if role in consts.POWER_ROLES or role in AUTOMATIC:
        return False
    filters = {"role": role}
    reached = {
        doctype
        for kind in ("DocPerm", "Custom DocPerm")
        for doctype in frappe.get_all(
            kind, filters=filters, pluck="parent", distinct=True, order_by=None
        )
    }
    return all(may_give_rights_on(doctype) for doctype in reached)


def is_above_managers(user: str) -> bool:
    """Whether an account holds a role that no manager may hand out."""
    filters = {"parent": user, "parenttype": "User"}
    held = frappe.get_all("Has Role", filters=filters, pluck="role", parent_doctype="User")
    return user == "Administrator" or not all(may_hand_out(role) for role in held)


def managers_with_the_machine() -> list[str]:
    """Managers who are System Managers too, without need."""
    found = [
        set(frappe.get_all("Has Role", filters=filters, pluck="parent", parent_doctype="User"))
        for filters in (
            {"parenttype": "User", "role": role} for role in (consts.MANAGER, SYSTEM_MANAGER)
        )
    ]
    enabled = set(frappe.get_all("User", filters={"enabled": 1}, pluck="name"))
    return sorted(set.intersection(*found, enabled) - {"Administrator"})


# --- rights on single records -----------------------------------------------------------------
def permission(
    doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
    """Permission hook of User, roles, rights and changes of forms."""
    user = user or frappe.session.user
    if ptype in READING or is_system_manager(user) or _is_open(doc, user):
        return permission_hooks.others_allow(doc, ptype, user, HOOK)
    return False


def _is_open(doc: Document, user: str) -> bool:
    if doc.doctype == "User":
        return not doc.get("name") or doc.name == user or not is_above_managers(doc.name)
    if doc.doctype == "Role":
        return not doc.get("name") or may_hand_out(doc.name)
    target = doc.get(TARGETS[doc.doctype])
    if doc.doctype == "Custom DocPerm":
        return not target or may_give_rights_on(target)
    return not target or is_of_office(target)


def settings_permission(
    doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
    """Permission hook of Notification Settings: disabling a user saves theirs on a bench."""
    user = user or frappe.session.user
    if consts.MANAGER in frappe.get_roles(user) and not is_system_manager(user):
        return doc.name == user or not is_above_managers(doc.name)
    return permission_hooks.others_allow(doc, ptype, user, SETTINGS_HOOK)


# --- what is stored ---------------------------------------------------------------------------
def note_roles(user: Document, method: str | None = None) -> None:
    """Event before Frappe changes the roles of a user: remember the roles that were asked for."""
    user.flags.cfm_asked = {row.role for row in user.roles}


def check_roles(doc: Document, method: str | None = None) -> None:
    """Refuse roles that the user may not hand out; `doc` is a User or a Role Profile."""
    if doc.doctype == "User":
        _drop_unasked(doc)
    before = doc.get_doc_before_save()
    held = {row.role for row in before.roles} if before else set()
    if held != {row.role for row in doc.roles}:
        step_up.require(step_up.RIGHTS)
    if _is_free(doc):
        return
    _refuse_roles(row.role for row in doc.roles if row.role not in held)


def _drop_unasked(user: Document) -> None:
    """Remove System Manager where Frappe adds it to the first saved user of a site without one, and that it says so."""
    asked = user.flags.pop("cfm_asked", None)
    if asked is None or SYSTEM_MANAGER in asked or user.name == "Administrator":
        return
    profiles = [user.get("role_profile_name"), *_profiles_of(user)]
    filters = {"parenttype": "Role Profile", "parent": ["in", [each for each in profiles if each]]}
    given = frappe.get_all("Has Role", filters=filters, pluck="role", parent_doctype="User")
    if SYSTEM_MANAGER not in given:
        user.roles = [row for row in user.roles if row.role != SYSTEM_MANAGER]
        told = frappe.local.message_log
        told[:] = [each for each in told if frappe._dict(each).message != _(ADDED)]


def _profiles_of(user: Document) -> list[str]:
    """The role profiles of a user; later versions of Frappe allow several."""
    return [row.role_profile for row in user.get("role_profiles") or []]


def _refuse_roles(roles: Iterable[str]) -> None:
    for role in roles:
        if not may_hand_out(role):
            frappe.throw(
                _("The role {0} is given by a System Manager.").format(_(role)),
                frappe.PermissionError,
            )


def check_merge(doc: Document, method: str, old: str, new: str, merge: bool = False) -> None:
    """Check a merge: a merged role gives its holders the other one, a merged user hands on their roles."""
    if _is_free(doc):
        return
    if doc.doctype == "Role":
        _refuse_roles([old, new])
    elif any(is_above_managers(name) for name in (old, new)):
        frappe.throw(_("This account is changed by a System Manager."), frappe.PermissionError)


def check_api_key(user: Document, method: str | None = None) -> None:
    """Refuse an API key for somebody else's account: it bypasses the second factor."""
    secret = str(user.get("api_secret") or "").strip("*")
    if user.flags.cfm_program_key:
        return
    if secret and frappe.session.user != user.name and not _is_free(user):
        frappe.throw(
            _("Keys for programs are made by a System Manager."),
            frappe.PermissionError,
        )


def check_target(doc: Document, method: str | None = None) -> None:
    """Limit rights and forms to the DocTypes of the office, however a row of them is stored."""
    if _is_free(doc):
        return
    target = doc.get(TARGETS[doc.doctype])
    if doc.doctype != "Custom DocPerm":
        check_form(target)
        _check_link(doc)
        return
    check_rights(target)
    if method != "on_trash":
        check_row(doc.as_dict())


def _check_link(doc: Document) -> None:
    """Refuse a link to a DocType that is not the office's: it fetches fields without any permission."""
    target = doc.get("options") if doc.get("fieldtype") == "Link" else None
    if doc.doctype == "Property Setter" and doc.property == "options":
        target = doc.value
    found = frappe.db.get_value("DocType", {"name": target, "istable": 0}) if target else None
    if found and not any(frappe.has_permission(found, right) for right in ("read", "select")):
        frappe.throw(
            _("A field of a form cannot lead to {0}.").format(_(found)), frappe.PermissionError
        )


def check_subject(doc: Document, method: str | None = None) -> None:
    """Limit configuration that acts by itself to the DocTypes of the office."""
    subject = doc.get("webhook_doctype") or doc.get("document_type")
    if not (_is_free(doc) or is_of_office(subject)):
        frappe.throw(
            _("{0}: a System Manager sets this up for {1}.").format(_(doc.doctype), _(subject)),
            frappe.PermissionError,
        )


def check_form(doctype: str) -> None:
    """Refuse to change the form of a DocType that is not the office's."""
    if not (is_system_manager() or is_of_office(doctype)):
        frappe.throw(
            _("The form of {0} is changed by a System Manager.").format(_(doctype)),
            frappe.PermissionError,
        )


def check_rights(doctype: str) -> None:
    """Refuse to change rights on a DocType that is not the office's."""
    if not (is_system_manager() or may_give_rights_on(doctype)):
        frappe.throw(
            _("Rights on {0} are given by a System Manager.").format(_(doctype)),
            frappe.PermissionError,
        )


def check_row(row: dict[str, Any]) -> None:
    """Refuse a new right for a role, unless managers may hand out the role."""
    stored = _stored_rights(row)
    if any(row.get(right) and not stored.get(right) for right in RIGHTS):
        check_receiver(row["role"])


def check_receiver(role: str) -> None:
    """Refuse more rights for a role that is not the office's, or for everybody."""
    if not (is_system_manager() or may_hand_out(role)):
        frappe.throw(
            _("Rights of the role {0} are given by a System Manager.").format(_(role)),
            frappe.PermissionError,
        )


def _stored_rights(row: dict[str, Any]) -> dict[str, Any]:
    """The rights that the same row gives now, as somebody changed them or as they were shipped."""
    place = {name: row.get(name) or 0 for name in _PLACE}
    for kind in ("Custom DocPerm", "DocPerm"):
        if found := frappe.get_all(kind, filters=place, fields=["*"], limit=1):
            return found[0]
    return {}


def _is_free(doc: Document) -> bool:
    """Whether the checks do not apply: to a System Manager, and to a change that a second person agrees to now."""
    if is_system_manager() or frappe.flags.in_install or frappe.flags.in_migrate:
        return True
    place = {"ref_doctype": doc.doctype, "ref_name": doc.name, "state": "Agreed"}
    askers = frappe.get_all("CFM Access Request", filters=place, pluck="asked_by")
    return any(is_system_manager(asker) for asker in askers)
