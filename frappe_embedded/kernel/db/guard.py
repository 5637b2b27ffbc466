"""What a statement reads, as the database says while it prepares it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from .statement import bind

_FREE = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE)
_CLOSED_FUNCTIONS = ("load_extension", "readfile", "writefile")


class Reads:
    """An authorizer of SQLite that closes everything but reading, and notes what is read."""

    def __init__(self, known: frozenset[tuple[str, str]] | None = None) -> None:
        self.columns: set[tuple[str, str]] = set()
        self._known = known

    def no_more(self) -> Reads:
        """One that lets a statement read what was noted until now, and nothing else."""
        return Reads(frozenset(self.columns))

    def __call__(
        self,
        action: int,
        first: str | None,
        second: str | None,
        database: str | None,
        via: str | None,
    ) -> int:
        if action in _FREE:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            closed = (second or "").lower() in _CLOSED_FUNCTIONS
            return sqlite3.SQLITE_DENY if closed else sqlite3.SQLITE_OK
        if action != sqlite3.SQLITE_READ:
            return sqlite3.SQLITE_DENY
        read = (first or "", second or "")
        self.columns.add(read)
        allowed = self._known is None or read in self._known
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def reads_of(
    watched: Callable[[Reads, str, Sequence[Any]], Any], query: Any, values: Any
) -> tuple[str, Sequence[Any], Reads]:
    """A statement with its values as they are bound, and all that it reads; it is prepared and not run.

    ``watched`` executes under a watcher; it raises ``sqlite3.DatabaseError`` where a statement does more than read.
    """
    statement, bound = bind(str(query), values)
    read = Reads()
    watched(read, f"EXPLAIN {statement}", bound)
    return statement, bound, read
