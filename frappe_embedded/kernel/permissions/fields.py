"""Permission levels: fields that only some roles see or change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..core.constants import DEFAULT_FIELDS
from ..core.context import local
from ..meta.loader import get_meta
from ..meta.meta import Meta
from ..meta.permission_lookup import provide
from .roles import ADMINISTRATOR, get_roles

_ALWAYS_SHOWN = {"User": ("enabled", "full_name", "user_image", "user_type")}
"""Of people, lists show these to everybody who may choose them."""


def get_permlevel_access(
    meta: Meta,
    permission_type: str = "read",
    user: str | None = None,
    parenttype: str | None = None,
) -> list[int]:
    """The levels on which a user may read (or write) fields of a DocType."""
    source = get_meta(parenttype) if meta.istable and parenttype else meta
    user = user or local.session.user
    roles = set(get_roles(user))
    levels: list[int] = []
    for row in source.permissions:
        level = int(row.permlevel or 0)
        holds = user == ADMINISTRATOR or row.role in roles
        if holds and row.get(permission_type) and level not in levels:
            levels.append(level)
    return levels


def get_permitted_fieldnames(
    meta: Meta,
    parenttype: str | None = None,
    user: str | None = None,
    permission_type: str = "read",
) -> set[str]:
    """The columns of a DocType that a user may see."""
    columns = set(meta.get_valid_columns())
    user = user or local.session.user
    if user == ADMINISTRATOR:
        return columns
    if meta.istable and not parenttype:
        return set()
    levels = get_permlevel_access(meta, permission_type, user, parenttype)
    hidden = {df.fieldname for df in meta.high_permlevel_fields if df.permlevel not in levels}
    return columns - hidden


def fields_of_choices(meta: Meta) -> set[str]:
    """What lists show of documents to those who may only choose them."""
    return {"name", *meta.get_search_fields(), *_ALWAYS_SHOWN.get(meta.name, ())}


def readable_levels(meta: Meta, user: str, parenttype: str | None = None) -> list[int]:
    return [0, *get_permlevel_access(meta, "read", user, parenttype)]


def open_tables(parent: Meta, row_doctype: str, ptype: str, user: str) -> list[str]:
    """The tables of a type with rows of one DocType whose level a user may read, or else write."""
    right = "read" if ptype in _READING else "write"
    levels = {0, *get_permlevel_access(parent, right, user)}
    return [
        str(field.fieldname)
        for field in parent.get_table_fields()
        if field.options == row_doctype and int(field.permlevel or 0) in levels
    ]


def apply_fieldlevel_read_permissions(doc: Any) -> None:
    """Take out of a document, before it goes out, what the user's levels do not cover."""
    if local.session.user == ADMINISTRATOR:
        return
    _strip(doc, None)
    for row in doc.get_all_children():
        _strip(row, doc.doctype)


def _strip(each: Any, parenttype: str | None) -> None:
    hidden = each.meta.high_permlevel_fields
    if not hidden:
        return
    levels = readable_levels(each.meta, local.session.user, parenttype)
    for field in hidden:
        if field.permlevel not in levels and field.fieldname not in DEFAULT_FIELDS:
            each.__dict__[field.fieldname] = [] if field.is_table else None


_READING = frozenset(("select", "read", "print", "email", "report", "export", "share"))
Defaults = Callable[[Meta], Mapping[str, Any]]


def reset_higher_permlevels(doc: Any, defaults: Defaults) -> None:
    """Put back fields which the user's levels do not let them change.

    They get the stored value, in new documents what ``defaults`` says that fields begin with.
    Nothing is put back for code that ignores permissions or for Administrator.
    """
    if (
        doc.flags.ignore_permissions
        or local.flags.in_install
        or local.session.user == ADMINISTRATOR
    ):
        return
    before = doc.get_doc_before_save()
    if doc.meta.high_permlevel_fields:
        levels = get_permlevel_access(doc.meta, "write")
        _reset(doc, levels, before, None, defaults)
    for row in doc.get_all_children():
        if row.meta.high_permlevel_fields:
            levels = get_permlevel_access(row.meta, "write", None, doc.doctype)
            _reset(row, levels, before, doc, defaults)


def _reset(each: Any, levels: list[int], before: Any, parent: Any, defaults: Defaults) -> None:
    kept = (parent or each).flags.ignore_permlevel_for_fields or []
    stored = _stored(each, before, parent)
    first = {} if stored is not None else defaults(each.meta)
    for field in each.meta.high_permlevel_fields:
        if field.permlevel in levels or field.fieldname in kept or not field.fieldname:
            continue
        if stored is not None:
            each.set(field.fieldname, stored.get(field.fieldname), as_value=True)
        else:
            each.set(field.fieldname, first.get(field.fieldname) if not field.is_table else [])


def has_access_to(doc: Any, fieldname: str, permission_type: str = "read") -> bool:
    """Whether the user's levels cover a field."""
    field = doc.meta.get_field(fieldname)
    if field is None or not field.permlevel:
        return True
    return field.permlevel in get_permlevel_access(
        doc.meta, permission_type, None, doc.get("parenttype")
    )


def _stored(each: Any, before: Any, parent: Any) -> Any:
    if before is None or parent is None:
        return before
    rows = before.get(each.parentfield) or []
    return next((row for row in rows if row.name == each.name), None)


provide("levels", get_permlevel_access)
provide("fields", get_permitted_fieldnames)
