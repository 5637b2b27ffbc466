"""``OPTIMIZE TABLE`` of MariaDB, as far as it makes deleted words unreadable.

Connections overwrite what they delete (``secure_delete``), so the table itself keeps nothing. What is left
is the index of its words, whose segments are merged, and the write-ahead log, which holds pages as they
were until it is emptied.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .types import quoted

if TYPE_CHECKING:
    from .connection import Connection

_OPTIMIZE = re.compile(r"\s*optimize\s+table\s+`(?P<table>[^`]+)`\s*;?\s*", re.IGNORECASE)


def table_in(query: str) -> str | None:
    """The table that a statement compacts, if it compacts one."""
    found = _OPTIMIZE.fullmatch(query)
    return found["table"] if found else None


def merge_words(db: Connection, table: str) -> None:
    """Write the full-text indexes of a table anew, without what was deleted."""
    names = db.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'"
        " AND substr(name, 1, ?) = ?",
        [len(_index_prefix(table)), _index_prefix(table)],
    )
    for (name,) in names:
        db.execute(f"INSERT INTO {quoted(name)} ({quoted(name)}) VALUES ('optimize')")


def empty_log(db: Connection) -> bool:
    """Bring the write-ahead log into the database and empty it; false where somebody still reads it.

    Only outside of a transaction.
    """
    return not db.rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]


def _index_prefix(table: str) -> str:
    return f"__fulltext_{table}_"
