"""Lists for clients: what they may say about a list, and what they get."""

from __future__ import annotations

import json
from typing import Any

from ..core.exceptions import FrappeTypeError, PermissionError
from ..core.messages import throw
from ..i18n import _
from ..meta.loader import get_meta
from ..permissions.api import has_permission
from ..permissions.lists import get_list
from ..utils.numbers import cint

__all__ = ["check_parent", "count_rows", "list_for_client", "parsed_json"]


def parsed_json(value: Any, name: str) -> Any:
    """An argument that may come as JSON; ``FrappeTypeError`` for text that is none."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        throw(_("The argument {0} is not valid JSON").format(name), FrappeTypeError)


def check_parent(doctype: str, parent: str | None) -> None:
    """Rows of tables are listed by way of a parent type that has the table and may be read."""
    meta = get_meta(doctype)
    if not meta.istable:
        return
    if not parent or doctype not in get_meta(parent).table_doctypes.values():
        raise PermissionError
    if not has_permission(parent, "read"):
        raise PermissionError


def list_for_client(doctype: str, parent: str | None = None, **given: Any) -> Any:
    """``get_list`` with arguments as clients send them. Without an order, rows come by name."""
    check_parent(doctype, parent)
    for key in ("fields", "filters", "or_filters"):
        if key in given:
            given[key] = parsed_json(given[key], key)
    for key in ("order_by", "group_by"):
        if given.get(key) is not None and not isinstance(given[key], str):
            throw(_("{0} must be text").format(key), FrappeTypeError)
    if not given.get("order_by"):
        given["order_by"] = None if given.get("group_by") or _aggregates(given) else _by_name(doctype)
    given["limit_start"] = cint(given.get("limit_start"))
    return get_list(doctype, parent_doctype=parent, **given)


def _by_name(doctype: str) -> str | None:
    return None if get_meta(doctype).issingle else f"`tab{doctype}`.`name` asc"


def _aggregates(given: dict[str, Any]) -> bool:
    fields = given.get("fields") or []
    if given.get("distinct"):
        return True
    return any("(" in str(field) or isinstance(field, dict) for field in fields)


def count_rows(
    doctype: str, filters: Any = None, or_filters: Any = None, parent: str | None = None
) -> int:
    """How many rows the user's list would have; filters on hidden fields are refused as there."""
    check_parent(doctype, parent)
    meta = get_meta(doctype)
    if meta.issingle:
        return int(has_permission(doctype, "read"))
    rows = get_list(
        doctype,
        fields=[f"count(distinct `tab{doctype}`.`name`) as total"],
        filters=parsed_json(filters, "filters"),
        or_filters=parsed_json(or_filters, "or_filters"),
        parent_doctype=parent,
        order_by=None,
    )
    return int(rows[0].total) if rows else 0


