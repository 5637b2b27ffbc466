"""What ``frappe.db`` writes without asking controllers or permissions."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from ..core.context import local
from ..db.connection import Connection
from ..db.converters import adapt
from ..db.types import column_value, quoted
from ..utils.clock import now
from ..utils.hashing import random_name
from .db_statements import delete_statement, update_statement
from .singles import forget, is_single, set_single_value
from .source import Source

NAMES_TRIED = 5
"""Of some thousand rows of one moment, two may draw the same random name."""


def set_value(
    db: Connection,
    dt: str,
    dn: Any,
    field: str | Mapping[str, Any],
    val: Any = None,
    modified: Any = None,
    modified_by: str | None = None,
    update_modified: bool = True,
    debug: bool = False,
) -> None:
    """Set fields of the documents that a name or filters mean; ``{}`` means all.

    ``modified`` and ``modified_by`` change as well unless ``update_modified`` is off. Without
    a name, or with the DocType's own, the fields of a Single are set.
    """
    if dn is None or dn == dt:
        if is_single(dt):
            set_single_value(
                db,
                dt,
                field,
                val,
                modified=modified,
                modified_by=modified_by,
                update_modified=update_modified,
            )
        return
    values = dict(field) if isinstance(field, Mapping) else {field: val}
    if update_modified:
        values["modified"] = modified or now()
        values["modified_by"] = modified_by or local.session.user
    statement = update_statement(dt, _stored(dt, values), dn)
    if debug:
        print(statement.sql, statement.values)
    db.execute(statement.sql, statement.values)
    forget(db, dt, dn if isinstance(dn, str) else None)


def delete(
    db: Connection, doctype: str, filters: Any = None, debug: bool = False, conditions: Any = None
) -> None:
    """Delete the rows that match, without their children; without filters all rows."""
    statement = delete_statement(doctype, filters or conditions)
    if debug:
        print(statement.sql, statement.values)
    db.execute(statement.sql, statement.values)
    forget(db, doctype)


def truncate(db: Connection, doctype: str) -> None:
    """Delete all rows."""
    delete(db, doctype)


def bulk_insert(
    db: Connection,
    doctype: str,
    fields: Sequence[str],
    values: Iterable[Sequence[Any]],
    ignore_duplicates: bool = False,
    *,
    chunk_size: int = 10_000,
) -> None:
    """Insert rows as they are; ``ignore_duplicates`` leaves out those whose key is taken."""
    source = Source(doctype)
    columns = [source.column(name) for name in fields]
    names = ", ".join(quoted(column.name) for column in columns)
    marks = ", ".join("?" * len(columns))
    conflict = " ON CONFLICT DO NOTHING" if ignore_duplicates else ""
    sql = f"INSERT INTO {source.table} ({names}) VALUES ({marks}){conflict}"
    stored = (
        [_value(column.field, value) for column, value in zip(columns, row, strict=True)]
        for row in values
    )
    while chunk := list(islice(stored, chunk_size)):
        db.executemany(sql, chunk)
    forget(db, doctype)


def insert_record(db: Connection, doctype: str, values: Mapping[str, Any]) -> str:
    """Insert a row as it is, made now by the user; its random name."""
    return insert_records(db, doctype, [values])[0]


def insert_records(db: Connection, doctype: str, records: Sequence[Mapping[str, Any]]) -> list[str]:
    """Insert rows with the same columns as they are, by one statement; their random names."""
    if not records:
        return []
    moment, user = now(), local.session.user
    about = {
        "creation": moment,
        "modified": moment,
        "owner": user,
        "modified_by": user,
        "docstatus": 0,
        "idx": 0,
    }
    rows = [{"name": "", **about, **values} for values in records]
    sql = _insertion(doctype, tuple(rows[0]), len(rows))
    for attempt in range(NAMES_TRIED):
        for row in rows:
            row["name"] = random_name()
        try:
            db.execute(sql, [value for row in rows for value in row.values()])
            break
        except db.IntegrityError as error:
            if attempt == NAMES_TRIED - 1 or not db.is_primary_key_violation(error):
                raise
    return [str(row["name"]) for row in rows]


@lru_cache(maxsize=256)
def _insertion(doctype: str, columns: tuple[str, ...], rows: int) -> str:
    listed = ", ".join(quoted(column) for column in columns)
    marks = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {quoted(f'tab{doctype}')} ({listed}) VALUES {', '.join([marks] * rows)}"


def _stored(doctype: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the columns hold them; an unknown column is refused."""
    source = Source(doctype)
    stored = {}
    for name, value in values.items():
        column = source.column(name)
        field = column.field
        if field is None and source.meta is not None:
            field = source.meta.field_or_standard(name)
        stored[name] = _value(field, value)
    return stored


def _value(field: Any, value: Any) -> Any:
    return column_value(field, value) if field is not None else adapt(value)
