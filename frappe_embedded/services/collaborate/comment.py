"""The Comment DocType."""

import re
from typing import Any

from ...kernel.core.context import local
from ...kernel.document.comments import mirror_comment, unmirror_comment
from ...kernel.document.controllers import core_controller, get_controller
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.hooks import core_has_permission
from ...kernel.utils.html import sanitize_html
from ...kernel.utils.users import get_fullname
from .notices import notify_users

_MENTION = re.compile(r'''class="mention"[^>]*data-id="([^"]+)"''')


@core_controller("Comment")
class Comment(Document):
    """A remark on a document, by a person or by what happened to it."""

    comment_by: str | None
    comment_email: str | None
    content: str | None

    def before_insert(self) -> None:
        """A comment is signed by who writes it, whatever the client says."""
        if not self.flags.ignore_permissions:
            self.comment_email = local.session.user
            self.comment_by = None

    def validate(self) -> None:
        if not self.comment_email:
            self.comment_email = local.session.user
        if not self.comment_by:
            self.comment_by = get_fullname(self.comment_email)
        self.content = sanitize_html(self.content, always_sanitize=True)

    def after_insert(self) -> None:
        self.notify_mentions()

    def notify_mentions(self) -> None:
        """Tell those whom the comment names, if they may read the document."""
        if self.comment_type != "Comment" or not self.reference_name:
            return
        users = [
            user for user in _MENTION.findall(self.content or "") if local.db.exists("User", user)
        ]
        if not users:
            return
        doc = get_controller(self.reference_doctype)(self.reference_doctype, self.reference_name)
        notify_users(
            [user for user in users if has_permission(doc.doctype, "read", doc, user)],
            _("{0} mentioned you in a comment in {1} {2}").format(
                f"<strong>{get_fullname(self.owner)}</strong>",
                f"<strong>{_(doc.doctype)}</strong>",
                f'<b class="subject-title">{doc.get_title() or doc.name}</b>',
            ),
            kind="Mention",
            doctype=doc.doctype,
            name=doc.name,
            message=self.content,
        )

    def on_update(self) -> None:
        if self.comment_type == "Comment":
            mirror_comment(self)

    def on_trash(self) -> None:
        if self.comment_type == "Comment":
            unmirror_comment(self)


def _with_document(doc: Any, ptype: str | None, user: str) -> bool | None:
    """A comment may be seen by whoever may read the document that it hangs on."""
    if not doc.get("reference_doctype") or not doc.get("reference_name"):
        return None
    if not local.db.exists(doc.reference_doctype, doc.reference_name):
        return None
    return (
        None if has_permission(doc.reference_doctype, "read", doc.reference_name, user) else False
    )


core_has_permission("Comment", _with_document)
