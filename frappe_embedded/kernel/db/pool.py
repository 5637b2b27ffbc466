"""Open SQLite connections of one site, kept for the next context that needs one."""

from __future__ import annotations

import os
import sqlite3
import threading
from typing import TYPE_CHECKING

from .converters import register_converters
from .driver import connect
from .functions import register
from .limits import HEAP

if TYPE_CHECKING:
    from ..core.site import Site
    from ..core.site_key import SiteKey

_KEPT = 16
_creation = threading.Lock()


class Pool:
    """A free list of connections. Opening and preparing one costs milliseconds."""

    def __init__(self, path: str, key: SiteKey | None = None, busy_timeout: int = 15_000) -> None:
        self.path = path
        self._key = key
        self.busy_timeout = busy_timeout
        self._free: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._closed = False

    def take(self) -> sqlite3.Connection:
        """A connection in autocommit mode for one context."""
        with self._lock:
            if self._process != os.getpid():
                # SQLite connections must not be carried over a fork, not even to be closed.
                self._process, self._free = os.getpid(), []
            if self._free:
                return self._free.pop()
        return self._open()

    def give(self, connection: sqlite3.Connection) -> None:
        """Take a connection back; a transaction that is still open is rolled back."""
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        with self._lock:
            if not self._closed and len(self._free) < _KEPT:
                self._free.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close all free connections, and those in use when they come back."""
        with self._lock:
            self._closed = True
            free, self._free = self._free, []
        for connection in free:
            connection.close()

    def _open(self) -> sqlite3.Connection:
        connection = connect(
            self.path,
            self._key,
            isolation_level=None,
            check_same_thread=False,
            detect_types=sqlite3.PARSE_DECLTYPES,
            cached_statements=256,
        )
        register(connection)
        for pragma in (
            f"busy_timeout = {self.busy_timeout}",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = OFF",
            # Each connection has a cache of its own; what is read often lies in the system's anyway.
            "cache_size = -4000",
            "temp_store = MEMORY",
            # What is deleted is overwritten: an erased name lies in no free page.
            "secure_delete = ON",
            f"hard_heap_limit = {HEAP}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection


def pool_of(site: Site) -> Pool:
    """The site's pool, made on first use."""
    with _creation:
        if site.pool is None:
            register_converters()
            site.pool = Pool(site.db_path, site.key)
        pool: Pool = site.pool
        return pool
