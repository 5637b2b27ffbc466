"""How long a statement that somebody wrote may run, and how much it may give."""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ..core.exceptions import StatementTooLarge

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
