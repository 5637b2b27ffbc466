"""The archive with which a site moves to a bench: rows, settings, passwords' hashes and files.

A zip archive. ``tables/<DocType>.jsonl`` and ``system/<part>.jsonl`` hold one canonical row a line
(see ``canonical``), ordered by name, byte by byte; ``files/public/`` and ``files/private/`` hold
what the rows of File name. ``manifest.json`` says of each table its columns with their types on
MariaDB, the number of rows and the SHA-256 of the lines, and of each file its size and hash.
"""

import datetime
import hashlib
import importlib
import json
import os
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from ..kernel.core.hooks import get_hooks
from ..kernel.core.site import Site
from ..kernel.core.site_files import SiteFiles
from ..kernel.db.driver import connect
from ..kernel.db.functions import register
from ..kernel.db.types import closing_columns, column_of, quoted, standard_columns
from ..kernel.meta.loader import get_meta
from ..kernel.meta.meta import Meta
from ..kernel.query.opening import opened
from ..services.files.storage import path_of, url_of
from . import move_scope
from .canonical import Unfit, line, maria_type, reader_of

FORMAT = "frappe-site-move"
FORMAT_VERSION = 1
_CHUNK = 1 << 20
_MOST_PROBLEMS = 20
_EPOCH = (1980, 1, 1, 0, 0, 0)


class CannotExport(ValueError):
    """The site holds what no bench could hold; the message names each value."""


@dataclass
class _Archive:
    """The archive in the making, with what its manifest will say."""

    zip: zipfile.ZipFile
    tables: dict[str, Any] = field(default_factory=dict)
    system: dict[str, Any] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)
    missing_files: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @contextmanager
    def entry(self, name: str) -> Iterator[IO[bytes]]:
        info = zipfile.ZipInfo(name, _EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with self.zip.open(info, "w", force_zip64=True) as target:
            yield target


def export_site(
    site: Site,
    target: Path | None = None,
    with_encryption_key: bool = False,
    say: Callable[[str], None] = lambda text: None,
) -> Path:
    """Write the archive of a site that may be in use; returns its path.

    It shows the site as it was at one moment. ``CannotExport`` when there are values that MariaDB
    would not hold; whatever goes wrong, no part of an archive is left.
    """
    moment = datetime.datetime.now().strftime("%Y%m%d_%H%M%S")
    target = target or site.path / "private" / "backups" / f"{moment}-{site.name}-move.zip"
    if site.key is not None and target.resolve().is_relative_to(site.path.resolve()):
        raise CannotExport(
            "The archive is not encrypted, and the folder of this site is. Choose another place: --to FILE"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.part")
    try:
        handle = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w+b") as stream:
            with zipfile.ZipFile(stream, "w") as opened_zip:
                _fill(_Archive(opened_zip), site, with_encryption_key, say)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)
    return target


def _fill(
    archive: _Archive, site: Site, with_encryption_key: bool, say: Callable[[str], None]
) -> None:
    with opened(site), closing(_snapshot(site)) as database:
        for doctype in _doctypes(database):
            _write_table(archive, database, get_meta(doctype), with_encryption_key, say)
        for part, query in move_scope.system_queries(with_encryption_key).items():
            archive.system[part] = _write_rows(
                archive, database, f"system/{part}.jsonl", query.sql, query.types, part
            )
        if archive.problems:
            raise CannotExport(_told(archive.problems))
        _write_files(archive, site.files, database, say)
        if with_encryption_key:
            with archive.entry("encryption_key") as entry:
                entry.write(site.encryption_key().encode())
        manifest = _manifest(archive, site, database, with_encryption_key)
    with archive.entry("manifest.json") as entry:
        entry.write(json.dumps(manifest, ensure_ascii=False, indent=1).encode("utf-8"))


def _snapshot(site: Site) -> sqlite3.Connection:
    """A connection that sees one state of the database, whatever others write meanwhile.

    Its values are as they are stored: reading them as dates and writing them again would be lost
    work.
    """
    connection = connect(site.db_path, site.key, isolation_level=None)
    register(connection)
    connection.execute("PRAGMA query_only = ON")
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return connection


def _doctypes(database: sqlite3.Connection) -> list[str]:
    rows = database.execute(
        "SELECT name FROM `tabDocType` WHERE issingle = 0 AND ifnull(is_virtual, 0) = 0 "
        "ORDER BY name COLLATE BINARY"
    )
    tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    # What an app makes anew from other rows, it makes anew there.
    left_out = move_scope.LEFT_OUT | set(get_hooks("rebuilt_doctypes"))
    return [name for (name,) in rows if name not in left_out and f"tab{name}" in tables]


# Rows


def _write_table(
    archive: _Archive,
    database: sqlite3.Connection,
    meta: Meta,
    with_encryption_key: bool,
    say: Callable[[str], None],
) -> None:
    types = _columns(database, meta)
    names = ", ".join(quoted(name) for name in types)
    condition = move_scope.condition(meta.name, with_encryption_key)
    sql = f"SELECT {names} FROM {quoted('tab' + meta.name)}{condition} ORDER BY name COLLATE BINARY"
    written = _write_rows(archive, database, f"tables/{meta.name}.jsonl", sql, types, meta.name)
    archive.tables[meta.name] = {"child": bool(meta.istable), **written}
    if written["rows"]:
        say(f"{meta.name}: {written['rows']} rows")


def _columns(database: sqlite3.Connection, meta: Meta) -> dict[str, str]:
    """The columns that the metadata knows, with their types on MariaDB."""
    columns = list(standard_columns("bigint" if meta.autoname == "autoincrement" else None))
    fields = [each for each in meta.fields if not getattr(each, "is_virtual", None)]
    columns += [column for each in fields if (column := column_of(each)) is not None]
    columns += closing_columns(bool(meta.istable), bool(getattr(meta, "track_seen", None)))
    table = f"tab{meta.name}"
    present = {row[0] for row in database.execute("SELECT name FROM pragma_table_info(?)", [table])}
    return {each.name: maria_type(each.type) for each in columns if each.name in present}


def _write_rows(
    archive: _Archive,
    database: sqlite3.Connection,
    entry_name: str,
    sql: str,
    types: dict[str, str],
    label: str,
) -> dict[str, Any]:
    """Write the rows of a query and return what the manifest says of them."""
    digest, count = hashlib.sha256(), 0
    readers = [(name, reader_of(type_)) for name, type_ in types.items()]
    with archive.entry(entry_name) as entry:
        for values in database.execute(sql):
            row = {}
            for (name, read), value in zip(readers, values, strict=True):
                if value is None:
                    continue
                try:
                    row[name] = read(value)
                except Unfit as problem:
                    _note(archive, label, values[0], name, problem)
            written = line(row)
            digest.update(written)
            entry.write(written)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest(), "columns": types}


