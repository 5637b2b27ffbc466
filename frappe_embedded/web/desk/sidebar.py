"""What stands beside a form: people, tags, files, shares and what is connected."""

from typing import Any

from ...kernel.core.exceptions import PermissionError
from ...kernel.core.messages import clear_messages
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta, meta_exists
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.fields import get_permitted_fieldnames
from ...kernel.permissions.lists import count_visible, get_list
from ...services.collaborate.assignment import get as assignments_of
from ...services.collaborate.sharing import get_users
from .addresses import list_url, new_url
from .form_access import FormAccess


def side_of(doc: Any, access: FormAccess) -> dict[str, Any]:
    about = {"doctype": doc.doctype, "name": doc.name}
    tags = [tag for tag in str(doc.get("_user_tags") or "").split(",") if tag]
    return {
        "assigned": [row.owner for row in assignments_of(about)],
        "tags": tags,
        "files": _files(doc),
        "shares": get_users(doc.doctype, str(doc.name)) if access.rights["share"] else [],
    }


def _files(doc: Any) -> list[Any]:
    """The files that the user may see; fields with a file of their own show theirs themselves."""
    try:
        rows: list[Any] = get_list(
            "File",
            fields="name file_name file_url is_private file_size attached_to_field".split(),
            filters={"attached_to_doctype": doc.doctype, "attached_to_name": str(doc.name)},
            order_by="creation asc",
            limit_page_length=0,
        )
    except PermissionError:
        clear_messages()
        return []
    return rows


def connections(doc: Any) -> list[dict[str, Any]]:
    """The DocTypes that link to this one, with how many documents the user may see of each."""
    found = []
    for link in doc.meta.links:
        target, field = link.link_doctype, link.link_fieldname
        if not meta_exists(target) or link.hidden or not _may_follow(target, field):
            continue
        found.append(
            {
                "label": _(target),
                "count": count_visible(target, {field: doc.name}),
                "url": list_url(target, **{field: doc.name}),
                "new": new_url(target, **{field: doc.name})
                if has_permission(target, "create")
                else "",
            }
        )
    return found


def _may_follow(doctype: str, fieldname: str) -> bool:
    """Whether the user may read documents of a type and the field by which they link."""
    return has_permission(doctype, "read") and fieldname in get_permitted_fieldnames(
        get_meta(doctype)
    )
