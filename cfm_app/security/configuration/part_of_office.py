"""Whoever works for a part of the office changes nothing that holds for all of it.

A user permission limits a manager to a province. A procedure, a workflow or a notification without a place holds
everywhere, and the framework looks at the links of a record alone.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.permissions import get_user_permissions, has_user_permission

from cfm_app.security.configuration import guarded_doctypes

# An account is that of one person; delegation decides about it.
_OF_A_PERSON = "User"
_GUARDED = frozenset(
    (*guarded_doctypes.PROGRAMS, *guarded_doctypes.CARRYING, *guarded_doctypes.DELEGATED)
)


def check(doc: Document, method: str | None = None, *renamed: object) -> None:
    """Throw for configuration of the whole office, changed by somebody whose part of it is smaller."""
    if doc.flags.ignore_permissions or not _is_configuration(doc.doctype):
        return
    user = frappe.session.user
    if user == "Administrator":
        return
    limits = _limits(user)
    stored = doc.get_doc_before_save()
    if limits and not all(_lies_within(each, limits, user) for each in (stored, doc) if each):
        frappe.throw(
            _(
                "{0} holds for the whole office, and you work for a part of it. Ask somebody who works for"
                " all of it."
            ).format(_(doc.doctype)),
            frappe.PermissionError,
        )


def _is_configuration(doctype: str) -> bool:
    if doctype == _OF_A_PERSON:
        return False
    return doctype in _GUARDED or doctype in frappe.get_hooks("configuration_doctypes")


def _limits(user: str) -> set[str]:
    """The DocTypes to whose values the user's sight of cases is limited."""
    permissions = get_user_permissions(user) or {}
    kinds = {field.options for field in frappe.get_meta("Case").get_link_fields()}
    return {
        kind
        for kind in kinds
        if any(
            entry.get("applicable_for") in (None, "", "Case")
            for entry in permissions.get(kind) or []
        )
    }


def _lies_within(doc: Document, limits: set[str], user: str) -> bool:
    """Whether a record names a part of the office, and one that is theirs."""
    fields = [df.fieldname for df in doc.meta.get_link_fields() if df.options in limits]
    is_named = doc.doctype in limits or any(doc.get(field) for field in fields)
    return is_named and has_user_permission(doc, user)
