"""Tables and columns as queries name them: only what metadata or the database itself know."""

import sqlite3
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from ..core.context import local
from ..core.exceptions import DoesNotExistError
from ..db.schema import table_columns
from ..db.types import quoted
from ..meta.loader import get_meta
from ..meta.meta import Meta

T = TypeVar("T")
MOST_KEPT = 1000
NUMBER, DATE, DATETIME, TIME, TEXT = "number", "date", "datetime", "time", "text"
MOMENT_KINDS = (DATE, DATETIME, TIME)
_KINDS = {
    **dict.fromkeys(("Check", "Int", "Long Int", "Float", "Currency", "Percent"), NUMBER),
    **dict.fromkeys(("Rating", "Duration"), NUMBER),
    "Date": DATE,
    "Datetime": DATETIME,
    "Time": TIME,
}
_STANDARD_KINDS = {"creation": DATETIME, "modified": DATETIME, "docstatus": NUMBER, "idx": NUMBER}
_NEVER_NULL_TYPES = frozenset(["Check", "Int", "Float", "Currency", "Percent"])
_NEVER_NULL_COLUMNS = frozenset(["name", "creation", "modified", "docstatus", "idx"])


def table_name(doctype: str) -> str:
    """The table of a DocType; a name that begins with ``__`` is that of the table."""
    return doctype if doctype.startswith("__") else f"tab{doctype}"


def no_such_column(doctype: str, fieldname: str) -> sqlite3.OperationalError:
    return sqlite3.OperationalError(f"no such column: {table_name(doctype)}.{fieldname}")


def worked_out_once(meta: Meta, key: Hashable, make: Callable[[], T]) -> T:
    """What follows from a DocType alone, kept with it until it changes."""
    known = meta.derived
    if key not in known:
        # Callers from outside name fields in any order that they like.
        if len(known) >= MOST_KEPT:
            known.clear()
        known[key] = make()
    found: T = known[key]
    return found


@dataclass(frozen=True)
class QueryColumn:
    """A column of a table in a query.

    ``nullable`` says whether lists have to think of ``NULL``; ``field`` is the DocField, if any.
    A column that a removed field has left is not ``known`` to the metadata.
    """

    doctype: str
    table: str
    name: str
    kind: str
    nullable: bool
    field: Any = None
    known: bool = True

    @cached_property
    def sql(self) -> str:
        return f"{self.table}.{quoted(self.name)}"


class Source:
    """A table that takes part in a query, under its own name or an alias."""

    def __init__(self, doctype: str, alias: str | None = None) -> None:
        self.doctype = doctype
        self.table = quoted(table_name(doctype))
        self.reference = quoted(alias) if alias else self.table
        self.meta = self._load_meta()

    def _load_meta(self) -> Meta | None:
        if self.doctype.startswith("__"):
            return None
        try:
            return get_meta(self.doctype)
        except DoesNotExistError:
            if self._physical():
                return None
            raise

    def _physical(self) -> set[str]:
        return {column.name for column in table_columns(local.db, table_name(self.doctype))}

    def has(self, fieldname: str) -> bool:
        """Whether there is a column: of the metadata, or one that a removed field has left."""
        if self.meta is not None and fieldname in self.meta.column_set:
            return True
        return fieldname in self._physical()

    def column(self, fieldname: str) -> QueryColumn:
        """The column of a field; ``sqlite3.OperationalError`` if there is none."""
        if self.meta is None or fieldname not in self.meta.column_set:
            return self._column(fieldname)
        key = (self.reference, fieldname)
        return worked_out_once(self.meta, key, lambda: self._column(fieldname))

    def _column(self, fieldname: str) -> QueryColumn:
        if not self.has(fieldname):
            raise no_such_column(self.doctype, fieldname)
        field = self.meta.get_field(fieldname) if self.meta else None
        if field is None:
            kind = _STANDARD_KINDS.get(fieldname, TEXT)
            nullable = fieldname not in _NEVER_NULL_COLUMNS
        else:
            kind = _KINDS.get(field.fieldtype, TEXT)
            nullable = field.fieldtype not in _NEVER_NULL_TYPES and not field.not_nullable
        known = self.meta is None or fieldname in self.meta.column_set
        return QueryColumn(self.doctype, self.reference, fieldname, kind, nullable, field, known)
