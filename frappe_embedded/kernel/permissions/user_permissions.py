"""User Permissions: which documents of a DocType a user may deal with at all."""

from __future__ import annotations

from typing import Any

from ..core.context import local
from ..core.dict import _dict
from ..i18n import _
from ..meta.loader import get_meta, meta_exists
from ..utils.settings import system_setting
from .roles import ADMINISTRATOR


def get_user_permissions(user: str | None = None) -> dict[str, list[_dict]]:
    """Allowed documents by DocType: ``{doctype: [{doc, applicable_for, is_default}]}``.

    A value of a tree brings its descendants along unless they are hidden. Administrator and
    Guest have none.
    """
    user = user or local.session.user
    if user in (ADMINISTRATOR, "Guest"):
        return {}
    known: dict[str, list[_dict]] | None = local.user_permissions.get(user)
    if known is None:
        known = local.user_permissions[user] = _load(user)
    return known


def _load(user: str) -> dict[str, list[_dict]]:
    rows = local.db.cached(
        ("user permissions", user),
        ["tabuser permission"],
        lambda: local.db.sql(
            "select allow, for_value, applicable_for, is_default, hide_descendants"
            " from `tabUser Permission` where user = %s order by creation asc",
            (user,),
            as_dict=True,
        ),
    )
    result: dict[str, list[_dict]] = _dict()
    for row in rows:
        entries = result.setdefault(row.allow, [])
        entries.append(_entry(row, row.for_value, row.is_default))
        if (
            not row.hide_descendants
            and meta_exists(row.allow)
            and get_meta(row.allow).is_nested_set()
        ):
            entries += [_entry(row, name, 0) for name in _descendants(row.allow, row.for_value)]
    return result


def _entry(row: _dict, name: str, is_default: Any) -> _dict:
    return _dict(
        doc=name, applicable_for=row.applicable_for or None, is_default=int(is_default or 0)
    )


def _descendants(doctype: str, name: str) -> list[str]:
    rows = local.db.sql(
        f"select d.name from `tab{doctype}` d join `tab{doctype}` a on a.name = %s"
        " where d.lft > a.lft and d.rgt < a.rgt order by d.lft desc",
        (name,),
    )
    return [row[0] for row in rows]


def is_strict() -> bool:
    return bool(system_setting("apply_strict_user_permissions"))


def allowed_documents(entries: list[_dict], doctype: str) -> list[str]:
    """The documents that apply when documents of ``doctype`` are looked at."""
    return [entry.doc for entry in entries if entry.applicable_for in (None, doctype)]


def default_for_link(
    user_permissions: dict[str, list[_dict]], linked: str | None, doctype: str
) -> str | None:
    """The value that a new document's link begins with: the only allowed one, or the default."""
    entries = user_permissions.get(linked or "")
    if not entries:
        return None
    entries = [entry for entry in entries if entry.applicable_for in (None, doctype)]
    chosen = [entry.doc for entry in entries if entry.is_default]
    if chosen:
        return str(chosen[0])
    return str(entries[0].doc) if len(entries) == 1 else None


def violated_permission(doc: Any, user: str) -> str | None:
    """A sentence that says why user permissions keep ``user`` from a document, or ``None``."""
    permissions = get_user_permissions(user)
    if not permissions:
        return None
    doctype = doc.get("doctype")
    own = allowed_documents(permissions.get(doctype, []), doctype)
    if own and doc.get("name") and str(doc.get("name")) not in own:
        return str(_("Not allowed for {0}: {1}").format(_(doctype), doc.get("name")))
    strict = is_strict() and not get_meta(doctype).issingle
    for each in (doc, *_rows(doc)):
        link = _violated_link(each, permissions, doctype, strict)
        if link:
            return link
    return None


def has_user_permission(doc: Any, user: str | None = None) -> bool:
    """Whether user permissions leave a document to a user."""
    return violated_permission(doc, user or local.session.user) is None


def _rows(doc: Any) -> list[Any]:
    return doc.get_all_children() if hasattr(doc, "get_all_children") else []


def _violated_link(
    each: Any, permissions: dict[str, list[_dict]], doctype: str, strict: bool
) -> str | None:
    for field in get_meta(each.get("doctype")).get_link_fields():
        if field.ignore_user_permissions or field.options not in permissions:
            continue
        value = each.get(field.fieldname)
        if not value and not strict:
            continue
        allowed = allowed_documents(permissions[field.options], doctype)
        if allowed and value not in allowed:
            return _explained(each, field, value)
    return None


def _explained(each: Any, field: Any, value: Any) -> str:
    parts = [_("DocType"), _(field.options), value or _("empty")]
    label = _(field.label) if field.label else field.fieldname
    if each.get("parentfield"):
        text = _(
            "You are not allowed to access this {0} record because it is linked to "
            "{1} '{2}' in row {3}, field {4}"
        )
        return str(text.format(*parts, each.get("idx"), label))
    text = _(
        "You are not allowed to access this {0} record because it is linked to {1} '{2}' in field {3}"
    )
    return str(text.format(*parts, label))
