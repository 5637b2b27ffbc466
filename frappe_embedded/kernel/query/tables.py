"""What ``frappe.db`` knows and changes of tables, columns and indexes."""

import re
import sqlite3
from collections.abc import Sequence

from ..core.dict import _dict
from ..db import compaction, fulltext, schema
from ..db.connection import Connection
from ..db.schema import create_index, index_name, sync_table, table_columns
from ..db.series import set_next_id
from ..db.types import quoted
from ..meta.loader import get_meta
from ..meta.meta import Meta
from .source import table_name

_PREFIX_LENGTH = re.compile(r"\s*\(\d+\)\s*")


def get_tables(db: Connection, cached: bool = True) -> list[str]:
    """The names of all tables, with their ``tab``."""
    rows = db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [row[0] for row in rows]


def table_exists(db: Connection, doctype: str, cached: bool = True) -> bool:
    """Whether a DocType has a table."""
    return schema.table_exists(db, table_name(doctype))


def get_db_table_columns(db: Connection, table: str) -> list[str]:
    """The columns of a table that is named with its ``tab``."""
    return [column.name for column in table_columns(db, table)]


def get_table_columns(db: Connection, doctype: str) -> list[str]:
    """The columns of a DocType's table; an error if there is no table."""
    columns = get_db_table_columns(db, table_name(doctype))
    if not columns:
        raise sqlite3.OperationalError(f"no such table: {table_name(doctype)}")
    return columns


def has_column(db: Connection, doctype: str, column: str) -> bool:
    return column in get_db_table_columns(db, table_name(doctype))


def updatedb(db: Connection, doctype: str, meta: Meta | None = None) -> None:
    """Make the table of a DocType fit its metadata."""
    sync_table(db, meta or get_meta(doctype))


def set_next_sequence_val(db: Connection, doctype_name: str, next_val: int) -> None:
    """The next name of a DocType with ``autoincrement``."""
    set_next_id(db, doctype_name, next_val)


def get_column_type(db: Connection, doctype: str, column: str) -> str | None:
    """The declared type of a column."""
    columns = table_columns(db, table_name(doctype))
    return next((each.type for each in columns if each.name == column), None)


def describe(db: Connection, doctype: str) -> list[_dict]:
    """Name, type, nullability and default of all columns."""
    return [
        _dict(
            name=column.name,
            type=column.type,
            not_nullable=column.not_null,
            default=column.default,
            primary=column.primary,
        )
        for column in table_columns(db, table_name(doctype))
    ]


def has_index(db: Connection, table: str, index: str) -> bool:
    sql = "SELECT 1 FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND name = ?"
    names = (index, f"{table}_{index}")
    return any(db.rows(sql, [table, name]) for name in names)


def sql_ddl(db: Connection, query: str, debug: bool = False) -> None:
    """Run a statement that changes the schema; it belongs to the transaction here."""
    if index := fulltext.index_in(query):
        fulltext.create(db, index)
        return
    if fulltext.is_writing_anew(query):
        return
    if compaction.tables_in(query):
        _compact(db)
        return
    db.sql(query, debug=debug)


def _compact(db: Connection) -> None:
    """Make what was deleted unreadable; ends the transaction, as on MariaDB.

    Within a transaction that nothing ends (a migration) only the indexes are made anew.
    """
    db.commit()
    if not db.in_transaction:
        compaction.compact(db)
    compaction.index_anew(db)
    db.commit()
    if not db.in_transaction:
        compaction.empty_log(db)


def add_index(
    db: Connection, doctype: str, fields: Sequence[str], index_name: str | None = None
) -> None:
    """Index some columns unless they are; lengths of prefixes (``text(10)``) are ignored."""
    _index(db, doctype, fields, index_name, unique=False)


def add_unique(
    db: Connection, doctype: str, fields: Sequence[str] | str, constraint_name: str | None = None
) -> None:
    """Let no two rows be equal in some columns."""
    names = [fields] if isinstance(fields, str) else fields
    _index(db, doctype, names, constraint_name, unique=True)


def _index(
    db: Connection, doctype: str, fields: Sequence[str], name: str | None, *, unique: bool
) -> None:
    table = table_name(doctype)
    columns = [_PREFIX_LENGTH.sub("", field).strip("` ") for field in fields]
    full_name = f"{table}_{name}" if name else index_name(table, "_".join(columns), unique)
    create_index(db, table, columns, full_name, unique)


def rename_column(db: Connection, doctype: str, old_column_name: str, new_column_name: str) -> None:
    table = quoted(table_name(doctype))
    old, new = quoted(old_column_name), quoted(new_column_name)
    db.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
