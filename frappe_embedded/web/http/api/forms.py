"""What forms ask: a document with all that hangs on it, the metadata of its type, saving, remarks."""

from typing import Any

from ....kernel.core.context import local
from ....kernel.core.dict import _dict
from ....kernel.core.exceptions import DoesNotExistError, FrappeTypeError, PermissionError
from ....kernel.core.messages import clear_last_message, msgprint, throw
from ....kernel.core.whitelist import whitelist
from ....kernel.document.api import get_doc
from ....kernel.document.events import run_method
from ....kernel.document.titles import titles_in
from ....kernel.i18n import _
from ....kernel.meta.loader import get_meta
from ....kernel.permissions.api import has_permission, refuse
from ....kernel.permissions.docperm import get_role_permissions
from ....kernel.utils.json_text import parsed_json
from ....services.collaborate.viewing import note_view
from ..docinfo import docinfo_of
from ..document_output import outgoing


@whitelist()
def getdoc(doctype: str, name: Any, user: str | None = None) -> Any:
    """A document into ``docs`` and what hangs on it into ``docinfo``; ``[]`` when it is missing."""
    try:
        doc = get_doc(doctype, str(name))
    except DoesNotExistError:
        clear_last_message()
        get_meta(doctype)
        return []
    if not doc.has_permission("read"):
        _refuse_form(doc)
    run_method(doc, "onload")
    note_view(doc)
    info = docinfo_of(doc)
    local.response.docs = [outgoing(doc, no_nulls=True)]
    local.response["docinfo"] = info
    local.response["_link_titles"] = titles_in(doc)
    return None


def _refuse_form(doc: Any) -> None:
    shown = f"<strong>{_(doc.doctype)} {doc.name}</strong>"
    try:
        refuse(doc.doctype, "read", doc)
    except PermissionError:
        local.flags.error_message = _("Insufficient Permission for {0}").format(shown)
        raise PermissionError("read", doc.doctype, doc.name) from None


@whitelist()
def get_docinfo(doc: Any = None, doctype: str | None = None, name: Any = None) -> Any:
    """What hangs on a document, for who may read it."""
    document = get_doc(str(doctype), str(name))
    if not document.has_permission("read"):
        refuse(document.doctype, "read", document)
    local.response["docinfo"] = docinfo_of(document)


@whitelist()
def getdoctype(doctype: str, with_parent: Any = False, cached_timestamp: Any = None) -> Any:
    """The metadata of a type and of its tables, for who may see any document of it."""
    meta = get_meta(doctype)
    if not _may_know(meta):
        refuse(doctype, "read")
    local.response.docs = [_described(each) for each in _with_tables(meta)]
    # How a user likes a list is kept by Frappe's own desk alone.
    local.response["user_settings"] = "{}"


def _may_know(meta: Any) -> bool:
    if meta.istable:
        return bool(local.session.user != "Guest")
    rights = get_role_permissions(meta)
    if any(rights.get(right) for right in ("select", "read", "create")):
        return True
    return bool(has_permission(meta.name, "read"))


def _with_tables(meta: Any) -> list[Any]:
    return [meta, *(get_meta(name) for name in dict.fromkeys(meta.table_doctypes.values()))]


def _described(meta: Any) -> _dict:
    """The metadata without what is empty, in its rows as well."""
    described: _dict = meta.as_dict(no_nulls=True)
    for key in ("fields", "permissions", "links", "actions", "states"):
        rows = described.get(key) or []
        described[key] = [{k: v for k, v in row.items() if v is not None} for row in rows]
    return described


@whitelist(methods=["POST", "PUT"])
def savedocs(doc: Any, action: str) -> None:
    """Save, submit or update the document of a form; it comes back as it is stored."""
    values = parsed_json(doc, "doc")
    if not isinstance(values, dict) or not values.get("doctype"):
        throw(_("A document with its doctype is needed"), FrappeTypeError)
    document = get_doc({key: value for key, value in values.items() if key != "flags"})
    if action not in _STATUS:
        throw(_("{0} is not an action of a form").format(action), FrappeTypeError)
    localname = values.get("name")
    _forget_names_of_new_rows(document)
    document.docstatus = _STATUS[action]
    if document.get("__islocal"):
        document.__dict__["name"] = document.get("__newname") or None
    if document.docstatus == 1:
        document.submit()
    else:
        document.save()
    _answer(document, localname)
    msgprint(_("Saved"), indicator="green", alert=True)


_STATUS = {"Save": 0, "Submit": 1, "Update": 1, "Cancel": 2}


def _forget_names_of_new_rows(document: Any) -> None:
    for row in document.get_all_children():
        if row.get("__islocal") or str(row.get("name") or "").startswith("new-"):
            row.__dict__["name"] = None


def _answer(document: Any, localname: Any) -> None:
    document.reload()
    run_method(document, "onload")
    info = docinfo_of(document)
    sent = outgoing(document)
    if localname and localname != document.name:
        sent["localname"] = localname
    local.response.docs = [*(local.response.docs or []), sent]
    local.response["docinfo"] = info


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
