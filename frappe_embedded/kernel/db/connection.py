"""One context's connection to the database: statements and transactions."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from ..core.dict import _dict
from ..core.exceptions import DataError, PermissionError, QueryTimeoutError
from ..core.messages import throw
from ..core.table_cache import EVERY_TABLE
from ..i18n import _
from .callbacks import CallbackManager
from .converters import converted
from .errors import ErrorKinds, as_storage_error
from .limits import Limits, Reads, reads_of
from .pool import pool_of
from .statement import bind, is_read, table_of, unsupported_construct

if TYPE_CHECKING:
    from ..core.site import Site

_WRITER_TIMEOUT = 30.0
_FOREIGN = re.compile("syntax error|no such (function|column)")
_STEP = "step_of_one"
_NAME = re.compile(r"[A-Za-z_]\w*")


class Connection(ErrorKinds):
    """Reads see the newest committed state; the first write begins a transaction.

    The transaction holds the process's writer lock until ``commit``, ``rollback`` or ``close``. A
    savepoint counts as a write. ``before_commit`` and its siblings hold functions for one
    transaction; ``commit_listeners`` and ``rollback_listeners`` stay. The latter also run on a
    rollback to a savepoint.

    Where ``only_keeps`` names tables (in lower case), a commit refuses whatever was written to others.
    """

    db_type = "sqlite"

    def __init__(self, site: Site) -> None:
        self.site = site
        self.value_cache: dict[Any, Any] = {}
        self.before_commit = CallbackManager()
        self.after_commit = CallbackManager()
        self.before_rollback = CallbackManager()
        self.after_rollback = CallbackManager()
        self.commit_listeners: list[Callable[[], Any]] = []
        self.rollback_listeners: list[Callable[[], Any]] = []
        self.last_query = ""
        self.only_keeps: frozenset[str] | None = None
        self._is_one = False
        self._pool = pool_of(site)
        self.db_name = self.cur_db_name = self._pool.path
        self._connection: sqlite3.Connection | None = None
        self._holds_lock = False
        self._changed: set[str] = set()
        self._marked: set[str] = set()
        self._limits: Limits | None = None

    # Statements

    def execute(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement of SQLite's own dialect with ``?`` for each of ``values``."""
        if not is_read(sql):
            self.begin()
            self._changed.add(table_of(sql))
        self.last_query = sql
        try:
            return self._open().execute(sql, values)
        except sqlite3.Error as error:
            self._failed(sql, error)
        except (OverflowError, UnicodeEncodeError) as error:
            raise DataError("A number or a sign in it is none that can be stored.") from error

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> sqlite3.Cursor:
        """Run one writing statement for each row of values."""
        self.begin()
        self._changed.add(table_of(sql))
        self.last_query = sql
        try:
            return self._open().executemany(sql, rows)
        except sqlite3.Error as error:
            self._failed(sql, error)

    def maintain(self, sql: str) -> tuple[Any, ...] | None:
        """Run a statement of SQLite that stands for itself, outside of any transaction; its first row."""
        try:
            row: tuple[Any, ...] | None = self._open().execute(sql).fetchone()
        except sqlite3.Error as error:
            self._failed(sql, error)
        return row

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a statement of SQLite's own dialect."""
        return self.execute(sql, values).fetchall()

    def sql(
        self,
        query: str,
        values: Any = (),
        *,
        as_dict: bool = False,
        as_list: bool = False,
        as_iterator: bool = False,
        debug: bool = False,
        ignore_ddl: bool = False,
        auto_commit: bool = False,
        update: dict[str, Any] | None = None,
        explain: bool = False,
        run: bool = True,
        pluck: bool = False,
    ) -> Any:
        """Run one statement with ``%s`` or ``%(name)s`` for ``values``, which are always bound.

        A tuple of tuples by default; ``as_dict`` gives a list of dicts, each with ``update``
        merged in, ``as_list`` a list of lists, ``pluck`` a list of the first column. A list as a
        value expands for ``IN``. ``run=False`` gives the statement back instead.
        """
        statement, bound = bind(str(query), values)
        if not run:
            return statement
        if debug or explain:
            self._explain(statement, bound, explain)
        result = self.fetch(
            statement, bound, as_dict=as_dict, as_list=as_list, pluck=pluck, update=update
        )
        if auto_commit:
            self.commit()
        return iter(result) if as_iterator else result

    def fetch(
        self,
        statement: str,
        values: Sequence[Any] = (),
        conversions: Mapping[int, str] | Mapping[str, str] | None = None,
        *,
        as_dict: bool = False,
        as_list: bool = False,
        pluck: bool = False,
        update: Mapping[str, Any] | None = None,
    ) -> Any:
        """The result of a statement of SQLite's own dialect in one of the shapes of ``sql``.

        ``conversions`` says of results that are no columns of a table, by their place or name,
        that they are a ``date``, ``datetime`` or ``time``.
        """
        cursor = self.execute(statement, values)
        rows = cursor.fetchall() if self._limits is None else self._limits.fetch(cursor)
        if conversions:
            rows = converted(rows, cursor.description, conversions)
        if pluck:
            return [row[0] for row in rows]
        if as_dict:
            keys = [column[0] for column in cursor.description or ()]
            merged = update or {}
            return [_dict(zip(keys, row, strict=False), **merged) for row in rows]
        return [list(row) for row in rows] if as_list else tuple(rows)

    def guarded(
        self, query: str, values: Any, permits: Callable[[str, str], bool]
    ) -> tuple[list[str], list[list[Any]]]:
        """Names of the columns, and rows, of a statement that may read and do nothing else.

        ``permits(table, column)`` is asked of all that the statement reads, before it runs;
        ``sqlite3.DatabaseError`` where an answer is no.
        """
        statement, bound, read = reads_of(self._watched, query, values)
        if [each for each in sorted(read.columns) if not permits(*each)]:
            raise sqlite3.DatabaseError("not authorized")
        with self.limited() as limits:
            cursor = self._watched(read.no_more(), statement, bound)
            names = [column[0] for column in cursor.description or ()]
            return names, [list(row) for row in limits.fetch(cursor)]

    def tables_read(self, query: str, values: Any = ()) -> set[str]:
        """The tables that a statement reads, virtual ones too; ``sqlite3.DatabaseError`` where it does more."""
        return {table for table, _column in reads_of(self._watched, query, values)[2].columns}

    @contextmanager
    def limited(self, seconds: float = Limits.seconds) -> Iterator[Limits]:
        """Hold the statements within to limits of time and size.

        What they give is only fetched within: ``StatementTooLarge`` where it is too much.
        """
        outer, self._limits = self._limits, Limits(seconds=seconds)
        try:
            with self._limits.on(self._open()):
                yield self._limits
        finally:
            self._limits = outer

    def _watched(self, watcher: Reads, statement: str, bound: Sequence[Any]) -> sqlite3.Cursor:
        connection = self._open()
        connection.set_authorizer(watcher)
        try:
            return connection.execute(statement, bound)
        finally:
            connection.set_authorizer(None)

    def cached(self, key: Hashable, tables: Sequence[str], make: Callable[[], Any]) -> Any:
        """What ``make`` reads from ``tables`` (in lower case), kept for all requests until one changes.

        What this transaction has changed itself is read anew. Nobody may change a result.
        """
        changed = self._changed
        if changed and (EVERY_TABLE in changed or not changed.isdisjoint(tables)):
            return make()
        return self.site.table_cache.get(key, tables, make)

    def sql_list(self, query: str, values: Any = (), debug: bool = False, **kwargs: Any) -> Any:
        """The first column of all rows."""
        return self.sql(query, values, debug=debug, pluck=True, **kwargs)

    # Transactions

    @property
    def in_transaction(self) -> bool:
        """Whether something has been written, or a savepoint set, and not yet committed."""
        return self._connection is not None and self._connection.in_transaction

    def begin(self, *, read_only: bool = False) -> None:
        """Become the process's writer, waiting for the present one for a bounded time."""
        if self.in_transaction or read_only:
            return
        if not self._holds_lock:
            self._take_lock()
        try:
            self._open().execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            self._release_lock()
            if not self.is_timedout(error):
                raise as_storage_error(error) or error from error
            raise QueryTimeoutError(
                "The database is busy: another process has been writing for too long."
            ) from error

    def commit(self) -> None:
        """Run ``before_commit``, make everything lasting, run ``after_commit``."""
        self.before_rollback.reset()
        self.after_rollback.reset()
        self.before_commit.run()
        if self.only_keeps is not None and not self._changed <= self.only_keeps:
            self.rollback()
            throw(_("This changes something: send it by POST."), PermissionError)
        if self._is_one:
            self.savepoint(_STEP)
            return
        if self.in_transaction:
            try:
                self._open().execute("COMMIT")
            except sqlite3.Error as error:
                raise as_storage_error(error) or error from error
        self.site.table_cache.changed(self._changed | self._marked)
        self._changed.clear()
        self._marked.clear()
        self._release_lock()
        for listener in self.commit_listeners:
            listener()
        self.after_commit.run()

    def rollback(self, *, save_point: str | None = None, chain: bool = False) -> None:
        """Undo everything since the last commit, or since a savepoint.

        Callbacks of the transaction run for a whole rollback only.
        """
        if save_point:
            self._open().execute(f"ROLLBACK TO SAVEPOINT {_identifier(save_point)}")
            self._forget()
            return
        self.before_commit.reset()
        if not self._is_one:
            self.after_commit.reset()
        self.before_rollback.run()
        if self._is_one:
            self._open().execute(f"ROLLBACK TO SAVEPOINT {_STEP}")
        else:
            self._undo()
        self._forget()
        self.after_rollback.run()

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """Make one transaction of all that is committed within: it is kept at the end, or not at all.

        A rollback within goes back to the last of those commits.
        """
        self.begin()
        self.savepoint(_STEP)
        self._is_one = True
        try:
            yield
        except BaseException:
            self._is_one = False
            self.after_commit.reset()
            self.rollback()
            raise
        self._is_one = False
        self.commit()

    @contextmanager
    def marking(self) -> Iterator[None]:
        """What is written within stays even after a request that is only to read, whatever the table."""
        changed, self._changed = self._changed, set()
        try:
            yield
        finally:
            self._marked |= self._changed
            self._changed = changed

    def savepoint(self, save_point: str) -> None:
        """Name a point to which ``rollback`` may return."""
        self.begin()
        self._open().execute(f"SAVEPOINT {_identifier(save_point)}")

    def release_savepoint(self, save_point: str) -> None:
        """Forget a savepoint; what was written since then stays."""
        self._open().execute(f"RELEASE SAVEPOINT {_identifier(save_point)}")

    def connect(self) -> None:
        """Nothing to do: the connection opens with its first statement."""

    def close(self) -> None:
        """Undo what is not committed and give the connection back to the pool."""
        self._undo()
        if self._connection is not None:
            self._pool.give(self._connection)
            self._connection = None

    # Inside

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                self._connection = self._pool.take()
            except sqlite3.Error as error:
                raise as_storage_error(error) or error from error
        return self._connection

    def _take_lock(self) -> None:
        seconds = float(self.site.config.get("writer_timeout") or _WRITER_TIMEOUT)
        if not self.site.writer_lock.acquire(timeout=seconds):
            raise QueryTimeoutError(
                f"Another request or job of this site has been writing for {seconds:g} seconds "
                "without committing. Please try again."
            )
        self._holds_lock = True

    def _release_lock(self) -> None:
        if self._holds_lock:
            self._holds_lock = False
            self.site.writer_lock.release()

    def _undo(self) -> None:
        try:
            if self.in_transaction:
                self._open().execute("ROLLBACK")
        finally:
            self._changed.clear()
            self._marked.clear()
            self._release_lock()

    def _forget(self) -> None:
        self.value_cache.clear()
        for listener in self.rollback_listeners:
            listener()

    def _failed(self, sql: str, error: sqlite3.Error) -> NoReturn:
        """Re-raise with a better message; SQLite itself may have ended the transaction."""
        if self._holds_lock and not self.in_transaction:
            self._release_lock()
        if "Expression tree is too large" in str(error):
            raise DataError("There are too many conditions.") from error
        refused = as_storage_error(error)
        if refused is not None:
            raise refused from error
        construct = None
        if isinstance(error, sqlite3.OperationalError) and _FOREIGN.search(str(error)):
            construct = unsupported_construct(sql)
        if construct:
            raise type(error)(f"{construct} is not supported by SQLite ({error})") from error
        raise error

    def _explain(self, statement: str, bound: list[Any], explain: bool) -> None:
        print(statement, bound)
        if explain:
            for row in self.rows(f"EXPLAIN QUERY PLAN {statement}", bound):
                print(*row)


def _identifier(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise sqlite3.ProgrammingError(f"Not a name of a savepoint: {name!r}")
    return f'"{name}"'
