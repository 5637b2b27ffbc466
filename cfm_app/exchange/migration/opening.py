"""Opens the named source: uploaded files, a path of the server, an address with a login."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import frappe
from frappe import _

from cfm_app.channels.adapters import destinations
from cfm_app.exchange.migration import database_source
from cfm_app.exchange.migration.containers import Container, Folder, Zip
from cfm_app.exchange.migration.csv_source import CsvSource
from cfm_app.exchange.migration.database_source import DatabaseSource
from cfm_app.exchange.migration.dump_source import GZIP, MOST_UPLOADED, DumpSource
from cfm_app.exchange.migration.records import Record, Source, SourceError
from cfm_app.exchange.migration.rest_client import Login
from cfm_app.exchange.migration.rest_sugar import SugarSource
from cfm_app.exchange.migration.rest_suite import SuiteSource
from cfm_app.security.administration import delegation

FILES, SUITE, SUGAR, DATABASE = "Files", "SuiteCRM", "SugarCRM", "Database"
SERVERS = (SUITE, SUGAR, DATABASE)
DUMPS = (".sql", ".sql.gz")


@dataclass(frozen=True)
class SourceLocation:
    """The location of a source. Only a command on the server gives a path."""

    kind: str = FILES
    content: bytes = b""
    file_name: str = ""
    path: str = ""
    address: str = ""
    login: Login = field(default_factory=Login)


class ServerWithFiles:
    """A server, and files for what it does not give."""

    def __init__(self, first: Source, second: Source) -> None:
        self.first, self.second = first, second
        self.is_utc, self.is_ordered = first.is_utc, first.is_ordered

    def modules(self) -> tuple[str, ...]:
        own = self.first.modules()
        return (*own, *(each for each in self.second.modules() if each not in own))

    def records(self, module: str, since: datetime | None = None) -> Iterator[Record]:
        source = self.first if module in self.first.modules() else self.second
        return source.records(module, since)

    def one(self, module: str, number: str) -> Record | None:
        return self.first.one(module, number) if module in self.first.modules() else None

    def count(self, module: str) -> int | None:
        return self.first.count(module) if module in self.first.modules() else None

    def complete(self, found: Record) -> Record:
        return self.first.complete(found)

    def file(self, note: str) -> bytes | None:
        return self.first.file(note) or self.second.file(note)

    def has_file(self, note: str) -> bool:
        return self.first.has_file(note) or self.second.has_file(note)

    def dropdowns(self) -> dict[str, dict[str, str]]:
        return {**self.second.dropdowns(), **self.first.dropdowns()}

    def tells_teams(self) -> bool:
        return self.first.tells_teams()

    def tells_contacts(self) -> bool:
        return self.first.tells_contacts()

    def left_behind(self) -> dict[str, int]:
        return self.first.left_behind()

    def missing(self) -> tuple[str, ...]:
        return self.second.missing()

    def close(self) -> None:
        self.first.close()
        self.second.close()


def open_source(place: SourceLocation) -> Source:
    """The source at a place; raises SourceError with a sentence if it cannot be opened."""
    if place.kind in SERVERS:
        require_address(place.address, place.kind)
        return _of_server(place, Folder(Path(place.path)) if place.path else None)
    if place.path:
        return _of_path(Path(place.path))
    return _of_content(place.content, place.file_name)


def _of_server(place: SourceLocation, files: Folder | None) -> Source:
    if place.kind == DATABASE:
        there = database_source.parse_address(place.address)
        return DatabaseSource(there, place.login, _is_allowed(there.host), files)
    kind = SuiteSource if place.kind == SUITE else SugarSource
    is_near = _is_allowed(_host_of_pages(place.address))
    return with_files(kind(place.address, place.login, is_near=is_near), files)


def _of_path(path: Path) -> Source:
    if path.is_dir():
        folder = Folder(path)
        dumps = [path / name for name in folder.names() if name.lower().endswith(DUMPS)]
        return DumpSource(lambda: dumps[0].open("rb"), folder) if dumps else CsvSource(folder)
    if not path.is_file():
        raise SourceError(_("There is no folder {0}.").format(path))
    if path.name.lower().endswith(DUMPS):
        beside = path.parent / "upload"
        return DumpSource(lambda: path.open("rb"), Folder(path.parent) if beside.is_dir() else None)
    return _of_content(path.read_bytes(), path.name)


def _of_content(content: bytes, file_name: str) -> Source:
    if file_name.lower().endswith(DUMPS) or content[:2] == GZIP:
        return DumpSource(lambda: io.BytesIO(content), most=MOST_UPLOADED)
    if file_name.lower().endswith(".zip"):
        archive = Zip(content)
        dumps = [name for name in archive.names() if name.lower().endswith(DUMPS)]
        if dumps:
            dump = archive.read(dumps[0]) or b""
            return DumpSource(lambda: io.BytesIO(dump), archive)
        return CsvSource(archive)
    return CsvSource(_SingleFile(file_name, content))


class _SingleFile:
    """A single file."""

    def __init__(self, name: str, content: bytes) -> None:
        self._name, self._content = name, content

    def names(self) -> Iterator[str]:
        yield self._name

    def read(self, name: str) -> bytes | None:
        return self._content if name == self._name else None

    def close(self) -> None:
        """Nothing is open."""


def kind_of(address: str) -> str:
    """The kind of server that an address implies; empty if it may be one of several."""
    return DATABASE if urlsplit(address).scheme in database_source.SCHEMES else ""


def require_address(address: str, kind: str) -> None:
    """Refuse an invalid address, one that sends passwords unencrypted, or one inside the office."""
    host = _host_of_database(address) if kind == DATABASE else _host_of_pages(address)
    if _is_allowed(host):
        return
    # A database is required to encrypt when the connection is made.
    if kind != DATABASE and urlsplit(address).scheme != "https":
        frappe.throw(_("The address has to begin with https://: a password goes there."))
    if destinations.is_inside(host):
        frappe.throw(
            _(
                "{0} lies inside the office's own network. The system administrator allows it"
                " (inner_servers), or migrates by a command."
            ).format(host)
        )


def _host_of_pages(address: str) -> str:
    parts = urlsplit(address)
    try:
        host = destinations.place_of(address)[0]
    except ValueError:
        host = ""
    if (
        parts.scheme not in ("https", "http")
        or not host
        or parts.query
        or parts.fragment
        or parts.username
    ):
        frappe.throw(_("Write the address of SugarCRM as its pages have it: https://…"))
    return host


def _host_of_database(address: str) -> str:
    try:
        return database_source.parse_address(address).host
    except ValueError:
        frappe.throw(_("Write where the database is: mysql://server:3306/database"))
        raise


def _is_allowed(host: str) -> bool:
    """Whether the system administrator allows a host, or is the user."""
    return host in destinations.allowed_inside() or delegation.is_system_manager()


def with_files(source: Source, container: Container | None) -> Source:
    """A server together with a folder of what it does not give."""
    return ServerWithFiles(source, CsvSource(container)) if container else source
