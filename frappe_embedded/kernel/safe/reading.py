"""What templates read of the database.

A template is written by one person and read by another; it runs as whoever acts, or as nobody in a
job. Where an app closes single documents by a hook, a template therefore reads only what the user of
the request may see, and nothing where there is no such user. All other types are read as they are.
"""

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

from ..core.context import local
from ..core.exceptions import PermissionError, StatementTooLarge
from ..core.hooks import get_hooks, hook_functions
from ..core.messages import clear_last_message, throw
from ..i18n.translator import _
from .limits import SECONDS, active_budget, stop

_HOOKS = ("has_permission", "permission_query_conditions")


def is_closed_by_rows(doctype: Any) -> bool:
    """Whether an app decides document by document who sees one of this type.

    However the name is spelt: the database does not tell capitals apart.
    """
    if not isinstance(doctype, str):
        return False
    return doctype.strip().casefold() in _closed() or _is_closed_by_metadata(doctype.strip())


def _is_closed_by_metadata(doctype: str) -> bool:
    """Whether a hook for all types has a condition on this one, for somebody with no role at all."""
    conditions = hook_functions("permission_query_conditions", "*")
    stored = local.db.get_value("DocType", doctype) if conditions else None
    return bool(stored) and any(condition("Guest", doctype=stored) for condition in conditions)


def _closed() -> set[str]:
    return {name.casefold() for hook in _HOOKS for name in get_hooks(hook, {}) if name != "*"}


def has_a_reader() -> bool:
    """Whether somebody is there with whose rights a template can read; a job has nobody."""
    return local.request is not None


def readers() -> dict[str, Callable[..., Any]]:
    """``frappe.db`` for templates: as it is, but closed types with the rights of the reader."""
    known = ("count", "exists", "get_all", "get_list", "get_value", "get_values")
    return {name: partial(_read, name) for name in known}


def _read(name: str, doctype: Any, *args: Any, **kwargs: Any) -> Any:
    if not is_closed_by_rows(doctype):
        _refuse_joins(args, kwargs)
        return getattr(local.db, name)(doctype, *args, **kwargs)
    return _CLOSED[name](doctype, *args, **kwargs)


def _refuse_joins(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Fields of other tables would come past the rights on these."""
    asked = [kwargs.get(key) for key in ("fields", "fieldname", "pluck", "order_by", "group_by")]
    given = [each for value in (*asked, *args[1:]) for each in _names(value)]
    if _closed() and any("." in each or "`tab" in each.casefold() for each in given):
        throw(_("Templates read the fields of one table at a time."))


def _names(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(each) for each in value] if isinstance(value, list | tuple) else []


def _rows(doctype: str, *args: Any, **kwargs: Any) -> Any:
    kwargs.pop("ignore_permissions", None)
    kwargs.pop("user", None)
    if not has_a_reader():
        return []
    try:
        return local.db.get_list(doctype, *args, **kwargs)
    except PermissionError:
        clear_last_message()
        return []


def _values(
    doctype: str,
    filters: Any = None,
    fieldname: Any = "name",
    ignore: Any = None,
    as_dict: bool = False,
    *args: Any,
    limit: int | None = None,
    order_by: str | None = None,
    **kwargs: Any,
) -> Any:
    fields = [fieldname] if isinstance(fieldname, str) else list(fieldname)
    wanted = filters if isinstance(filters, dict | list) else {"name": filters}
    found = _rows(doctype, fields=fields, filters=wanted, limit=limit, order_by=order_by)
    return found if as_dict or fieldname == "*" else [tuple(row.values()) for row in found]


def _value(
    doctype: str, filters: Any = None, fieldname: Any = "name", *args: Any, **kwargs: Any
) -> Any:
    found = _values(doctype, filters, fieldname, *args, **{**kwargs, "limit": 1})
    if not found:
        return None
    return found[0][0] if isinstance(found[0], tuple) and isinstance(fieldname, str) else found[0]


def _count(doctype: str, filters: Any = None, *args: Any, **kwargs: Any) -> int:
    return len(_rows(doctype, filters=filters, pluck="name", limit=0))


def _exists(doctype: Any, filters: Any = None, *args: Any, **kwargs: Any) -> Any:
    return _value(doctype, filters)


_CLOSED: dict[str, Callable[..., Any]] = {
    "count": _count,
    "exists": _exists,
    "get_all": _rows,
    "get_list": _rows,
    "get_value": _value,
    "get_values": _values,
}


def read_statement(query: str, values: Any = (), *args: Any, **kwargs: Any) -> Any:
    """``frappe.db.sql`` for templates: of open types alone, whatever the statement calls their tables.

    The tables of the engine, of the database itself, and of types of which an app closes rows stay closed.
    """
    check_safe_sql_query(query)
    try:
        tables = local.db.tables_read(query, values)
    except sqlite3.DatabaseError:
        tables = {""}
    if not all(_is_open_table(table) for table in tables):
        throw(_("Templates cannot read by SQL what not everybody may see."))
    return read_sql(query, values, *args, **kwargs)


def _is_open_table(table: str) -> bool:
    doctype = table.removeprefix("tab")
    is_known = doctype != table and bool(local.db.exists("DocType", doctype))
    return is_known and not is_closed_by_rows(doctype)


_SECRETS = ("__auth", "tabsessions")


def check_safe_sql_query(query: str, throw_error: bool = True) -> bool:
    """Whether a statement reads only, and none of the tables that hold secrets."""
    text = query.strip().lower()
    reads = text.startswith(("select", "explain")) or (
        text.startswith("with") and not any(word in text for word in _WRITING)
    )
    if reads and not any(table in text for table in _SECRETS):
        return True
    if throw_error:
        throw(
            _("Query must be of SELECT or read-only WITH type."),
            PermissionError,
            title=_("Unsafe SQL query"),
        )
    return False


_WRITING = ("insert", "update", "delete", "replace", "drop", "alter", "create", "attach")


def read_sql(query: str, *args: Any, **kwargs: Any) -> Any:
    """As ``frappe.db.sql`` for statements that read."""
    check_safe_sql_query(query)
    budget = active_budget()
    try:
        with local.db.limited(SECONDS if budget is None else budget.remaining_seconds()):
            return local.db.sql(query, *args, **kwargs)
    except StatementTooLarge:
        stop()
