"""Lists that show a user only what they may see."""

from __future__ import annotations

from typing import Any

from ..core.context import local
from ..meta.loader import get_meta
from ..meta.meta import Meta
from ..query.api import Database
from ..query.restriction import Restriction
from ..query.select import Listing, get_all
from .api import ensure, refuse
from .docperm import get_role_permissions, only_selects, requires_owner
from .fields import (
    fields_of_choices,
    get_permitted_fieldnames,
    open_tables,
    readable_levels,
)
from .hooks import query_conditions
from .roles import ADMINISTRATOR
from .share import get_shared
from .user_permissions import get_user_permissions, is_strict


def get_list(
    doctype: str,
    *args: Any,
    ignore_permissions: bool = False,
    user: str | None = None,
    parent_doctype: str | None = None,
    reference_doctype: str | None = None,
    **kwargs: Any,
) -> Any:
    """``get_all`` with the permissions of a user.

    ``PermissionError`` when the user may see nothing of the DocType at all.
    """
    if not ignore_permissions:
        kwargs["restriction"] = restriction_for(
            doctype, user or local.session.user, parent_doctype, reference_doctype
        )
    return get_all(doctype, *args, parent_doctype=parent_doctype, **kwargs)


def count_list(doctype: str, most: int, *, parent_doctype: str | None = None, **kwargs: Any) -> int:
    """How many rows the list of the user in the session has, counted up to ``most``.

    ``kwargs`` are the filters of ``get_list``. The time it takes grows with ``most``, not with the table.
    """
    restriction = restriction_for(doctype, local.session.user, parent_doctype)
    asked = Listing(
        doctype,
        order_by=None,
        limit=most,
        restriction=restriction,
        parent_doctype=parent_doctype,
        **kwargs,
    )
    sql, values = asked.sql()
    return int(local.db.fetch(f"SELECT count(*) FROM ({sql})", values)[0][0])


def count_visible(doctype: str, filters: Any) -> int:
    """How many documents the user in the session sees under some filters, each once."""
    fields = ["count(distinct name) as total"]
    rows = get_list(doctype, fields=fields, filters=filters, order_by=None)
    return int(rows[0].total) if rows else 0


def restriction_for(
    doctype: str,
    user: str,
    parent_doctype: str | None = None,
    reference_doctype: str | None = None,
) -> Restriction:
    """What limits a user's list of a DocType."""
    if user == ADMINISTRATOR:
        return Restriction()
    meta = get_meta(doctype)
    if meta.istable:
        ensure(doctype, "read", user=user, parent_doctype=parent_doctype)
        hooked: list[Condition] = [(each, []) for each in query_conditions(doctype, user)]
        return Restriction(
            conditions=[_of_permitted_parents(meta, str(parent_doctype), user), *hooked],
            permitted_fields=lambda name, parent: _permitted(name, parent or parent_doctype, user),
            check_doctype=lambda target: ensure(target, "read", user=user),
            names_of=lambda target: _names_seen(target, user),
        )
    role_permissions = get_role_permissions(meta, user)
    shared = get_shared(doctype, user)
    if role_permissions.get("select") or role_permissions.get("read"):
        conditions = _own_or_permitted(meta, user, role_permissions, reference_doctype)
        if conditions and shared:
            conditions = [_any_of(_all_of(conditions), _named(meta, shared))]
    elif shared:
        conditions = [_named(meta, shared)]
    else:
        refuse(doctype, "read", None, user)
    conditions += [(condition, []) for condition in query_conditions(doctype, user)]
    only_select = only_selects(meta, user)
    return Restriction(
        conditions=conditions,
        permitted_fields=lambda name, parent: _permitted(name, parent, user, only_select),
        check_doctype=lambda target: ensure(target, "read", user=user),
        check_child=lambda child: ensure(child, "read", user=user, parent_doctype=doctype),
        names_of=lambda target: _names_seen(target, user),
    )


def _names_seen(doctype: str, user: str) -> tuple[str, list[Any]] | None:
    """A statement that selects the documents of a DocType which a user may see; ``None`` for all."""
    restriction = restriction_for(doctype, user)
    if not restriction.conditions:
        return None
    sql, values = Listing(doctype, order_by=None, restriction=restriction).sql()
    return sql, list(values)


Condition = tuple[str, list[Any]]


def _named(meta: Meta, names: list[str]) -> Condition:
    return f"`tab{meta.name}`.`name` in ({', '.join('?' * len(names))})", list(names)


def _all_of(conditions: list[Condition]) -> Condition:
    return (
        " and ".join(f"({sql})" for sql, _values in conditions),
        [value for _sql, values in conditions for value in values],
    )


def _any_of(first: Condition, second: Condition) -> Condition:
    return f"({first[0]}) or ({second[0]})", [*first[1], *second[1]]


def _own_or_permitted(
    meta: Meta, user: str, role_permissions: Any, reference_doctype: str | None
) -> list[Condition]:
    if requires_owner(role_permissions):
        return [(f"`tab{meta.name}`.`owner` = ?", [user])]
    return _user_permission_conditions(meta, user, reference_doctype)


def _user_permission_conditions(
    meta: Meta, user: str, reference_doctype: str | None
) -> list[Condition]:
    """One condition for each link whose target is restricted, and one for the name itself."""
    permissions = get_user_permissions(user)
    if not permissions:
        return []
    strict = is_strict()
    links = [
        (df.fieldname, df.options)
        for df in meta.get_link_fields()
        if not df.ignore_user_permissions
    ]
    result = []
    for fieldname, linked in [*links, ("name", meta.name)]:
        reference = reference_doctype if linked == meta.name else meta.name
        names = [
            entry.doc
            for entry in permissions.get(linked, [])
            if entry.applicable_for in (None, reference)
        ]
        if not names:
            continue
        column = f"`tab{meta.name}`.`{fieldname}`"
        condition = f"{column} in ({', '.join('?' * len(names))})"
        if not strict:
            condition = f"(ifnull({column}, '') = '' or {condition})"
        result.append((condition, names))
    return result


def _of_permitted_parents(meta: Meta, parent_doctype: str, user: str) -> Condition:
    """Rows of those parents which the user may see.

    Frappe lists the rows of every parent as soon as one parent type is readable; this is the
    stricter reading.
    """
    tables = open_tables(get_meta(parent_doctype), meta.name, "read", user)
    of_type = (
        f"`tab{meta.name}`.`parenttype` = ?"
        f" and `tab{meta.name}`.`parentfield` in ({', '.join('?' * len(tables))})"
    )
    if get_meta(parent_doctype).issingle:
        return of_type, [parent_doctype, *tables]
    parents = Listing(
        parent_doctype, order_by=None, restriction=restriction_for(parent_doctype, user)
    )
    names, values = parents.sql()
    condition = f"{of_type} and `tab{meta.name}`.`parent` in ({names})"
    return condition, [parent_doctype, *tables, *values]


def _permitted(
    doctype: str, parent: str | None, user: str, only_select: bool = False
) -> set[str] | None:
    meta = get_meta(doctype)
    if only_select and parent is None:
        return fields_of_choices(meta)
    if meta.istable:
        levels = readable_levels(meta, user, parent)
        hidden = {df.fieldname for df in meta.high_permlevel_fields if df.permlevel not in levels}
        return set(meta.column_set) - hidden
    if not meta.high_permlevel_fields:
        return None
    optional = set(meta.column_set) - set(meta.get_valid_columns())
    return get_permitted_fieldnames(meta, parent, user) | optional


Database.list_for_user = staticmethod(get_list)
