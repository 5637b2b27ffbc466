"""A source of the tables themselves: a dump of MySQL or MariaDB, compressed or not, and the folder of files."""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from frappe import _

from cfm_app.exchange.migration import sql_statements
from cfm_app.exchange.migration.containers import Container
from cfm_app.exchange.migration.records import SourceError
from cfm_app.exchange.migration.related import Row
from cfm_app.exchange.migration.table_source import TableSource

PIECE = 1 << 20
# Uncompressed sizes, so that a small file cannot grow without end; less for an upload, whose user waits.
MOST, MOST_UPLOADED = 64 << 30, 2 << 30
GZIP = b"\x1f\x8b"
Opener = Callable[[], BinaryIO]


class DumpSource(TableSource):
    """The tables of a dump, read again for each module: memory does not grow with the dump."""

    def __init__(self, opener: Opener, uploads: Container | None = None, most: int = MOST) -> None:
        super().__init__(uploads)
        self._opener, self._most = opener, most
        self._columns: dict[str, list[str]] = {}
        for statement in self._statements():
            if (table := sql_statements.table_of(statement)) is not None:
                self._tables.add(table)
            elif created := sql_statements.columns(statement):
                self._columns[created[0]] = created[1]
        if not {"cases", "contacts"} & self._tables:
            raise SourceError(
                _(
                    "This dump has no table of cases with rows. Dump the tables of SugarCRM with data."
                )
            )

    def _statements(self) -> Iterator[str]:
        raw = self._opener()
        try:
            is_packed = raw.read(2) == GZIP
            raw.seek(0)
            stream: Any = gzip.GzipFile(fileobj=raw) if is_packed else raw
            words = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
            read = 0

            def piece() -> str:
                nonlocal read
                found = words.read(PIECE)
                read += len(found)
                if read > self._most:
                    raise SourceError(_("This dump is too large."))
                return found

            yield from sql_statements.statements(piece)
        except (OSError, EOFError, zlib.error) as error:
            raise SourceError(_("The dump cannot be read: {0}").format(error)) from error
        finally:
            raw.close()

    def _rows(self, *tables: str) -> Iterator[tuple[str, Row | None]]:
        wanted = set(tables) & self._tables
        if not wanted:
            return
        for statement in self._statements():
            table = sql_statements.table_of(statement)
            if table in wanted:
                for row in sql_statements.rows(statement, self._columns.get(table, [])):
                    yield table, row

    def _without_files(self) -> str:
        return _("A dump has no attachments: they do not come without the folder upload.")
