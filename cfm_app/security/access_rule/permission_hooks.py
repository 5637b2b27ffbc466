"""The rule of `privacy.access_rule.access` as functions for Frappe's hooks.

Every check returns True or False: on later versions of Frappe, None means "denied".
"""

import frappe
from frappe.model.document import Document

from cfm_app.base import doctype_access
from cfm_app.security import audit
from cfm_app.security.access_rule import access, carriers, own_types, registers, rows
from cfm_app.security.entitlement import clearance, referral_parties
from cfm_app.security.second_factor import step_up

CARRIER_HOOK = "cfm_app.security.access_rule.permission_hooks.carrier_permission"
OWN_TYPE_HOOK = "cfm_app.security.access_rule.permission_hooks.own_type_permission"
AUDITED = ("Community Member", "Sensitive Report")


def protected_condition(user: str | None = None, doctype: str = "") -> str:
    """The list condition of a protected DocType."""
    if doctype in AUDITED:
        audit.record("List", doctype, user=user)
    return access.condition_for(doctype, user)


def carrier_condition(user: str | None = None, doctype: str = "") -> str:
    """The list condition of a DocType that may refer to a protected document."""
    return carriers.carrier_condition(doctype, user)


def child_condition(user: str | None = None, doctype: str = "") -> str:
    """The list condition of a child table."""
    return rows.child_condition(doctype, user)


def own_type_condition(user: str | None = None, doctype: str = "") -> str:
    """The list condition of any other DocType: custom ones about cases follow these."""
    own_types.require_spelling(doctype)
    if own_types.is_of_case(doctype):
        return access.condition_for(doctype, user)
    return rows.rows_condition(doctype, own_types.parents_of(doctype), user)


def own_type_permission(
    doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
    """The check of one document of any other DocType, by the same rule. The stored row decides."""
    own_types.require_spelling(doc.doctype)
    user = user or frappe.session.user
    if not own_types.is_of_case(doc.doctype):
        return others_allow(doc, ptype, user, OWN_TYPE_HOOK)
    if _is_unsaved(doc):
        return _may_create_for(doc, user)
    return access.may_see(doc.doctype, doc.name, user)


def owned_condition(user: str | None = None, doctype: str = "") -> str:
    """The list condition of documents that belong to their creator."""
    return registers.owned_condition(doctype, user)


def owned_permission(
    doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
    """The check of one such document. A new one only needs the permissions of a role."""
    found = clearance.of(user)
    return _is_unsaved(doc) or found.is_unlimited or doc.owner == found.user


def internal_condition(user: str | None = None, doctype: str | None = None) -> str:
    """The list condition of a table that only the app's code reads."""
    return clearance.EVERYTHING if clearance.of(user).is_unlimited else clearance.NOTHING


def internal_permission(
    doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
    """The check of one row of such a table."""
    return clearance.of(user).is_unlimited


def protected_permission(
    doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
    """The check of one protected document. The stored row decides, not the values about to be saved."""
    user = user or frappe.session.user
    if _is_unsaved(doc):
        return _may_create_for(doc, user)
    if user == frappe.session.user:
        step_up.require_for(doc.doctype)
    allowed = access.may_see(doc.doctype, doc.name, user)
    if allowed and doc.doctype == "Referral" and ptype == "write":
        allowed = referral_parties.is_party(doc.name, user)
    if allowed and doc.doctype in AUDITED:
        audit.record_reading(doc, ptype, user)
    return allowed


def carrier_permission(
    doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
    """The check of one document that may refer to a protected one."""
    user = user or frappe.session.user
    if user == "Administrator" or _target_is_open(doc, user):
        return others_allow(doc, ptype, user, CARRIER_HOOK)
    return False


def _target_is_open(doc: Document, user: str) -> bool:
    """Whether the target of a carrier is visible: nothing, a protected document, or another carrier."""
    type_field, name_field = doctype_access.CARRIERS[doc.doctype]
    kind, name = doc.get(type_field), doc.get(name_field)
    if doc.doctype == "ToDo" and not name and not _is_unsaved(doc):
        return user in (doc.allocated_to, doc.assigned_by, doc.owner)
    if doc.doctype == doctype_access.LOG_OF_EXPORTS and registers.holds_words_of_others(doc, user):
        return False
    if doc.doctype == doctype_access.LOG_OF_LISTS and registers.is_inquiry_about(doc, user):
        return False
    follows = own_types.follows_rule(kind)
    if not follows and kind not in (*doctype_access.OWNED, *doctype_access.CARRIED):
        return True
    if doc.doctype == "Deleted Document":
        return False
    if doc.doctype == doctype_access.LOG_OF_LISTS and registers.tells_of_restricted(doc.name, user):
        return False
    if not name:
        return _is_unsaved(doc) or doc.doctype == doctype_access.LOG_OF_LISTS
    if follows:
        return access.may_see(kind, name, user)
    if kind in doctype_access.OWNED:
        return frappe.db.get_value(kind, name, "owner") == user
    return _carried_is_open(kind, name, user)


def _carried_is_open(carrier: str, name: str, user: str) -> bool:
    fields = doctype_access.CARRIERS[carrier]
    row = frappe.db.get_value(carrier, name, fields, as_dict=True)
    if not row:
        return False
    kind, target = row[fields[0]], row[fields[1]]
    if own_types.follows_rule(kind):
        return bool(target) and access.may_see(kind, target, user)
    if kind in doctype_access.OWNED:
        return frappe.db.get_value(kind, target, "owner") == user
    return kind not in doctype_access.CARRIED


def others_allow(doc: Document, ptype: str | None, user: str, own: str) -> bool:
    """The answer of Frappe's own check, which a True from here would skip.

    On version 15 the first answer that is not None decides, and the app is asked before Frappe.
    """
    for path in reversed(frappe.get_hooks("has_permission", {}).get(doc.doctype, [])):
        if path == own:
            continue
        answer = frappe.call(path, doc=doc, ptype=ptype, user=user)
        if answer is not None:
            return bool(answer)
    return True


def _is_unsaved(doc: Document) -> bool:
    return not doc.get("name") or bool(doc.get("__islocal"))


def _may_create_for(doc: Document, user: str) -> bool:
    """Whether the user sees the case that a new document is for."""
    case = doc.get("cfm_case")
    if not case:
        return True
    return access.may_see_case(case, user)
