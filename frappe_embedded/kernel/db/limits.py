"""What a statement that somebody wrote may do: how long it runs, how much it gives, what it reads."""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ..core.exceptions import StatementTooLarge
from .statement import bind

HEAP = 1_000_000_000
"""Bytes that SQLite may take in this process. It is the only limit of what a statement sorts."""

_STEPS = 10_000
"""Steps of SQLite's machine between two looks at the clock: less than a millisecond."""

_OTHER = 16
"""What a value counts that is no text."""


def _limit_length(connection: sqlite3.Connection, length: int) -> int:
    """Set the longest value, and return what it was until now.

    Python 3.10 cannot, nor can SQLCipher's driver; there the limit of the heap stops such values.
    """
    if sys.version_info < (3, 11) or not hasattr(connection, "setlimit"):
        return length
    return connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, length)


@dataclass(frozen=True)
class Limits:
    """Time, the size of one value and of all together, and the number of rows."""

    seconds: float = 10.0
    value: int = 10_000_000
    size: int = 50_000_000
    rows: int = 200_000

    @contextmanager
    def on(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Hold to the limits all that the connection does meanwhile."""
        deadline = time.monotonic() + self.seconds
        connection.set_progress_handler(lambda: int(time.monotonic() > deadline), _STEPS)
        before = _limit_length(connection, self.value)
        try:
            yield
        except (MemoryError, sqlite3.DataError) as error:
            raise StatementTooLarge("too large") from error
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            raise StatementTooLarge("too slow") from error
        finally:
            connection.set_progress_handler(None, 0)
            _limit_length(connection, before)

    def fetch(self, cursor: sqlite3.Cursor) -> list[tuple[Any, ...]]:
        """All rows, if they are not too many."""
        rows: list[tuple[Any, ...]] = []
        size = 0
        for row in cursor:
            size += sum(len(v) if isinstance(v, str | bytes) else _OTHER for v in row)
            if size > self.size or len(rows) >= self.rows:
                raise StatementTooLarge("too many rows")
            rows.append(row)
        return rows


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
