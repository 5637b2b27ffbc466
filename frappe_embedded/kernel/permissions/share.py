"""Documents shared with single users."""

from __future__ import annotations

from typing import Any

from ..core.context import local
from ..utils.settings import system_setting

SHARE_RIGHTS = ("read", "write", "submit", "share")
_RIDE_ON_READ = ("print", "email")


def get_shared(
    doctype: str,
    user: str | None = None,
    rights: list[str] | None = None,
    *,
    limit: int | None = None,
) -> list[str]:
    """Names of documents that are shared with a user, or with everyone, with all ``rights``."""
    user = user or local.session.user
    if doctype not in _doctypes_shared_with(user):
        return []
    conditions = " and ".join(
        f"`{right}` = 1" for right in rights or ["read"] if right in SHARE_RIGHTS
    )
    rows = local.db.sql(
        f"select share_name from `tabDocShare` where share_doctype = %s and {_audience(user)}"
        f" and {conditions} order by creation asc",
        (doctype, user),
    )
    names = [row[0] for row in rows]
    return names[:limit] if limit else names


def _doctypes_shared_with(user: str) -> frozenset[str]:
    """Few: each page asks about a hundred DocTypes, of which mostly nothing is shared."""
    found: frozenset[str] = local.db.cached(
        ("doctypes shared with", user), ["tabdocshare"], lambda: _read_doctypes(user)
    )
    return found


def _read_doctypes(user: str) -> frozenset[str]:
    rows = local.db.sql(
        f"select distinct share_doctype from `tabDocShare` where {_audience(user)}", (user,)
    )
    return frozenset(doctype for (doctype,) in rows)


def _audience(user: str) -> str:
    """The condition on what is shared with a user, whose name is bound to it."""
    return "user = %s" if user == "Guest" else "(user = %s or everyone = 1)"


def is_shared(doctype: str, name: Any, right: str, user: str) -> bool:
    """Whether a share gives ``right`` on a document, or on any of the DocType without a name."""
    if right in _RIDE_ON_READ:
        right = "read"
    if right not in SHARE_RIGHTS or system_setting("disable_document_sharing"):
        return False
    shared = get_shared(doctype, user, [right])
    return str(name) in shared if name is not None else bool(shared)