def _note(archive: _Archive, label: str, row: Any, column: str, problem: Unfit) -> None:
    archive.problems.append(f"{label} {row}, column {column}: {problem}")


def _told(problems: list[str]) -> str:
    shown = "\n".join(problems[:_MOST_PROBLEMS])
    more = len(problems) - _MOST_PROBLEMS
    rest = f"\n… and {more} more" if more > 0 else ""
    return (
        "MariaDB could not hold these values. Change them on this site, then export again:\n"
        f"{shown}{rest}"
    )


# Files


def _write_files(
    archive: _Archive,
    files: SiteFiles,
    database: sqlite3.Connection,
    say: Callable[[str], None],
) -> None:
    urls = database.execute(
        "SELECT DISTINCT file_url COLLATE BINARY FROM `tabFile` WHERE ifnull(is_folder, 0) = 0 "
        "AND ifnull(file_url, '') <> '' ORDER BY 1"
    )
    for (url,) in urls:
        path = path_of(url)
        if path is None:
            continue
        if not path.is_file():
            archive.missing_files.append(url)
            continue
        archive.files.append({"url": url, **_write_file(archive, files, url, path)})
    if archive.files:
        say(f"{len(archive.files)} files")


def _write_file(archive: _Archive, files: SiteFiles, url: str, path: Path) -> dict[str, Any]:
    folder = "private" if url.startswith(url_of("", True)) else "public"
    called = url.rpartition("/")[2]
    name, digest, size = f"files/{folder}/{called}", hashlib.sha256(), 0
    with archive.entry(name) as entry, files.open(path) as source:
        while part := source.read(_CHUNK):
            digest.update(part)
            entry.write(part)
            size += len(part)
    return {"entry": name, "size": size, "sha256": digest.hexdigest()}


# The manifest


def _manifest(
    archive: _Archive, site: Site, database: sqlite3.Connection, with_encryption_key: bool
) -> dict[str, Any]:
    apps = site.installed_apps()
    versions = {app: str(importlib.import_module(app).__version__) for app in apps}
    patches = database.execute("SELECT patch FROM `tabPatch Log` ORDER BY patch COLLATE BINARY")
    left_out = [] if with_encryption_key else move_scope.secrets(database)
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "engine": __name__.partition(".")[0],
        "site": site.name,
        "created": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "apps": versions,
        "patches": [row[0] for row in patches],
        "encryption_key": with_encryption_key,
        "secrets_left_out": left_out,
        "tables": archive.tables,
        "system": archive.system,
        "files": archive.files,
        "missing_files": archive.missing_files,
    }
