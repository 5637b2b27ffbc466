"""Lists for clients: what they may say about a list, and what they get."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import DataError, FrappeTypeError, PermissionError
from ...kernel.core.messages import throw
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.meta.meta import Meta
from ...kernel.permissions.api import explain, has_permission
from ...kernel.permissions.fields import readable_levels
from ...kernel.permissions.lists import count_list, get_list
from ...kernel.permissions.roles import ADMINISTRATOR
from ...kernel.query.expressions import names_of, parse_field
from ...kernel.query.filters import Filter, listed_filters
from ...kernel.query.joins import child_doctype
from ...kernel.utils.json_text import parsed_json
from ...kernel.utils.numbers import cint


def check_parent(doctype: str, parent: str | None) -> None:
    """Rows of tables are listed by way of a parent type that has the table and may be read."""
    meta = get_meta(doctype)
    if not meta.istable:
        return
    if not parent or doctype not in get_meta(parent).table_doctypes.values():
        raise PermissionError
    if not has_permission(parent, "read"):
        explain(parent, "read")
        raise PermissionError


def list_for_client(doctype: str, parent: str | None = None, **given: Any) -> Any:
    """``get_list`` with arguments as clients send them. Without an order, rows come by name."""
    check_parent(doctype, parent)
    for key in ("fields", "filters", "or_filters"):
        if key in given:
            given[key] = parsed_json(given[key], key)
    if not isinstance(given.get("fields") or [], (list, str)):
        throw(_("{0} must be a list").format("fields"), FrappeTypeError)
    for key in ("order_by", "group_by"):
        if given.get(key) is not None and not isinstance(given[key], str):
            throw(_("{0} must be text").format(key), FrappeTypeError)
    if not given.get("order_by"):
        given["order_by"] = (
            None if given.get("group_by") or _aggregates(given) else _by_name(doctype)
        )
    for key in ("limit_start", "limit_page_length"):
        given[key] = cint(given.get(key))
        if given[key] < 0:
            throw(_("{0} must not be negative").format(key), FrappeTypeError)
    with clear_refusals():
        for key in ("filters", "or_filters"):
            given[key] = _own_filters(doctype, given.get(key))
        given["fields"] = _covered(doctype, given.get("fields"))
        return get_list(doctype, parent_doctype=parent, **given)


def _own_filters(doctype: str, filters: Any) -> list[Filter]:
    """A client's filters: on fields of the list's own, unless one names another DocType."""
    columns = get_meta(doctype).column_set
    found = listed_filters(filters)
    for given in found:
        name = str(given.fieldname).strip("`")
        if given.doctype in (None, doctype) and "." not in name and name not in columns:
            throw(_("Field not permitted in query: {0}").format(name), DataError)
    return found


def _covered(doctype: str, fields: Any) -> Any:
    """The fields that the user's levels cover: the others are left out before the list is made.

    Rows listed by themselves have level 0 only.
    """
    if not isinstance(fields, list) or local.session.user == ADMINISTRATOR:
        return fields
    meta = get_meta(doctype)
    return [field for field in fields if isinstance(field, dict) or _is_covered(meta, field)]


def _is_covered(meta: Meta, field: Any) -> bool:
    for name in names_of(parse_field(str(field)).expression):
        child = child_doctype(meta, name.table) if name.table else None
        target = get_meta(child) if child else meta
        known = target.get_field(name.name)
        if known is None or not known.permlevel:
            continue
        if known.permlevel not in readable_levels(target, local.session.user, meta.name):
            return False
    return True


@contextmanager
def clear_refusals() -> Iterator[None]:
    """Arguments of a client with which no statement can be made are refused, not a crash."""
    try:
        yield
    except (sqlite3.Error, TypeError, ValueError, AttributeError, OverflowError) as error:
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            raise
        if "no such column: " in str(error):
            name = str(error).split("no such column: ")[1]
            throw(_("Field not permitted in query: {0}").format(name), DataError)
        raise FrappeTypeError(_("The list cannot be made with these arguments")) from error


def _by_name(doctype: str) -> str | None:
    return None if get_meta(doctype).issingle else f"`tab{doctype}`.`name` asc"


def _aggregates(given: dict[str, Any]) -> bool:
    fields = given.get("fields") or []
    if given.get("distinct"):
        return True
    return any("(" in str(field) or isinstance(field, dict) for field in fields)


def count_rows(
    doctype: str,
    filters: Any = None,
    or_filters: Any = None,
    parent: str | None = None,
    most: int | None = None,
) -> int:
    """How many rows the user's list would have; with ``most`` no more than that are counted.

    Filters on hidden fields are refused as there.
    """
    check_parent(doctype, parent)
    meta = get_meta(doctype)
    if meta.issingle:
        return int(has_permission(doctype, "read"))
    with clear_refusals():
        return _counted(doctype, filters, or_filters, parent, most)


def _counted(
    doctype: str, filters: Any, or_filters: Any, parent: str | None, most: int | None
) -> int:
    name = f"`tab{doctype}`.`name`"
    asked = {
        "filters": parsed_json(filters, "filters"),
        "or_filters": parsed_json(or_filters, "or_filters"),
        "parent_doctype": parent,
    }
    if most:
        return count_list(doctype, most, fields=[name], distinct=True, **asked)
    rows = get_list(doctype, fields=[f"count(distinct {name}) as total"], order_by=None, **asked)
    return int(rows[0].total) if rows else 0
