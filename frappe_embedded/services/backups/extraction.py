"""Takes an archive apart, and believes nothing of it: structure, sizes, digests, database."""

import errno
import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from ...kernel.core.site_files import SiteFiles, files_of
from ...kernel.core.site_key import KEY_FILE, SiteKey, SiteLocked, is_encrypted
from ...kernel.db.driver import connect
from ...kernel.db.functions import register
from .archive import (
    CONFIGURATION,
    CONTENTS,
    DATABASE,
    MANIFEST,
    PARTS,
    ROWS,
    BadArchive,
    is_manifest,
    rows_of,
)
from .sealing import Damaged, WrongKey, is_sealed, unseal

_CHUNK = 1 << 20
_LARGEST_NOTE = 64 << 20
"""No list of contents is larger."""
_LEFT_FREE = 32 << 20
"""So much room a disk keeps, for whatever else is written meanwhile."""


Unlock = Callable[[Path], SiteKey]
"""Gives the key of the encrypted site in a folder, by asking for its passphrase for instance."""


def unpack(
    archive: Path, target: Path, secret: str | None = None, unlock: Unlock | None = None
) -> SiteKey | None:
    """Write the parts of a site to the empty folder ``target``; returns its key if it is encrypted.

    A sealed archive is opened with ``secret``, the site in it by ``unlock``. ``BadArchive``, ``WrongKey``,
    ``SiteLocked`` and ``WrongPassphrase`` say why not; what is in ``target`` then is of no use.
    """
    raw = archive
    if is_sealed(archive):
        raw = target.with_name("opened.tar.gz")
        _unseal(archive, raw, secret)
    manifest, digests = _extract(raw, target)
    _check_digests(manifest, digests, target)
    _check_complete(target)
    key = _unlocked(target, unlock)
    files = files_of(target, key)
    _check_configuration(target, files)
    _check_database(target / DATABASE, key, manifest.get("rows") or _rows(target, files))
    for part in PARTS:
        (target / part).mkdir(mode=0o700, parents=True, exist_ok=True)
    return key


def _unlocked(target: Path, unlock: Unlock | None) -> SiteKey | None:
    if not is_encrypted(target):
        return None
    if unlock is None:
        raise SiteLocked("The archive is encrypted: it opens with the passphrase of its site")
    return unlock(target)


def _rows(target: Path, files: SiteFiles) -> Any:
    """What an encrypted archive says of its tables; it is no part of the site."""
    listed = target / ROWS
    if not listed.exists():
        return None
    rows = _json(files.read_bytes(listed), ROWS)
    listed.unlink()
    return rows


def _unseal(archive: Path, raw: Path, secret: str | None) -> None:
    if secret is None:
        raise WrongKey("The archive is sealed: it opens only with its secret key")
    try:
        unseal(archive, raw, secret)
    except Damaged as error:
        raise BadArchive(str(error)) from error


def _extract(archive: Path, target: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """The manifest, and the digests of what was written."""
    room = shutil.disk_usage(target).free - _LEFT_FREE
    manifest: dict[str, Any] | None = None
    digests: dict[str, str] = {}
    with _read(archive) as (stream, members):
        for member in members:
            name = _checked_name(member, digests)
            if manifest is None:
                manifest = _manifest(name, member, stream)
                continue
            room -= member.size
            if room < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            digests[name] = _write(stream, member, target / name)
    if manifest is None:
        raise BadArchive("This archive is no backup of a site")
    return manifest, digests


@contextmanager
def _read(archive: Path) -> Iterator[tuple[tarfile.TarFile, tarfile.TarFile]]:
    """The archive as a stream, which is read to its end: only then its check sum is known to fit."""
    try:
        with gzip.open(archive) as inflated, tarfile.open(fileobj=inflated, mode="r|") as opened:
            yield opened, opened
            while inflated.read(_CHUNK):
                pass
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadArchive(f"{archive} cannot be read: {error}") from error


def _checked_name(member: tarfile.TarInfo, known: dict[str, str]) -> str:
    """The name of a part, which leads nowhere else and is a plain file."""
    name = member.name
    path = PurePosixPath(name)
    is_plain = not path.is_absolute() and ".." not in path.parts and str(path) == name
    known_parts = (MANIFEST, DATABASE, CONTENTS, ROWS, KEY_FILE, *CONFIGURATION)
    is_expected = name in known_parts or name.startswith(tuple(f"{part}/" for part in PARTS))
    if not (member.isreg() and is_plain and is_expected) or "\\" in name or name in known:
        raise BadArchive(f"The archive holds what is no part of a backup: {name!r}")
    return name


def _manifest(name: str, member: tarfile.TarInfo, stream: tarfile.TarFile) -> dict[str, Any]:
    if name != MANIFEST:
        raise BadArchive("This archive is no backup of a site")
    manifest = _json(_content(stream, member), name)
    if not is_manifest(manifest):
        raise BadArchive("This archive was written by another program")
    return cast("dict[str, Any]", manifest)


def _content(stream: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    if member.size > _LARGEST_NOTE:
        raise BadArchive(f"{member.name} is too large")
    opened = stream.extractfile(member)
    return opened.read() if opened else b""


def _write(stream: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> str:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source: IO[bytes] | None = stream.extractfile(member)
    digest = hashlib.sha256()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        while source is not None and (chunk := source.read(_CHUNK)):
            digest.update(chunk)
            opened.write(chunk)
    return digest.hexdigest()


def _json(content: bytes, name: str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BadArchive(f"{name} in the archive cannot be read: {error}") from error


def _check_digests(manifest: dict[str, Any], digests: dict[str, str], target: Path) -> None:
    """Archives of old have no list of contents; the others end with it."""
    digests.pop(CONTENTS, None)
    listed = target / CONTENTS
    if listed.exists():
        expected = _json(listed.read_bytes(), CONTENTS)
        listed.unlink()
        if expected != digests:
            raise BadArchive("The archive is damaged: its parts are not those that were packed")
    elif "rows" in manifest or manifest.get("encrypted"):
        raise BadArchive("The archive is not complete: its end is missing")


def _check_complete(target: Path) -> None:
    missing = [name for name in (DATABASE, *CONFIGURATION) if not (target / name).is_file()]
    if missing:
        raise BadArchive(f"The archive is not complete: {', '.join(missing)} is missing")


def _check_configuration(target: Path, files: SiteFiles) -> None:
    config = _json(files.read_bytes(target / "site_config.json"), "site_config.json")
    apps = _json(files.read_bytes(target / "apps.json"), "apps.json")
    if not isinstance(config, dict) or not isinstance(apps, list):
        raise BadArchive("The configuration in the archive cannot be read")
    if config.pop("db_file", None):
        # The archive has its database under the usual name.
        files.write_bytes(target / "site_config.json", json.dumps(config, indent=1).encode())


def _check_database(database: Path, key: SiteKey | None, rows: dict[str, int] | None) -> None:
    connection = connect(database, key)
    register(connection)
    try:
        faults = _faults(connection)
        if faults != ["ok"]:
            # Indexes depend on how texts sort, which another version may see in another way.
            connection.execute("reindex")
            connection.commit()
            faults = _faults(connection)
    except sqlite3.Error as error:
        faults = [str(error)]
    finally:
        connection.close()
    if faults != ["ok"]:
        raise BadArchive(f"The database in the archive is damaged: {'; '.join(faults)}")
    if rows is not None and rows_of(database, key) != rows:
        raise BadArchive("The database in the archive is damaged: rows are missing")


def _faults(connection: sqlite3.Connection) -> list[str]:
    return [str(row[0]) for row in connection.execute("pragma integrity_check(5)")]
