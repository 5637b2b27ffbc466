"""``OPTIMIZE TABLE`` of MariaDB, as far as it makes deleted words unreadable.

Connections overwrite what they delete (``secure_delete``). That leaves three places: the index of words, whose
segments keep them until it is made anew; pages that were split while rows grew, in whose unused part a copy
may lie (seen with SQLite 3.46); and the write-ahead log, which holds pages as they were until it is emptied.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ..core import disk
from .errors import DiskFull, StorageError
from .types import quoted

if TYPE_CHECKING:
    from ..core.site import Site
    from .connection import Connection

COPIES = 2
"""So many times as much room as the database has is needed beside it."""

_RETRY_SECONDS = 0.02
_NAME = r"`[^`]+`"
_OPTIMIZE = re.compile(
    rf"\s*optimize\s+table\s+({_NAME}(?:\s*,\s*{_NAME})*)\s*;?\s*", re.IGNORECASE
)


def tables_in(query: str) -> list[str]:
    """The tables that a statement compacts, if it compacts some."""
    found = _OPTIMIZE.fullmatch(query)
    return [name[1:-1] for name in re.findall(_NAME, found[1])] if found else []


def compact(db: Connection) -> None:
    """Write the whole database anew; only outside of a transaction.

    Everybody who writes waits meanwhile: a second for each 50 MB or so. The copy is made on the disk, where
    there has to be room for it twice; ``DiskFull`` where there is not. That of an encrypted site is made in memory,
    within the limit of the heap, and needs room for its log.
    """
    require_room(db.site, COPIES if db.site.key is None else 1)
    if db.site.key is not None:
        # What is sorted for an index would pass through files that are not encrypted.
        db.maintain("VACUUM")
        return
    # In memory it would meet the limit of the heap.
    db.maintain("PRAGMA temp_store = FILE")
    try:
        db.maintain("VACUUM")
    finally:
        db.maintain("PRAGMA temp_store = MEMORY")


def require_room(site: Site, copies: int) -> None:
    """``DiskFull`` with what is needed and what there is: SQLite would notice half-way, and say less."""
    size = Path(site.db_path).stat().st_size
    needed, free = copies * size, disk.free_bytes(site)
    if free < needed:
        raise DiskFull(
            "The disk has no room to overwrite what was deleted: that needs"
            f" {_megabytes(needed)} MB, and {_megabytes(free)} MB are free. Make room on it."
            " It is tried again by night."
        )


def _megabytes(size: int) -> int:
    return -(-size // 2**20)


def empty_log(db: Connection) -> None:
    """Bring the write-ahead log into the database and empty it; ``StorageError`` while somebody reads what it was."""
    if not _emptied(db):
        raise StorageError(
            "What was deleted still lies in the log of the database, because somebody reads it."
            " It is tried again by night."
        )


def _emptied(db: Connection) -> bool:
    # For readers SQLite waits itself, as long as for any lock; it does not while another brings the log in.
    milliseconds, *_ = db.maintain("PRAGMA busy_timeout") or (0,)
    give_up = time.monotonic() + milliseconds / 1000
    while _refused(db):
        if time.monotonic() >= give_up:
            return False
        time.sleep(_RETRY_SECONDS)
    return True


def _refused(db: Connection) -> bool:
    told = db.maintain("PRAGMA wal_checkpoint(TRUNCATE)")
    return bool(told and told[0])


def index_anew(db: Connection) -> None:
    """Make all full-text indexes anew: rows may have got other numbers, and words of old ones are gone."""
    names = db.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'"
        " AND name LIKE '\\_\\_fulltext\\_%' ESCAPE '\\'"
    )
    for (name,) in names:
        db.execute(f"INSERT INTO {quoted(name)} ({quoted(name)}) VALUES ('rebuild')")
