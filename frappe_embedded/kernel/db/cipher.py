"""Databases that SQLCipher encrypts, page by page, through connections that raise the errors of ``sqlite3``.

Loaded where a site has a key, and nowhere else: the library is optional.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from sqlcipher3 import dbapi2

from ..core.names import split_names
from ..core.site_key import SiteKey
from .converters import READERS
from .functions import register

_PURPOSE = "database"
_ERRORS = split_names(
    "DataError, DatabaseError, Error, IntegrityError, InterfaceError, InternalError, "
    "NotSupportedError, OperationalError, ProgrammingError"
)
_SAME: dict[type[Exception], type[Exception]] = {
    getattr(dbapi2, name): getattr(sqlite3, name) for name in _ERRORS
}
_TOLD_BESIDE = ("sqlite_errorcode", "sqlite_errorname")
_Given = TypeVar("_Given")


def _raise(error: Exception) -> NoReturn:
    same = _SAME.get(type(error), sqlite3.DatabaseError)(*error.args)
    for name in _TOLD_BESIDE:
        if hasattr(error, name):
            setattr(same, name, getattr(error, name))
    raise same from error


def _tried(function: Callable[..., _Given], *arguments: Any, **options: Any) -> _Given:
    try:
        return function(*arguments, **options)
    except dbapi2.Error as error:
        _raise(error)


class _Cursor(dbapi2.Cursor):
    def execute(self, sql: str, values: Any = ()) -> _Cursor:
        try:
            return super().execute(sql, values)
        except dbapi2.Error as error:
            _raise(error)

    def executemany(self, sql: str, rows: Iterable[Any]) -> _Cursor:
        return _tried(super().executemany, sql, rows)

    def executescript(self, sql: str) -> _Cursor:
        return _tried(super().executescript, sql)

    def fetchone(self) -> Any:
        return _tried(super().fetchone)

    def fetchmany(self, *arguments: Any) -> Any:
        return _tried(super().fetchmany, *arguments)

    def fetchall(self) -> Any:
        try:
            return super().fetchall()
        except dbapi2.Error as error:
            _raise(error)

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except dbapi2.Error as error:
            _raise(error)


class _Connection(dbapi2.Connection):
    def cursor(self, factory: type = _Cursor) -> Any:
        return _tried(super().cursor, factory)

    def commit(self) -> None:
        _tried(super().commit)

    def rollback(self) -> None:
        _tried(super().rollback)

    def backup(self, target: _Connection, **options: Any) -> None:
        _tried(super().backup, target, **options)


def connect(path: str | Path, key: SiteKey | None, **options: Any) -> _Connection:
    """A connection to an encrypted database, or to a plain one without a key."""
    connection = _tried(dbapi2.connect, str(path), factory=_Connection, **options)
    # Built otherwise than Python's own; and a wrong key is told by an error, not on the terminal.
    for pragma in ("cipher_log_level = NONE", "recursive_triggers = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    if key is not None:
        connection.execute(f'PRAGMA key = "{_raw(key)}"')
    return connection


def rewrite(source: Path, old: SiteKey | None, target: Path, new: SiteKey | None) -> None:
    """Write all that a database holds to a new file."""
    connection = connect(source, old, isolation_level=None)
    register(connection)
    try:
        connection.execute("PRAGMA temp_store = MEMORY")
        given = _raw(new) if new is not None else ""
        connection.execute("ATTACH DATABASE ? AS target KEY ?", (str(target), given))
        connection.execute("SELECT sqlcipher_export('target')").fetchall()
        version = connection.execute("PRAGMA main.user_version").fetchone()[0]
        connection.execute(f"PRAGMA target.user_version = {int(version)}")
        connection.execute("DETACH DATABASE target")
    finally:
        connection.close()


def _raw(key: SiteKey) -> str:
    """The key as SQLCipher takes one that needs no stretching."""
    return f"x'{key.derived(_PURPOSE).hex()}'"


for _kind, _reader in READERS.items():
    dbapi2.register_converter(_kind, _reader)
