"""Comments and likes of forms."""

from __future__ import annotations

from typing import Any

from ....kernel.core.context import local
from ....kernel.core.whitelist import whitelist
from ....kernel.document.api import get_doc
from ..document_output import outgoing


@whitelist(methods=["POST", "PUT"])
def add_comment(
    reference_doctype: str,
    reference_name: str,
    content: str,
    comment_email: str | None = None,
    comment_by: str | None = None,
) -> Any:
    """A remark on a document that the user may read. It is signed by the user, whatever is sent."""
    document = get_doc(reference_doctype, reference_name)
    document.check_permission("read")
    comment = get_doc(
        {
            "doctype": "Comment",
            "comment_type": "Comment",
            "reference_doctype": reference_doctype,
            "reference_name": reference_name,
            "content": content,
            "comment_email": local.session.user,
            "comment_by": None,
        }
    )
    return outgoing(comment.insert(ignore_permissions=True))
