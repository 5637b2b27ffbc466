"""Rows of script and query reports that user permissions leave to a user.

Such a report reads what it wants. Rows that name a document which the user may not deal with are
taken out before anybody sees them.
"""

from __future__ import annotations

from typing import Any

from ...kernel.core.dict import _dict
from ...kernel.permissions.roles import ADMINISTRATOR
from ...kernel.permissions.share import get_shared
from ...kernel.permissions.user_permissions import allowed_documents, get_user_permissions


def permitted_rows(
    rows: list[_dict], columns: list[_dict], ref_doctype: str, user: str
) -> list[_dict]:
    """The rows whose links all lead to documents that user permissions allow; empty links pass.

    A document of the report's own DocType that is shared with the user stays.
    """
    if user == ADMINISTRATOR:
        return rows
    permissions = get_user_permissions(user)
    limits = [
        (column, set(allowed))
        for column in columns
        if column.fieldtype == "Link"
        and (allowed := allowed_documents(permissions.get(column.options, []), ref_doctype))
    ]
    if not limits:
        return rows
    shared = set(get_shared(ref_doctype, user))
    own = [column.fieldname for column in columns if column.options == ref_doctype]
    return [
        row
        for row in rows
        if any(row.get(name) in shared for name in own)
        or all(_passes(row.get(column.fieldname), allowed) for column, allowed in limits)
    ]


def _passes(value: Any, allowed: set[str]) -> bool:
    return value in (None, "") or str(value) in allowed
