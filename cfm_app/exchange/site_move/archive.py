"""The archive of a site: reading it, and refusing what is damaged, foreign or newer.

Nothing is ever unpacked by the names in the archive. What may be in it follows from the manifest,
whose own names are checked first; everything else is refused.
"""

import hashlib
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import frappe
from frappe import _

from cfm_app.exchange.site_move import canonical

FORMAT = "frappe-site-move"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
KEY = "encryption_key"
SYSTEM = ("singles", "series", "sequences", "auth")
LARGEST_MANIFEST = 64 << 20
CHUNK = 1 << 20
LONGEST_LINE = 64 << 20
LONGEST_KEY = 1 << 10
_DOCTYPE = re.compile(r"[^\W_][\w -]*")
_FIELD = re.compile(r"\w+")
_FILE = re.compile(r"files/(public|private)/([^/\\\x00-\x1f]+)")
_DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)
_PREFIXES = {"public": "/files/", "private": "/private/files/"}


class BadArchive(frappe.ValidationError):
    """The archive cannot be imported; nothing has been written."""


class Archive:
    """An archive whose manifest has been checked; ``verify`` looks at all the rest."""

    def __init__(self, path: str | Path) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
            self.manifest = _manifest(self.zip)
        except (*_DAMAGE, KeyError, TypeError, AttributeError) as error:
            raise BadArchive(_("{0} is damaged or no archive of a site.").format(path)) from error
        self.tables: dict[str, dict[str, Any]] = self.manifest["tables"]
        self.system: dict[str, dict[str, Any]] = self.manifest["system"]
        self.files: list[dict[str, Any]] = self.manifest["files"]
        self.used: dict[str, set[str]] = {}
        self._check_entries()

    def close(self) -> None:
        self.zip.close()

    @property
    def has_key(self) -> bool:
        return bool(self.manifest["encryption_key"])

    def encryption_key(self) -> str:
        with self.zip.open(KEY) as source:
            return source.read(LONGEST_KEY).decode("ascii")

    def rows(self, doctype: str) -> Iterator[dict[str, Any]]:
        """The rows of a DocType, one after the other; none of one that the archive lacks."""
        return self._lines(table_entry(doctype)) if doctype in self.tables else iter(())

    def system_rows(self, part: str) -> Iterator[dict[str, Any]]:
        return self._lines(system_entry(part))

    def _lines(self, entry: str) -> Iterator[dict[str, Any]]:
        with self.zip.open(entry) as source:
            for text in _texts(source):
                yield json.loads(text)

    @contextmanager
    def file(self, entry: str) -> Iterator[IO[bytes]]:
        with self.zip.open(entry) as source:
            yield source

    def verify(self) -> None:
        """Read all of it: hashes, numbers of rows, and the form of each row."""
        try:
            for doctype, table in self.tables.items():
                self.used[doctype] = self._verify_rows(table_entry(doctype), table)
            for part, table in self.system.items():
                self._verify_rows(system_entry(part), table)
            for file in self.files:
                self._verify_file(file)
        except _DAMAGE as error:
            raise BadArchive(_("The archive is damaged: {0}").format(error)) from error

    def _verify_rows(self, entry: str, table: dict[str, Any]) -> set[str]:
        """Check the rows of one entry; the columns of which some row has a value."""
        digest, count = hashlib.sha256(), 0
        used: set[str] = set()
        columns = table["columns"].keys()
        with self.zip.open(entry) as source:
            for text in _texts(source):
                row = json.loads(text)
                if not _is_row(row, columns) or canonical.line(row) != text:
                    raise BadArchive(
                        _("{0}: row {1} is not written as it should be.").format(entry, count + 1)
                    )
                digest.update(text)
                count += 1
                used.update(name for name, value in row.items() if value not in (0, ""))
        if count != table["rows"] or digest.hexdigest() != table["sha256"]:
            raise _altered(entry)
        return used

    def _verify_file(self, file: dict[str, Any]) -> None:
        digest = hashlib.sha256()
        with self.zip.open(file["entry"]) as source:
            while part := source.read(CHUNK):
                digest.update(part)
        size = self.zip.getinfo(file["entry"]).file_size
        if size != file["size"] or digest.hexdigest() != file["sha256"]:
            raise _altered(file["entry"])

    def _check_entries(self) -> None:
        """The archive holds what the manifest names, each once, and nothing else."""
        wanted = Counter([MANIFEST, *map(table_entry, self.tables), *map(system_entry, SYSTEM)])
        wanted.update(file["entry"] for file in self.files)
        wanted.update([KEY] if self.has_key else [])
        found = Counter(info.filename for info in self.zip.infolist())
        if wanted != found:
            names = sorted((wanted - found) + (found - wanted))
            raise BadArchive(
                _("The archive does not hold what its manifest names: {0}").format(
                    ", ".join(names[:5])
                )
            )


def _texts(source: IO[bytes]) -> Iterator[bytes]:
    """The lines of an entry; one that would not fit into memory is none that an export wrote."""
    while text := source.readline(LONGEST_LINE + 1):
        if len(text) > LONGEST_LINE:
            raise ValueError("a line is too long")
        yield text


def table_entry(doctype: str) -> str:
    return f"tables/{doctype}.jsonl"


def system_entry(part: str) -> str:
    return f"system/{part}.jsonl"


def _is_row(row: Any, columns: Set[str]) -> bool:
    return isinstance(row, dict) and not row.keys() - columns and None not in row.values()


def _altered(entry: str) -> BadArchive:
    return BadArchive(_("{0} is not what the manifest says: the archive is damaged.").format(entry))


def _manifest(opened: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, of a format that this version reads, with names that lead nowhere else."""
    info = opened.getinfo(MANIFEST)
    if info.file_size > LARGEST_MANIFEST:
        raise ValueError(MANIFEST)
    manifest = json.loads(opened.read(info))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BadArchive(_("This archive was written by another program."))
    if manifest["format_version"] != FORMAT_VERSION:
        raise BadArchive(
            _("The archive has the format {0}; this version of the app reads {1}.").format(
                manifest["format_version"], FORMAT_VERSION
            )
        )
    if set(manifest["system"]) != set(SYSTEM):
        raise ValueError("system")
    for doctype, table in manifest["tables"].items():
        if not _DOCTYPE.fullmatch(doctype):
            raise ValueError(doctype)
        _check_columns(table["columns"])
    for table in manifest["system"].values():
        _check_columns(table["columns"])
    for file in manifest["files"]:
        _check_file(file)
    return manifest


def _check_columns(columns: dict[str, str]) -> None:
    for name, type_ in columns.items():
        if not _FIELD.fullmatch(name) or not canonical.TYPES.fullmatch(type_):
            raise ValueError(name)


def _check_file(file: dict[str, Any]) -> None:
    """A file lies directly in one of the two folders, under the name that its URL says."""
    match = _FILE.fullmatch(file["entry"])
    if not match or match[2] in (".", "..") or file["url"] != _PREFIXES[match[1]] + match[2]:
        raise BadArchive(
            _("The archive holds a file with a path that is not allowed: {0}").format(file["entry"])
        )
