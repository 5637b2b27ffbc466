"""The methods of ``frappe.db`` about tables, columns and indexes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

from ..core.dict import _dict
from ..db import compaction, fulltext
from ..db.schema import create_index, index_name, sync_table, table_columns, table_exists
from ..db.series import set_next_id
from ..db.types import quoted
from ..meta.loader import get_meta
from ..meta.meta import Meta
from .source import table_name
from .writing import Writing

_PREFIX_LENGTH = re.compile(r"\s*\(\d+\)\s*")


class SchemaMethods(Writing):
    """What the database itself knows of its tables."""

    def get_tables(self, cached: bool = True) -> list[str]:
        """The names of all tables, with their ``tab``."""
        rows = self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        return [row[0] for row in rows]

    def table_exists(self, doctype: str, cached: bool = True) -> bool:
        """Whether a DocType has a table."""
        return table_exists(self, table_name(doctype))

    has_table = table_exists

    def get_db_table_columns(self, table: str) -> list[str]:
        """The columns of a table that is named with its ``tab``."""
        return [column.name for column in table_columns(self, table)]

    def get_table_columns(self, doctype: str) -> list[str]:
        """The columns of a DocType's table; an error if there is no table."""
        columns = self.get_db_table_columns(table_name(doctype))
        if not columns:
            raise sqlite3.OperationalError(f"no such table: {table_name(doctype)}")
        return columns

    def has_column(self, doctype: str, column: str) -> bool:
        return column in self.get_db_table_columns(table_name(doctype))

    def updatedb(self, doctype: str, meta: Meta | None = None) -> None:
        """Make the table of a DocType fit its metadata."""
        sync_table(self, meta or get_meta(doctype))

    def set_next_sequence_val(self, doctype_name: str, next_val: int) -> None:
        """The next name of a DocType with ``autoincrement``."""
        set_next_id(self, doctype_name, next_val)

    def get_column_type(self, doctype: str, column: str) -> str | None:
        """The declared type of a column."""
        columns = table_columns(self, table_name(doctype))
        return next((each.type for each in columns if each.name == column), None)

    def describe(self, doctype: str) -> list[_dict]:
        """Name, type, nullability and default of all columns."""
        return [
            _dict(
                name=column.name,
                type=column.type,
                not_nullable=column.not_null,
                default=column.default,
                primary=column.primary,
            )
            for column in table_columns(self, table_name(doctype))
        ]

    def has_index(self, table: str, index: str) -> bool:
        sql = "SELECT 1 FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND name = ?"
        names = (index, f"{table}_{index}")
        return any(self.rows(sql, [table, name]) for name in names)

    def sql_ddl(self, query: str, debug: bool = False) -> None:
        """Run a statement that changes the schema; it belongs to the transaction here."""
        if index := fulltext.index_in(query):
            fulltext.create(self, index)
            return
        if fulltext.is_writing_anew(query):
            return
        if compaction.tables_in(query):
            self._compact()
            return
        self.sql(query, debug=debug)

    def _compact(self) -> None:
        """Make what was deleted unreadable; ends the transaction, as on MariaDB.

        Within a transaction that nothing ends (a migration) only the indexes are made anew.
        """
        self.commit()
        if not self.in_transaction:
            compaction.compact(self)
        compaction.index_anew(self)
        self.commit()
        if not self.in_transaction:
            compaction.empty_log(self)

    def add_index(self, doctype: str, fields: Sequence[str], index_name: str | None = None) -> None:
        """Index some columns unless they are; lengths of prefixes (``text(10)``) are ignored."""
        self._index(doctype, fields, index_name, unique=False)

    def add_unique(
        self, doctype: str, fields: Sequence[str] | str, constraint_name: str | None = None
    ) -> None:
        """Let no two rows be equal in some columns."""
        names = [fields] if isinstance(fields, str) else fields
        self._index(doctype, names, constraint_name, unique=True)

    def _index(
        self, doctype: str, fields: Sequence[str], name: str | None, *, unique: bool
    ) -> None:
        table = table_name(doctype)
        columns = [_PREFIX_LENGTH.sub("", field).strip("` ") for field in fields]
        full_name = f"{table}_{name}" if name else index_name(table, "_".join(columns), unique)
        create_index(self, table, columns, full_name, unique)

    def rename_column(self, doctype: str, old_column_name: str, new_column_name: str) -> None:
        table = quoted(table_name(doctype))
        old, new = quoted(old_column_name), quoted(new_column_name)
        self.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
