"""The form of a notification: tried on an entry, before anybody is told."""

from dataclasses import asdict
from typing import Any

from werkzeug.wrappers import Request

from ....kernel.core.exceptions import DoesNotExistError, PermissionError, ValidationError
from ....kernel.core.messages import clear_messages
from ....kernel.document.api import get_doc
from ....kernel.i18n import _
from ....kernel.permissions.api import has_permission
from ....kernel.utils.html import sanitize_html
from ....services.notify.fates import KEPT_DAYS
from ....services.notify.preview import preview_of
from ..answers import answer
from ..drafts import FAULTS, asked_of, runnable_draft
from ..panels import panel
from .jobs import messages_of


@answer("/app/notification-preview", "POST")
def notification_answer(request: Request) -> Any:
    """What the notification, as it stands in the form, would do for an entry that the user may read."""
    if not has_permission("Notification", "write"):
        raise PermissionError
    asked = asked_of(request)
    try:
        alert = runnable_draft("Notification", asked.get("doc"))
    except ValidationError as error:
        clear_messages()
        return _nothing(str(error))
    return _tried(alert, str(asked.get("name") or ""))


def _tried(alert: Any, name: str) -> dict[str, Any]:
    if not alert.document_type:
        return _nothing(_("Choose the kind of entry first"))
    try:
        doc = get_doc(alert.document_type, name)
    except DoesNotExistError:
        clear_messages()
        return _nothing(_("This entry is gone, or you may not see it."))
    if not has_permission(doc.doctype, "read", doc):
        return _nothing(_("This entry is gone, or you may not see it."))
    try:
        preview = asdict(preview_of(alert, doc))
    except FAULTS as error:
        clear_messages()
        return _nothing(str(error))
    preview["message"] = sanitize_html(preview["message"])
    return preview


def _nothing(reason: str) -> dict[str, Any]:
    return {"sends": False, "reason": reason, "receivers": [], "subject": "", "message": ""}


@panel(
    "Notification", "manage/notification", template="manage/notification.html", styles=("manage",)
)
def _became_of_messages(doc: Any) -> dict[str, Any]:
    fates = [] if doc.is_new() else messages_of(KEPT_DAYS, doc.name)
    return {"fates": fates, "days": KEPT_DAYS}
