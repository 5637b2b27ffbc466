"""Notices that wait for a user."""

from typing import Any

from ...kernel.core.context import local
from ...kernel.i18n import _
from ...kernel.permissions.hooks import without_hidden
from ...kernel.utils.date_format import pretty_date
from ...kernel.utils.html import strip_html
from .reading import reading_url

_SHOWN = 20


def unread_count() -> int:
    rows = local.db.sql(
        "select name from `tabNotification Log` where for_user = %s and `read` = 0",
        (local.session.user,),
        as_dict=True,
    )
    return len(without_hidden("Notification Log", rows))


def notices() -> list[dict[str, Any]]:
    """The newest notices of the user, for the menu behind the bell."""
    rows = local.db.get_all(
        "Notification Log",
        fields=["name", "subject", "document_type", "document_name", "read", "creation", "link"],
        filters={"for_user": local.session.user},
        order_by="creation desc",
        limit=_SHOWN,
    )
    return [
        {
            "name": row.name,
            "text": strip_html(row.subject or "") or _("Notice"),
            "when": pretty_date(row.creation),
            "read": bool(row.read),
            "url": _target(row),
        }
        for row in without_hidden("Notification Log", rows)
    ]


def _target(row: Any) -> str:
    if row.link:
        return str(row.link)
    if row.document_type and row.document_name:
        return reading_url(row.document_type, row.document_name)
    return ""
