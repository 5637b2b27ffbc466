"""Notices in the desk: Notification Log rows for single users."""

from typing import Any

from ...kernel.core.context import local
from ...kernel.document.controllers import new_document
from ...kernel.i18n import _
from ...kernel.permissions.hooks import core_has_permission, core_query_conditions
from ...kernel.permissions.roles import ADMINISTRATOR
from ...kernel.utils.users import get_fullname


def notify_users(
    users: list[str] | set[str],
    subject: str,
    *,
    kind: str,
    doctype: str | None = None,
    name: Any = None,
    message: str | None = None,
) -> None:
    """Leave a notice for each enabled user; who acts only hears of alerts that managers set up."""
    if local.flags.in_install or local.flags.in_patch:
        return
    for user in sorted(set(users)):
        own = user == local.session.user and kind != "Alert"
        if own or not _wants_notices(user):
            continue
        new_document(
            "Notification Log",
            for_user=user,
            from_user=local.session.user,
            type=kind,
            document_type=doctype,
            document_name=str(name) if name is not None else None,
            subject=subject,
            email_content=message,
            read=0,
        ).insert(ignore_permissions=True)


def _wants_notices(user: str) -> bool:
    """Disabled users get none, nor those who switched them off."""
    if not local.db.get_value("User", user, "enabled"):
        return False
    enabled = local.db.get_value("Notification Settings", user, "enabled")
    return enabled is None or bool(enabled)


def _may_see(doc: Any, ptype: str | None, user: str) -> bool | None:
    """A notice is for the one to whom it is addressed."""
    return None if user == ADMINISTRATOR or doc.get("for_user") == user else False


def _conditions(user: str) -> str:
    if user == ADMINISTRATOR:
        return ""
    return f"`tabNotification Log`.for_user = {local.db.escape(user)}"


core_has_permission("Notification Log", _may_see)
core_query_conditions("Notification Log", _conditions)


def notify_share(from_user: str, user: str, doctype: str, name: str) -> None:
    notify_users(
        [user],
        _("{0} shared a document {1} {2} with you").format(
            f"<strong>{get_fullname(from_user)}</strong>",
            f"<strong>{_(doctype)}</strong>",
            f"<strong>{name}</strong>",
        ),
        kind="Share",
        doctype=doctype,
        name=name,
    )
