"""What ``frappe.db`` reads of documents: values, existence, counts."""

from collections.abc import Mapping
from typing import Any

from ..core.dict import _dict
from ..core.exceptions import DoesNotExistError
from ..db.connection import Connection
from ..meta.loader import get_meta
from .conditions import Statement
from .db_statements import MODIFIED_FIRST, count_statement, select_statement
from .ordering import DEFAULT_ORDER
from .singles import is_single, read_single, single_values
from .tree import descendants


def get_value(
    db: Connection,
    doctype: str,
    filters: Any = None,
    fieldname: Any = "name",
    ignore: bool | None = None,
    as_dict: bool = False,
    debug: bool = False,
    order_by: str | None = DEFAULT_ORDER,
    cache: bool = False,
    for_update: bool = False,
    *,
    run: bool = True,
    pluck: bool = False,
    distinct: bool = False,
    skip_locked: bool = False,
    wait: bool = True,
    kept: bool = False,
) -> Any:
    """One field, or a tuple or dict of several, of a document by name or filters.

    ``None`` if there is none. Of several matching documents the last changed counts, unless
    ``order_by`` says otherwise. Fields of a Single come as text. ``kept`` as in ``get_values``.
    """
    rows = get_values(
        db,
        doctype,
        filters,
        fieldname,
        ignore,
        as_dict,
        debug,
        order_by,
        cache=cache,
        for_update=for_update,
        run=run,
        pluck=pluck,
        distinct=distinct,
        limit=1,
        kept=kept,
    )
    if not run:
        return rows
    if not rows:
        return None
    row = rows[0]
    if pluck or as_dict or isinstance(row, dict) or len(row) > 1:
        return row
    return row[0]


def get_values(
    db: Connection,
    doctype: str,
    filters: Any = None,
    fieldname: Any = "name",
    ignore: bool | None = None,
    as_dict: bool = False,
    debug: bool = False,
    order_by: str | None = DEFAULT_ORDER,
    update: Mapping[str, Any] | None = None,
    cache: bool = False,
    for_update: bool = False,
    *,
    run: bool = True,
    pluck: bool = False,
    distinct: bool = False,
    limit: int | None = None,
    skip_locked: bool = False,
    wait: bool = True,
    kept: bool = False,
) -> Any:
    """As ``get_value`` for all matching documents: a tuple of tuples, or a list of dicts.

    ``kept``: what all requests ask of a record that people name, read anew once its table changes.
    """
    if kept and isinstance(filters, str) and is_named_by_people(doctype):
        return _kept(db, doctype, filters, fieldname, as_dict)
    key = _cache_key(doctype, filters, fieldname, as_dict, pluck) if cache else None
    if key is not None and key in db.value_cache:
        return db.value_cache[key]
    if for_update:
        db.begin()
    if filters is None or (filters == doctype and doctype != "DocType"):
        rows = _of_single(db, doctype, filters, fieldname, as_dict, pluck)
    elif filters == []:
        rows = []
    else:
        order = MODIFIED_FIRST if order_by == DEFAULT_ORDER else order_by
        try:
            statement = select_statement(
                doctype, fieldname, _without_blanks(filters), order, distinct, limit
            )
            if not run:
                return statement.sql
            rows = _shaped(db, statement, as_dict or fieldname == "*", pluck, debug, update)
        except (db.OperationalError, DoesNotExistError) as error:
            rows = _fallback(db, error, ignore, doctype, filters, fieldname, as_dict, pluck)
    if key is not None:
        db.value_cache[key] = rows
    return rows


def is_named_by_people(doctype: str) -> bool:
    """Whether the records of a DocType are few and chosen from, as categories are: documents are numbered."""
    try:
        autoname = get_meta(doctype).autoname or ""
    except DoesNotExistError:
        return False
    return autoname.startswith("field:") or autoname.lower() == "prompt"


