"""Permission checks as ``frappe.has_permission`` offers them."""

from __future__ import annotations

from typing import Any

from .api import has_permission as _has_permission
from .api import refuse, throw_no_permission


def has_permission(
    doctype: str | None = None,
    ptype: str = "read",
    doc: Any = None,
    user: str | None = None,
    throw: bool = False,
    *,
    parent_doctype: str | None = None,
    debug: bool = False,
    ignore_share_permissions: bool = False,
    verbose: bool = False,
) -> bool:
    """Whether a user has a right; with ``throw`` a missing right raises ``PermissionError``."""
    if doctype is None and doc is not None:
        doctype = doc.doctype
    granted = _has_permission(str(doctype), ptype, doc, user, parent_doctype=parent_doctype)
    if throw and not granted:
        if isinstance(doc, (str, int)):
            throw_no_permission(str(doctype), doc)
        refuse(str(doctype), ptype, doc, user)
    return granted
