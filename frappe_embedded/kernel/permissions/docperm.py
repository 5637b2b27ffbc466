"""What a user's roles allow on a DocType."""

from __future__ import annotations

from typing import Any

from ..core.context import local
from ..core.dict import _dict
from ..meta.loader import get_meta
from ..meta.meta import Meta
from .roles import ADMINISTRATOR, get_roles

RIGHTS: tuple[str, ...] = (
    "select",
    "read",
    "write",
    "create",
    "delete",
    "submit",
    "cancel",
    "amend",
    "print",
    "email",
    "report",
    "import",
    "export",
    "share",
)
_LISTED_TO_ALL = ("select", "read")


def get_role_permissions(
    doctype_meta: str | Meta, user: str | None = None, is_owner: bool = False
) -> _dict:
    """Each right as 0 or 1, with ``if_owner`` naming the rights that hold for the owner alone.

    A right that only "if owner" rows give is 0 for others, except that ``select`` and ``read``
    stay 1: the list is open, and shows a user their own documents.
    """
    meta = get_meta(doctype_meta) if isinstance(doctype_meta, str) else doctype_meta
    user = user or local.session.user
    if user == ADMINISTRATOR:
        return _dict(dict.fromkeys(RIGHTS, 1))
    key = (meta.name, user, bool(is_owner))
    known = local.role_permissions.get(key)
    if known is None:
        known = _combined(meta, frozenset(get_roles(user)), bool(is_owner))
        local.role_permissions[key] = known
    return _dict(known, if_owner=_dict(known["if_owner"]))


def _combined(meta: Meta, roles: frozenset[str], is_owner: bool) -> dict[str, Any]:
    """What some roles allow together: worked out once for all who hold the same, and kept with the DocType."""
    key = ("rights", roles, is_owner)
    known: dict[str, Any] | None = meta.derived.get(key)
    if known is None:
        known = meta.derived[key] = _combine(meta, roles, is_owner)
    return known


def _combine(meta: Meta, roles: frozenset[str], is_owner: bool) -> dict[str, Any]:
    rows = [row for row in meta.permissions if row.role in roles and not int(row.permlevel or 0)]
    with_owner_rows = any(row.if_owner for row in rows)
    result: dict[str, Any] = {"has_if_owner_enabled": with_owner_rows, "if_owner": {}}
    for right in RIGHTS:
        granted = any(row.get(right) for row in rows)
        result[right] = int(granted)
        if not granted or not with_owner_rows or right == "create":
            continue
        if not any(row.get(right) and not row.if_owner for row in rows):
            result["if_owner"][right] = int(is_owner)
            result[right] = int(right in _LISTED_TO_ALL)
    return result


def only_selects(meta: Meta, user: str | None = None) -> bool:
    """Whether a user may choose documents of a DocType and not read them."""
    rights = get_role_permissions(meta, user)
    return bool(rights.get("select") and not rights.get("read"))


def requires_owner(permissions: _dict) -> bool:
    """Whether a list shows a user their own documents only."""
    owner_rights = permissions.get("if_owner") or {}
    if not permissions.get("has_if_owner_enabled") or not owner_rights:
        return False
    if "read" in owner_rights:
        return True
    return "select" in owner_rights and not permissions.get("read")
