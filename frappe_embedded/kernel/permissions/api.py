"""May this user do that?"""

from __future__ import annotations

from typing import Any, NoReturn, cast

from ..core.context import local
from ..core.dict import _dict
from ..core.exceptions import PermissionError
from ..core.messages import msgprint, throw
from ..i18n import _
from ..meta.loader import get_meta
from ..meta.meta import Meta
from ..utils.settings import system_setting
from .docperm import RIGHTS, get_role_permissions
from .fields import open_tables
from .hooks import hook_denies
from .loading import load_document
from .roles import ADMINISTRATOR
from .share import is_shared
from .user_permissions import violated_permission


def has_permission(
    doctype: str,
    ptype: str = "read",
    doc: Any = None,
    user: str | None = None,
    *,
    parent_doctype: str | None = None,
) -> bool:
    """Whether a user has a right on a DocType, or on one document (given itself or by name).

    Never raises for lack of a right; a document that is missing raises ``DoesNotExistError``.
    """
    user = user or local.session.user
    if user == ADMINISTRATOR:
        return True
    if ptype == "share" and system_setting("disable_document_sharing"):
        return False
    meta = get_meta(doctype)
    if meta.istable:
        return _child_permission(doctype, ptype, doc, user, parent_doctype)
    if isinstance(doc, (str, int)):
        doc = load_document(doctype, doc)
    if doc is not None:
        granted = bool(get_doc_permissions(doc, user, ptype).get(ptype))
        name = doc.get("name")
        return granted or (name is not None and is_shared(doctype, name, ptype, user))
    if (ptype == "submit" and not meta.is_submittable) or (
        ptype == "import" and not meta.allow_import
    ):
        return False
    return bool(get_role_permissions(meta, user).get(ptype)) or is_shared(
        doctype, None, ptype, user
    )


def get_doc_permissions(doc: Any, user: str | None = None, ptype: str | None = None) -> _dict:
    """Each right of a user on one document."""
    user = user or local.session.user
    if user == ADMINISTRATOR:
        rights = _dict(dict.fromkeys(RIGHTS, 1))
        return _limited(get_meta(doc.doctype), rights)
    if hook_denies(doc, ptype, user):
        return _dict({ptype: 0}) if ptype else _dict()
    meta = get_meta(doc.doctype)
    is_owner = str(doc.get("owner") or "").lower() == user.lower()
    rights = _limited(meta, get_role_permissions(meta, user, is_owner))
    owner_rights = rights.get("if_owner") or {}
    if rights.get("has_if_owner_enabled"):
        rights.update(owner_rights)
    if violated_permission(doc, user) is not None:
        rights = _dict(owner_rights, create=0) if is_owner else _dict()
    return rights


def _limited(meta: Meta, rights: _dict) -> _dict:
    """Without the rights that make no sense for the DocType."""
    if not meta.is_submittable:
        rights["submit"] = 0
    if not meta.allow_import:
        rights["import"] = 0
    return rights


def _child_permission(
    doctype: str, ptype: str, doc: Any, user: str, parent_doctype: str | None
) -> bool:
    """A row may be dealt with as its parent may; the level of its table counts as well."""
    if isinstance(doc, (str, int)):
        doc = load_document(doctype, doc)
    parent = doc.get("parenttype") if doc is not None else parent_doctype
    if not parent or get_meta(parent).istable:
        return False
    tables = open_tables(get_meta(parent), doctype, ptype, user)
    if doc is None:
        return bool(tables) and has_permission(parent, ptype, None, user)
    if doc.get("parentfield") not in tables:
        return False
    parent_doc = doc.get("parent_doc")
    if parent_doc is None:
        if not doc.get("parent"):
            return False
        parent_doc = load_document(parent, doc.get("parent"))
    return has_permission(parent, ptype, parent_doc, user)


def ensure(
    doctype: str,
    ptype: str = "read",
    doc: Any = None,
    user: str | None = None,
    *,
    parent_doctype: str | None = None,
) -> None:
    """``PermissionError`` unless the user has the right."""
    if not has_permission(doctype, ptype, doc, user, parent_doctype=parent_doctype):
        refuse(doctype, ptype, doc, user, parent_doctype=parent_doctype)


def refuse(
    doctype: str,
    ptype: str = "read",
    doc: Any = None,
    user: str | None = None,
    *,
    parent_doctype: str | None = None,
) -> NoReturn:
    """Say why, then raise ``PermissionError``."""
    if get_meta(doctype).istable:
        _explain_rows(doctype, ptype, doc, user, parent_doctype)
    else:
        explain(doctype, ptype, doc, user)
    if doc is None:
        local.flags.error_message = _("No permission for {0}").format(_(doctype))
    raise PermissionError


def explain(doctype: str, ptype: str = "read", doc: Any = None, user: str | None = None) -> None:
    """Tell the user what he lacks for a right that he does not have."""
    text = "<br>".join(_reasons(doctype, ptype, doc, user or local.session.user))
    if text:
        msgprint(text)


def _explain_rows(
    doctype: str, ptype: str, doc: Any, user: str | None, parent_doctype: str | None
) -> None:
    """Rows are refused with what their parent lacks, and a message of their own without words."""
    parent = doc.get("parenttype") if hasattr(doc, "get") else parent_doctype
    if not parent or doctype not in get_meta(parent).table_doctypes.values():
        wanted = _("Please specify a valid parent DocType for {0}")
        msgprint(wanted.format(f"<strong>{_(doctype)}</strong>"))
        return
    explain(parent, ptype, None, user)
    msgprint("")


def _reasons(doctype: str, ptype: str, doc: Any, user: str) -> list[str]:
    """Sentences that say what is missing: the rule of an app, a user permission, a role."""
    shown_user = f"<strong>{user}</strong>"
    if doc is None or not hasattr(doc, "get"):
        return [_no_role(doctype, shown_user)]
    reasons = []
    if hook_denies(doc, ptype, user):
        reasons.append(_("Not allowed via controller permission check"))
    else:
        violated = violated_permission(doc, user)
        reasons += [violated] if violated else []
    text = _("User {0} does not have access to this document").format(shown_user)
    if has_permission(doctype, "read", None, user):
        text += f": {_(doctype)} - {doc.get('name')}"
    if not get_role_permissions(doctype, user).get("read"):
        reasons.append(_no_role(doctype, shown_user))
    return [*reasons, text]


def _no_role(doctype: str, shown_user: str) -> str:
    return str(
        _("User {0} does not have doctype access via role permission for document {1}").format(
            shown_user, f"<strong>{_(doctype)}</strong>"
        )
    )


def throw_no_permission(doctype: str, name: Any = None) -> NoReturn:
    text = _("No permission for {0}").format(f"{_(doctype)} {name}" if name else _(doctype))
    throw(cast(str, text), PermissionError)