def _kept(db: Connection, doctype: str, name: str, fieldname: Any, as_dict: bool) -> Any:
    rows = db.cached(
        ("values", doctype, name, *_names(fieldname), as_dict),
        (f"tab{doctype}".lower(),),
        lambda: db.fetch(
            *select_statement(doctype, fieldname, name, None, False, 1), as_dict=as_dict
        ),
    )
    # Nobody may change what is kept.
    return [row.copy() for row in rows] if as_dict else rows


def _shaped(
    db: Connection,
    statement: Statement,
    as_dict: bool,
    pluck: bool,
    debug: bool,
    update: Mapping[str, Any] | None,
) -> Any:
    if debug:
        print(statement.sql, statement.values)
    return db.fetch(*statement, as_dict=as_dict, pluck=pluck, update=update)


def _fallback(
    db: Connection,
    error: Exception,
    ignore: bool | None,
    doctype: str,
    filters: Any,
    fieldname: Any,
    as_dict: bool,
    pluck: bool,
) -> Any:
    """Without a table the values may be a Single's; ``ignore`` forgives a missing column."""
    unknown = isinstance(error, DoesNotExistError) or db.is_table_missing(error)
    if ignore and (unknown or db.is_missing_column(error)):
        return []
    if not unknown:
        raise error
    return _of_single(db, doctype, filters, fieldname, as_dict, pluck)


def _of_single(
    db: Connection, doctype: str, filters: Any, fieldname: Any, as_dict: bool, pluck: bool
) -> Any:
    if fieldname == "*" or isinstance(filters, Mapping):
        values: _dict | None = read_single(db, doctype)
        wanted = filters if isinstance(filters, Mapping) else {}
        if not values or any(values.get(key) != value for key, value in wanted.items()):
            return []
    else:
        values = single_values(db, doctype, _names(fieldname))
    if values is None:
        return []
    if as_dict or fieldname == "*":
        return [values]
    picked = tuple(values.get(name) for name in _names(fieldname))
    return list(picked[:1]) if pluck else [picked]


def get(
    db: Connection, doctype: str, filters: Any = None, as_dict: bool = True, cache: bool = False
) -> Any:
    """All fields of a document."""
    return get_value(db, doctype, filters, "*", as_dict=as_dict, cache=cache)


def exists(
    db: Connection, dt: Any, dn: Any = None, cache: bool = False, *, debug: bool = False
) -> Any:
    """The name of a matching document, or ``None``; a Single always exists.

    ``dt`` may be a dict of filters with a ``doctype`` among them.
    """
    if isinstance(dt, Mapping):
        dn = {key: value for key, value in dt.items() if key != "doctype"}
        dt = dt["doctype"]
    if dt != "DocType" and dt == dn:
        return dn
    if dn is None:
        return dt if is_single(dt) else None
    return get_value(db, dt, dn, ignore=True, order_by=None, cache=cache, debug=debug, kept=True)


def count(
    db: Connection,
    dt: str,
    filters: Any = None,
    debug: bool = False,
    cache: bool = False,
    distinct: bool = True,
) -> int:
    """How many documents match."""
    return int(_shaped(db, count_statement(dt, filters), *_PLAIN)[0][0])


def get_descendants(db: Connection, doctype: str, name: str) -> list[str]:
    """The names below a node of a tree."""
    return descendants(doctype, name)


_PLAIN = (False, False, False, None)


def _names(fieldname: Any) -> list[str]:
    if isinstance(fieldname, str):
        return [part.strip() for part in fieldname.split(",")]
    return list(fieldname)


def _without_blanks(filters: Any) -> Any:
    """A list of names may hold empty ones."""
    return [each for each in filters if each] if isinstance(filters, list) else filters


def _cache_key(doctype: str, filters: Any, fieldname: Any, *shape: bool) -> Any:
    if not isinstance(filters, str):
        return None
    fields = fieldname if isinstance(fieldname, str) else tuple(fieldname)
    return (doctype, filters, fields, *shape)
