"""What a form shows beside its document: rights, files, comments, versions, shares, tasks."""

from __future__ import annotations

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.api import get_doc_permissions
from ...kernel.permissions.fields import get_permlevel_access
from ...kernel.permissions.hooks import without_hidden
from ...kernel.utils.html import is_html
from ...kernel.utils.json_text import as_json, parse_json
from ...kernel.utils.markup import md_to_html
from ...kernel.utils.users import add_user_info
from ...services.collaborate.sharing import shares_of
from ...services.files.file import attachments_of

_COMMENT_FIELDS = "name creation content owner comment_type published comment_email".split()
_TIMELINE = {
    "comments": ("Comment",),
    "shared_logs": ("Shared", "Unshared"),
    "assignment_logs": ("Assignment Completed", "Assigned"),
    "attachment_logs": ("Attachment", "Attachment Removed"),
    "info_logs": ("Info", "Edit", "Label"),
    "like_logs": ("Like",),
    "workflow_logs": ("Workflow",),
}


def docinfo_of(doc: Any) -> _dict:
    """Everything about a document that whoever may read it may know."""
    info = _dict(
        doctype=doc.doctype,
        name=doc.name,
        attachments=without_hidden("File", attachments_of(doc.doctype, doc.name)),
        communications=[],
        automated_messages=[],
        versions=visible_versions(doc),
        assignments=_assignments(doc),
        permissions=get_doc_permissions(doc),
        shared=without_hidden("DocShare", shares_of(doc.doctype, str(doc.name))),
        views=[],
        tags=",".join(doc.get_tags()) if _has_tags(doc) else "",
        user_info={},
    )
    info.update(_comments(doc))
    add_user_info({doc.owner, doc.modified_by} - {None}, info.user_info)
    return info


def _has_tags(doc: Any) -> bool:
    return not doc.meta.issingle and local.db.has_column(doc.doctype, "_user_tags")


def _comments(doc: Any) -> dict[str, list[_dict]]:
    rows = local.db.get_all(
        "Comment",
        fields=_COMMENT_FIELDS,
        filters={"reference_doctype": doc.doctype, "reference_name": str(doc.name)},
        order_by="modified desc",
    )
    rows = without_hidden("Comment", rows)
    for row in rows:
        if row.comment_type == "Comment":
            row.content = md_to_html(row.content) if not is_html(row.content) else row.content
    return {key: [r for r in rows if r.comment_type in kinds] for key, kinds in _TIMELINE.items()}


def _assignments(doc: Any) -> list[_dict]:
    rows: list[_dict] = local.db.get_all(
        "ToDo",
        fields=["name", "allocated_to as owner", "description", "status"],
        filters={
            "status": ["not in", ("Cancelled", "Closed")],
            "reference_type": doc.doctype,
            "reference_name": str(doc.name),
            "allocated_to": ["is", "set"],
        },
        order_by="creation desc",
    )
    return without_hidden("ToDo", rows)


def visible_versions(doc: Any) -> list[_dict]:
    """The last changes, without fields of levels that the user may not read."""
    if not doc.meta.track_changes:
        return []
    rows = local.db.get_all(
        "Version",
        fields=["name", "owner", "creation", "data"],
        filters={"ref_doctype": doc.doctype, "docname": str(doc.name)},
        order_by="creation desc",
        limit=10,
    )
    rows = without_hidden("Version", rows)
    if local.session.user == "Administrator":
        return list(rows)
    for row in rows:
        row.data = _without_hidden(doc, row.data)
    return list(rows)


def _without_hidden(doc: Any, text: str) -> str:
    data = parse_json(text)
    hidden = _hidden_of(doc.meta, None)
    data["changed"] = [each for each in data.get("changed") or [] if each[0] not in hidden]
    for key in ("added", "removed"):
        data[key] = [
            [table, _stripped(doc, table, row)]
            for table, row in data.get(key) or []
            if table not in hidden
        ]
    data["row_changed"] = [
        [table, at, name, [c for c in changes if c[0] not in _row_hidden(doc, table)]]
        for table, at, name, changes in data.get("row_changed") or []
        if table not in hidden
    ]
    return as_json(data, indent=None)


def _stripped(doc: Any, table: str, row: dict[str, Any]) -> dict[str, Any]:
    hidden = _row_hidden(doc, table)
    return {key: value for key, value in row.items() if key not in hidden}


def _row_hidden(doc: Any, table: str) -> set[str]:
    row_doctype = doc.meta.table_doctypes.get(table)
    return _hidden_of(get_meta(row_doctype), doc.doctype) if row_doctype else set()


def _hidden_of(meta: Any, parenttype: str | None) -> set[str]:
    levels = [0, *get_permlevel_access(meta, "read", None, parenttype)]
    return {df.fieldname for df in meta.high_permlevel_fields if df.permlevel not in levels}
