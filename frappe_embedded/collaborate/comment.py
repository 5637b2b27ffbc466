"""The Comment DocType."""

from __future__ import annotations

from typing import Any

from ..core.context import local
from ..document.comments import mirror_comment, unmirror_comment
from ..document.controllers import core_controller
from ..document.document import Document
from ..permissions.api import has_permission
from ..permissions.hooks import core_has_permission
from ..utils.users import get_fullname

__all__ = ["Comment"]


@core_controller("Comment")
class Comment(Document):
    """A remark on a document, by a person or by what happened to it."""

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
    return None if has_permission(doc.reference_doctype, "read", doc.reference_name, user) else False


core_has_permission("Comment", _with_document)
