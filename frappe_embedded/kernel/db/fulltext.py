"""MariaDB's full-text indexes and searches in boolean mode, on SQLite's FTS5.

``CREATE FULLTEXT INDEX`` makes a table of FTS5 beside the one that is indexed, which keeps no text of
its own; triggers write it in the same statement and transaction. ``MATCH … AGAINST`` reads from it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from .types import quoted

if TYPE_CHECKING:
    from .connection import Connection

_CREATE = re.compile(
    r"\s*create\s+fulltext\s+index\s+if\s+not\s+exists\s+`?\w+`?\s+"
    r"on\s+`(?P<table>[^`]+)`\s*\(\s*`?(?P<column>\w+)`?\s*\)\s*;?\s*",
    re.IGNORECASE,
)
_WRITTEN_ANEW = re.compile(
    r"\s*alter\s+table\s+`[^`]+`\s+(?:wait\s+\d+\s+)?force\s*;?\s*", re.IGNORECASE
)
_MATCH = re.compile(
    r"\bmatch\s*\(\s*`(?P<table>[^`]+)`\.`?(?P<column>\w+)`?\s*\)\s*"
    r"against\s*\(\s*(?P<asked>%s|%\(\w+\)s)\s+in\s+boolean\s+mode\s*\)",
    re.IGNORECASE,
)
_PART = re.compile(r"(?P<sign>[+-]?)(?:(?P<open>\()|(?P<word>\w+)(?P<begins>\*?))|(?P<close>\))")
# Deleted words leave the index at once instead of being marked.
_DELETES_FOR_GOOD = (3, 42)


@dataclass(frozen=True)
class Index:
    """The full-text index of one column."""

    table: str
    column: str

    @property
    def name(self) -> str:
        return f"__fulltext_{self.table}_{self.column}"


def index_in(query: str) -> Index | None:
    """The index that a statement of MariaDB creates, if it creates one."""
    found = _CREATE.fullmatch(query)
    return Index(found["table"], found["column"]) if found else None


def is_writing_anew(query: str) -> bool:
    """Whether a statement of MariaDB has a table and its indexes written anew.

    InnoDB gets rid of what was deleted in this way alone; FTS5 keeps nothing of it in the first place.
    """
    return _WRITTEN_ANEW.fullmatch(query) is not None


def create(db: Connection, index: Index) -> None:
    """Make the index with what is there, unless there is one. It belongs to the transaction."""
    name, table, column = quoted(index.name), quoted(index.table), quoted(index.column)
    if db.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [index.name]):
        return
    db.execute(
        f"CREATE VIRTUAL TABLE {name} USING fts5({column}, content={table},"
        " content_rowid='rowid', detail='none', tokenize=\"unicode61 tokenchars '_'\")"
    )
    if _version(db) >= _DELETES_FOR_GOOD:
        db.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('secure-delete', 1)")
    db.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")
    added = f"INSERT INTO {name} (rowid, {column}) VALUES (new.rowid, new.{column});"
    removed = (
        f"INSERT INTO {name} ({name}, rowid, {column}) VALUES ('delete', old.rowid, old.{column});"
    )
    for event, statements in (
        ("INSERT", added),
        ("DELETE", removed),
        (f"UPDATE OF {column}", removed + added),
    ):
        trigger = quoted(f"{index.name}_{event.split()[0].lower()}")
        db.execute(f"CREATE TRIGGER {trigger} AFTER {event} ON {table} BEGIN {statements} END")


def _version(db: Connection) -> tuple[int, ...]:
    """The version of SQLite; the drivers bring different ones."""
    return tuple(int(part) for part in db.rows("SELECT sqlite_version()")[0][0].split("."))


@lru_cache(maxsize=1024)
def with_matches(query: str) -> str:
    """A statement whose ``MATCH (`table`.column) AGAINST (… IN BOOLEAN MODE)`` SQLite understands."""
    return _MATCH.sub(_match, query)


def _match(found: re.Match[str]) -> str:
    table, index = quoted(found["table"]), quoted(Index(found["table"], found["column"]).name)
    return (
        f"{table}.rowid in (select rowid from {index}"
        f" where {index} match boolean_expression({found['asked']}))"
    )


def register(connection: sqlite3.Connection) -> None:
    """Give a new connection the function that translates what is searched for."""
    connection.create_function("boolean_expression", 1, boolean_expression, deterministic=True)


def boolean_expression(text: str | None) -> str:
    """A search in MariaDB's boolean mode in the language of FTS5.

    ``+`` and ``-`` before words and brackets, and ``*`` after words; words without a sign only count
    where no word has to be there. ``sqlite3.ProgrammingError`` for the other signs.
    """
    return _group(_parts(text or "")) or '""'


def _parts(text: str) -> Iterator[re.Match[str]]:
    position = 0
    for found in _PART.finditer(text):
        if text[position : found.start()].strip():
            break
        yield found
        position = found.end()
    if text[position:].strip():
        raise sqlite3.ProgrammingError(f"Not known in a search of words: {text[position:]!r}")


def _group(parts: Iterator[re.Match[str]], is_in_brackets: bool = False) -> str:
    """What stands until the bracket is closed, or to the end."""
    found: dict[str, list[str]] = {"+": [], "": [], "-": []}
    for part in parts:
        if part["close"] and not is_in_brackets:
            raise sqlite3.ProgrammingError("A bracket is closed that was not opened")
        if part["close"]:
            break
        word = f'"{part["word"]}"{part["begins"]}' if part["word"] else _group(parts, True)
        if word:
            found[part["sign"]].append(word)
    wanted = " AND ".join(found["+"]) or " OR ".join(found[""])
    if not wanted:
        return ""
    refused = "".join(f" NOT {word}" for word in found["-"])
    return f"(({wanted}){refused})" if refused else f"({wanted})"
