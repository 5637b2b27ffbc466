"""Which part of the office a user works in: by their user permissions, or the cases that they recorded themselves.

Frappe asks both of a list of cases. What refers to a case has no such links of its own, and follows the case.
"""

from typing import Any

import frappe
from frappe.permissions import get_role_permissions, get_user_permissions
from frappe.utils import cint

from cfm_app.base import batch_cache
from cfm_app.security.sql_conditions import in_list

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


@batch_cache.cached_in_batch
def cases_within(user: str) -> str:
    """The condition for the rows of `tabCase` in the user's part; empty for the whole office.

    Unless the site is strict, a case that names nothing lies in every part.
    """
    limits = on_cases(user)
    # Most users have none, and each list of cases asks.
    if not limits:
        return ""
    kinds = {field.fieldname: field.options for field in _links()}
    parts = []
    for field, names in limits.items():
        value, kind = f"ifnull(`tabCase`.`{field}`, '')", kinds.get(field)
        is_tree = kind and frappe.get_meta(kind).is_nested_set()
        part = f"{value} in {_branches(str(kind), user) if is_tree else in_list(names)}"
        parts.append(part if _is_strict() else f"({value} = '' or {part})")
    return f"({' and '.join(parts)})"


def holds(case: str, user: str) -> bool:
    """Whether a case lies in the user's part of the office; whether they see it is for their roles to say."""
    within = cases_within(user)
    if not within:
        return True
    statement = f"select 1 from `tabCase` where `name` = %s and {within.replace('%', '%%')}"
    return bool(frappe.db.sql(statement, (case,)))


def sees_own_only(user: str) -> bool:
    """Whether the roles of a user open the cases alone that they recorded ("only if creator")."""
    rights = get_role_permissions(frappe.get_meta(_CASE), user)
    given = [right for right in ("select", "read") if rights.get(right)]
    # The value says whether the user is the owner of some document: none is asked about.
    own = rights.get("if_owner") or {}
    return bool(given) and all(right in own for right in given)


def writes_cases(user: str) -> bool:
    """Whether a user may change cases: Frappe says no where the right is for those that they recorded alone."""
    rights = get_role_permissions(frappe.get_meta(_CASE), user)
    return bool(rights.get("write")) or "write" in (rights.get("if_owner") or {})


def _branches(doctype: str, user: str) -> str:
    """A query for the names in a tree that a user is limited to.

    A province has hundreds of places, and a list of comments asks for cases a hundred times: named one by one, they
    would fill megabytes.
    """
    end = "case when `given`.`hide_descendants` = 1 then `top`.`lft` else `top`.`rgt` end"
    return (
        f"(select `below`.`name` from `tabUser Permission` as `given`"
        f" join `tab{doctype}` as `top` on `top`.`name` = `given`.`for_value`"
        f" join `tab{doctype}` as `below` on `below`.`lft` between `top`.`lft` and {end}"
        f" where `given`.`user` = {frappe.db.escape(user)}"
        f" and `given`.`allow` = {frappe.db.escape(doctype)}"
        f" and ifnull(`given`.`applicable_for`, '') in ('', {frappe.db.escape(_CASE)}))"
    )


def _links() -> list[Any]:
    fields = frappe.get_meta(_CASE).get_link_fields()
    return [field for field in fields if not cint(field.get("ignore_user_permissions"))]


def _is_strict() -> bool:
    return bool(cint(frappe.get_system_settings("apply_strict_user_permissions")))
