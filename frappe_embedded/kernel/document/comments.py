"""Comments, tags and error notes that hang on documents.

They are written as rows, past the life cycle of documents of their own: everything that happens to
a document leaves one, and none of them may fail for want of a right of the user.
"""

import json
import traceback
from typing import Any

from ..core.context import local
from ..i18n import _
from .controllers import new_document

_MIRRORED = 100
_MIRRORED_LENGTH = 97


def add_comment(
    doc: Any,
    comment_type: str = "Comment",
    text: str | None = None,
    comment_email: str | None = None,
    comment_by: str | None = None,
) -> Any:
    """Add a Comment document to ``doc`` and return it."""
    comment = new_document(
        "Comment",
        comment_type=comment_type,
        comment_email=comment_email or local.session.user,
        comment_by=comment_by,
        reference_doctype=doc.doctype,
        reference_name=str(doc.name),
        content=text or comment_type,
    )
    return comment.insert(ignore_permissions=True)


def mirror_comment(comment: Any) -> None:
    """Keep the last comments in the row of their document, for lists."""
    summary = _summary(comment)

    def with_comment(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if all(each["name"] != comment.name for each in kept):
            return [*kept, summary]
        return [summary if each["name"] == comment.name else each for each in kept]

    _change_mirror(comment, with_comment)


def unmirror_comment(comment: Any) -> None:
    _change_mirror(comment, lambda kept: [each for each in kept if each["name"] != comment.name])


def _summary(comment: Any) -> dict[str, Any]:
    text = comment.content or ""
    if len(text) > _MIRRORED_LENGTH + 3:
        text = text[:_MIRRORED_LENGTH] + "..."
    return {"comment": text, "by": comment.comment_email or comment.owner, "name": comment.name}


def _change_mirror(comment: Any, change: Any) -> None:
    doctype, name = comment.reference_doctype, comment.reference_name
    if not doctype or not name or not local.db.has_column(doctype, "_comments"):
        return
    rows = local.db.sql(f"select _comments from `tab{doctype}` where name = %s", (name,))
    if not rows:
        return
    kept = change(json.loads(rows[0][0] or "[]"))
    local.db.sql(
        f"update `tab{doctype}` set _comments = %s where name = %s",
        (json.dumps(kept[-_MIRRORED:]), name),
    )


def get_tags(doctype: str, name: str) -> list[str]:
    rows = local.db.sql(f"select _user_tags from `tab{doctype}` where name = %s", (name,))
    return [tag for tag in ((rows[0][0] if rows else "") or "").split(",") if tag]


def add_tag(doctype: str, name: str, tag: str) -> None:
    tags = get_tags(doctype, name)
    if tag.lower() not in (each.lower() for each in tags):
        _store_tags(doctype, name, [*tags, tag])


def remove_tag(doctype: str, name: str, tag: str) -> None:
    _store_tags(
        doctype, name, [each for each in get_tags(doctype, name) if each.lower() != tag.lower()]
    )


def _store_tags(doctype: str, name: str, tags: list[str]) -> None:
    text = "," + ",".join(tags) if tags else ""
    local.db.sql(f"update `tab{doctype}` set _user_tags = %s where name = %s", (text, name))
    linked = {
        row[0]
        for row in local.db.sql(
            "select tag from `tabTag Link` where document_type = %s and document_name = %s",
            (doctype, name),
        )
    }
    for tag in tags:
        if not local.db.exists("Tag", tag):
            new_document("Tag", name=tag).insert(ignore_permissions=True, set_name=tag)
        if tag not in linked:
            new_document(
                "Tag Link",
                document_type=doctype,
                document_name=name,
                parenttype=doctype,
                parent=name,
                title=name,
                tag=tag,
            ).insert(ignore_permissions=True)
    for gone in linked - set(tags):
        local.db.sql(
            "delete from `tabTag Link` where document_type = %s and document_name = %s and tag = %s",
            (doctype, name, gone),
        )


def log_error(
    title: str | None = None,
    message: str | None = None,
    reference_doctype: str | None = None,
    reference_name: str | None = None,
    *,
    defer_insert: bool = False,
) -> Any:
    """Store an Error Log with the traceback of the moment; returns it."""
    trace = message or traceback.format_exc()
    if title and "\n" in title and not message:
        title, trace = "", title
    return new_document(
        "Error Log",
        method=(title or _("Error"))[:140],
        error=trace,
        reference_doctype=reference_doctype,
        reference_name=reference_name,
    ).insert(ignore_permissions=True)
