"""Which part of the office a user works in: by their user permissions, or the cases that they recorded themselves.

Frappe asks both of a list of cases. What refers to a case has no such links of its own, and follows the case.
"""

from typing import Any

import frappe
from frappe.permissions import get_role_permissions, get_user_permissions
from frappe.utils import cint

from cfm_app.privacy.sql_conditions import in_list

_CASE = "Case"


def on_cases(user: str) -> dict[str, list[str]]:
    """By field of the case: the values that the user's account is limited to; empty for the whole office."""
    limits = {"owner": [user]} if sees_own_only(user) else {}
    permissions = get_user_permissions(user)
    if not permissions:
        return limits
    links = [(field.fieldname, field.options) for field in _links()]
    for fieldname, doctype in (("name", _CASE), *links):
        names = [
            str(entry.get("doc"))
            for entry in permissions.get(doctype) or []
            if entry.get("applicable_for") in (None, "", _CASE)
        ]
        if names:
            limits[fieldname] = names
    return limits


def cases_within(user: str) -> str:
    """The condition for the rows of `tabCase` in the user's part; empty for the whole office.

    Unless the site is strict, a case that names nothing lies in every part.
    """
    parts = [
        f"ifnull(`tabCase`.`{field}`, '') in {in_list(names if _is_strict() else ['', *names])}"
        for field, names in on_cases(user).items()
    ]
    return f"({' and '.join(parts)})" if parts else ""


def sees_own_only(user: str) -> bool:
    """Whether the roles of a user open the cases alone that they recorded ("only if creator")."""
    rights = get_role_permissions(frappe.get_meta(_CASE), user)
    given = [right for right in ("select", "read") if rights.get(right)]
    # The value says whether the user is the owner of some document: none is asked about.
    own = rights.get("if_owner") or {}
    return bool(given) and all(right in own for right in given)


def _links() -> list[Any]:
    fields = frappe.get_meta(_CASE).get_link_fields()
    return [field for field in fields if not cint(field.get("ignore_user_permissions"))]


def _is_strict() -> bool:
    return bool(cint(frappe.get_system_settings("apply_strict_user_permissions")))
