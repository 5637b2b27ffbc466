"""A source of the tables on a server of MariaDB or MySQL: read by one connection, and never written.

Everything is read as it was at one moment, however long it takes and whatever changes there meanwhile. Rows
come one by one from the server, so memory does not grow with the tables.
"""

import importlib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from frappe import _

from cfm_app.channels.adapters import destinations
from cfm_app.exchange.migration import field_names
from cfm_app.exchange.migration.containers import Container
from cfm_app.exchange.migration.records import SourceError
from cfm_app.exchange.migration.related import Row
from cfm_app.exchange.migration.rest_client import Login
from cfm_app.exchange.migration.table_source import TableSource

LIBRARY = "pymysql"
SCHEMES = ("mysql", "mariadb")
PORT = 3306
SECONDS, SECONDS_OF_AN_ANSWER = 15, 600
NAME = re.compile(r"[\w$-]{1,64}")
# How long the server waits while the rows that it sent are processed.
PATIENCE = 8 * 3600
NO_LOGIN, NO_DATABASE, NO_RIGHT = (1045, 1698, 2059), (1044, 1049), (1142, 1143)
NOT_ENCRYPTED = 2026


@dataclass(frozen=True)
class DatabaseAddress:
    """The address of a database."""

    host: str
    port: int
    database: str


def parse_address(address: str) -> DatabaseAddress:
    """The parts of ``mysql://host:port/database``. Raises ValueError for any other address."""
    parts = urlsplit(address.strip())
    database = unquote(parts.path.removeprefix("/"))
    is_whole = parts.scheme in SCHEMES and parts.hostname and NAME.fullmatch(database)
    if not is_whole or parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError
    return DatabaseAddress(str(parts.hostname), parts.port or PORT, database)


class DatabaseSource(TableSource):
    """The tables of one database. `is_near` says that the system administrator allows its address."""

    def __init__(
        self, place: DatabaseAddress, login: Login, is_near: bool, uploads: Container | None = None
    ) -> None:
        super().__init__(uploads)
        self._library = _library()
        self._connection = self._connect(place, login, is_near)
        self._begin()
        for table in field_names.TABLES.values():
            if table in self._tables and not self._query(f"select 1 from `{table}` limit 1"):
                self._tables.remove(table)
        if not {"cases", "contacts"} & self._tables:
            self.close()
            raise SourceError(_("This database has no table of cases with rows."))

    def _connect(self, place: DatabaseAddress, login: Login, is_near: bool) -> Any:
        # The server may ask neither for files of this machine nor for the settings of its account.
        connection = self._library.connect(
            host=place.host,
            port=place.port,
            user=login.username,
            password=login.password,
            database=place.database,
            charset="utf8mb4",
            cursorclass=self._library.cursors.SSDictCursor,
            # Values are sent as usual, and read as texts, as in a dump.
            conv=self._library.converters.encoders,
            local_infile=False,
            ssl=None if is_near else ssl.create_default_context(),
            read_timeout=SECONDS_OF_AN_ANSWER,
            write_timeout=SECONDS,
            defer_connect=True,
        )
        with self._readable_errors():
            connection.connect(_checked_connection(place, is_near))
        return connection

    def _begin(self) -> None:
        """One moment for everything that is read; the session cannot write."""
        for setting in ("net_write_timeout", "wait_timeout"):
            self._query(f"set session {setting} = {PATIENCE}")
        self._query("set session transaction isolation level repeatable read")
        self._query("set session transaction read only")
        self._query("start transaction with consistent snapshot, read only")
        named = self._query(
            "select table_name as name from information_schema.tables"
            " where table_schema = database() and table_type = 'BASE TABLE'"
        )
        # Tables with other names than SugarCRM's belong to another program.
        self._tables = {str(row["name"]) for row in named}

    def _query(self, statement: str) -> list[Row]:
        with self._readable_errors(), self._connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    def _rows(self, *tables: str) -> Iterator[tuple[str, Row | None]]:
        for table in tables:
            if table not in self._tables:
                continue
            with self._readable_errors(), self._connection.cursor() as cursor:
                cursor.execute(f"select * from `{table}`")
                while row := cursor.fetchone():
                    yield table, {name: _text(value) for name, value in row.items()}

    @contextmanager
    def _readable_errors(self) -> Iterator[None]:
        """Turns an error of the server into a sentence. Its own text may name a person, or a path of the machine."""
        try:
            yield
        except self._library.MySQLError as error:
            raise SourceError(_error_sentence(error)) from None
        except OSError:
            raise SourceError(_out_of_reach()) from None

    def _without_files(self) -> str:
        return _(
            "A database has no attachments: they do not come without the folder upload, which a command on"
            " the server reads beside it."
        )

    def close(self) -> None:
        super().close()
        self._connection.close()


def _library() -> Any:
    try:
        return importlib.import_module(LIBRARY)
    except ImportError:
        raise SourceError(
            _(
                "Reading a database needs a library that is not installed here: pip install pymysql. A dump of"
                " the tables needs none."
            )
        ) from None


def _checked_connection(place: DatabaseAddress, is_near: bool) -> socket.socket:
    """A connection to the address that was reached: a name may resolve differently at the moment of the call."""
    found = socket.create_connection((place.host, place.port), SECONDS)
    if not is_near and not destinations.is_outside(found.getpeername()):
        found.close()
        raise SourceError(_out_of_reach())
    return found


def _text(value: Any) -> Any:
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else value


def _error_sentence(error: Exception) -> str:
    code = error.args[0] if error.args else 0
    if code in NO_LOGIN:
        return _("The database refuses this login. Check the name and the password.")
    if code in NO_DATABASE:
        return _("There is no database of this name, or this user may not read it.")
    if code in NO_RIGHT:
        return _("This user may not read all tables. Ask for the right to read them (SELECT).")
    if code == NOT_ENCRYPTED or isinstance(
        getattr(error, "original_exception", None), ssl.SSLError
    ):
        return _("The database offers no encrypted connection that can be trusted.")
    return _out_of_reach()


def _out_of_reach() -> str:
    return _("The database cannot be reached, or it fails. Go on later: what is here stays.")
