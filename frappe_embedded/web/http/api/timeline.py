"""Comments and likes of forms."""

from __future__ import annotations

import json
from typing import Any

from ....kernel.core.context import local
from ....kernel.core.exceptions import PermissionError
from ....kernel.core.messages import throw
from ....kernel.core.whitelist import whitelist
from ....kernel.document.api import get_doc
from ....kernel.i18n import _
from ....kernel.permissions.api import ensure
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


@whitelist(methods=["POST", "PUT"])
def update_comment(name: str, content: str) -> None:
    """Change a remark of one's own."""
    comment = get_doc("Comment", name)
    if local.session.user not in ("Administrator", comment.owner):
        throw(_("Comment can only be edited by the owner"), PermissionError)
    if comment.reference_doctype and comment.reference_name:
        get_doc(comment.reference_doctype, comment.reference_name).check_permission("read")
    comment.content = content
    comment.save(ignore_permissions=True)


@whitelist(methods=["POST", "PUT"])
def toggle_like(doctype: str, name: Any, add: Any = False) -> None:
    """Like a document that one may read, or no more."""
    ensure(doctype, "read", str(name))
    rows = local.db.sql(f"select _liked_by from `tab{doctype}` where name = %s", (str(name),))
    liked = json.loads((rows[0][0] if rows else None) or "[]")
    liked = [each for each in liked if each != local.session.user]
    if add == "Yes" or add is True:
        liked.append(local.session.user)
    local.db.sql(
        f"update `tab{doctype}` set _liked_by = %s where name = %s", (json.dumps(liked), str(name))
    )
