"""The archive: one file with the database, the files and the configuration of a site."""

import datetime
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

from ...kernel.core.site import Site
from ...kernel.core.site_files import UNFINISHED
from ...kernel.core.site_key import KEY_FILE, SiteKey
from ...kernel.db.driver import connect
from ...kernel.db.errors import as_storage_error
from ...kernel.db.functions import register
from .sealing import SEALED_SUFFIX, seal

Progress = Callable[[int, int], None]
"""Told how many bytes are done, of how many; what it raises ends the work."""

BY_HAND, BY_CLOCK = "by hand", "by clock"

SCRATCH = ".making-"
"""How the folders begin in which archives are put together."""

MANIFEST = "manifest.json"
CONTENTS = "contents.json"
"""The last part: the digests of all others. An archive that was cut off has none."""
DATABASE = "site.db"
PARTS = ("public/files", "private/files")
CONFIGURATION = ("site_config.json", "apps.json")
ROWS = "rows.json"
"""How many rows each table of an encrypted site has: encrypted as the site is."""
_FORMAT = "frappe-embedded-backup-1"


class BadArchive(ValueError):
    """The archive is damaged, or no backup of this engine."""


def folder_of(site: Site) -> Path:
    """Where the archives of a site lie."""
    return site.path / "private" / "backups"


def backup(
    site: Site,
    target: Path | None = None,
    *,
    kind: str = BY_HAND,
    progress: Progress | None = None,
) -> Path:
    """Write an archive of a site that may be in use; returns its path.

    The archive holds the encryption key and personal data: it is readable by its owner only. That of an
    encrypted site holds everything as it is encrypted there, with the key file, so that it opens with the
    passphrase that the site has now. It gets its name when it is complete; an attempt that fails leaves
    nothing behind.
    """
    moment = datetime.datetime.now(datetime.timezone.utc)
    target = target or _free_name(site, moment)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=SCRATCH) as scratch:
        copy = Path(scratch) / DATABASE
        _copy_database(Path(site.db_path), copy, site.key)
        files = _files(site)
        rows = rows_of(copy, site.key)
        made = Path(scratch) / target.name
        made.touch(mode=0o600)
        with tarfile.open(made, "w:gz", compresslevel=6) as archive:
            _add(archive, MANIFEST, _manifest(site, moment, kind, copy, files, rows))
            parts = [(copy, DATABASE), *((site.path / name, name) for name in files)]
            if site.key is not None:
                counted = Path(scratch) / ROWS
                site.files.write_bytes(counted, json.dumps(rows).encode())
                parts.append((counted, ROWS))
            _add(archive, CONTENTS, _pack(archive, parts, progress))
        with made.open("rb") as opened:
            os.fsync(opened.fileno())
        os.replace(made, target)
    return target


def _add(archive: tarfile.TarFile, name: str, values: dict[str, Any]) -> None:
    content = json.dumps(values).encode()
    about = tarfile.TarInfo(name)
    about.size = len(content)
    archive.addfile(about, io.BytesIO(content))


def sealed_backup(site: Site, recipient: str, target: Path | None = None) -> Path:
    """Write an archive that only the secret key of ``recipient`` opens; returns its path.

    What is not sealed yet stays in the folder of the site, whatever disk the target is on.
    """
    moment = datetime.datetime.now(datetime.timezone.utc)
    target = target or _sealed_name(_free_name(site, moment))
    target.parent.mkdir(parents=True, exist_ok=True)
    folder_of(site).mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=folder_of(site), prefix=SCRATCH) as scratch,
        tempfile.TemporaryDirectory(dir=target.parent, prefix=SCRATCH) as beside,
    ):
        made = Path(beside) / target.name
        made.touch(mode=0o600)
        raw = backup(site, Path(scratch) / "raw.tar.gz")
        with raw.open("rb") as source, made.open("wb") as sealed:
            seal(source, sealed, recipient)
        os.replace(made, target)
    return target


def _sealed_name(path: Path) -> Path:
    return path.with_name(path.name + SEALED_SUFFIX)


def _free_name(site: Site, moment: datetime.datetime) -> Path:
    stem = f"{moment.astimezone():%Y%m%d_%H%M%S}-{site.name}"
    names = (f"{stem}{suffix}.tar.gz" for suffix in ("", *(f"-{at}" for at in range(2, 100))))
    paths = (folder_of(site) / name for name in names)
    return next(each for each in paths if not each.exists() and not _sealed_name(each).exists())


def _files(site: Site) -> list[str]:
    """What belongs to the site beside its database, relative to its folder."""
    found = [name for name in (KEY_FILE, *CONFIGURATION) if (site.path / name).exists()]
    for part in PARTS:
        for path in sorted((site.path / part).rglob("*")):
            if path.is_file() and not path.name.startswith(UNFINISHED):
                found.append(path.relative_to(site.path).as_posix())
    return found


def _manifest(
    site: Site,
    moment: datetime.datetime,
    kind: str,
    copy: Path,
    files: list[str],
    rows: dict[str, int],
) -> dict[str, Any]:
    """What everybody may read who has the archive; of an encrypted site it says nothing of what is in it."""
    uploads = [site.path / name for name in files if name not in (KEY_FILE, *CONFIGURATION)]
    told = {"site": site.name, "apps": site.installed_apps(), "rows": rows}
    return {
        "format": _FORMAT,
        "encrypted": site.key is not None,
        **({} if site.key is not None else told),
        "made": moment.isoformat(),
        "kind": kind,
        "database_bytes": copy.stat().st_size,
        "files": len(uploads),
        "files_bytes": sum(path.stat().st_size for path in uploads if path.exists()),
    }


def rows_of(database: Path, key: SiteKey | None = None) -> dict[str, int]:
    """How many rows each table has."""
    connection = connect(database, key)
    register(connection)
    try:
        names = connection.execute(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        ).fetchall()
        count = "select count(*) from `{}`"
        return {
            name: connection.execute(count.format(name.replace("`", "``"))).fetchone()[0]
            for (name,) in names
        }
    finally:
        connection.close()


def _pack(
    archive: tarfile.TarFile, parts: list[tuple[Path, str]], progress: Progress | None
) -> dict[str, str]:
    """Add the files, and give their digests; one that was deleted meanwhile is left out."""
    told = _Told(progress, sum(path.stat().st_size for path, _name in parts if path.exists()))
    digests = {}
    for path, name in parts:
        try:
            with path.open("rb") as opened:
                counted = _Counted(opened, told.add)
                archive.addfile(archive.gettarinfo(arcname=name, fileobj=opened), counted)
        except FileNotFoundError:
            continue
        digests[name] = counted.digest()
    return digests


class _Told:
    """Counts what is read of several files, and tells it at most once a percent."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0
        self._said = -1

    def add(self, size: int) -> None:
        self._done += size
        percent = 100 * self._done // max(self._total, 1)
        if self._progress is not None and percent > self._said:
            self._said = percent
            self._progress(self._done, self._total)


class _Counted(io.RawIOBase):
    """A stream that tells how much was read of it, and what."""

    def __init__(self, stream: BinaryIO, tell: Callable[[int], None]) -> None:
        self._stream = stream
        self._tell = tell
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self._stream.read(size)
        self._tell(len(content))
        self._digest.update(content)
        return content

    def digest(self) -> str:
        return self._digest.hexdigest()


def _copy_database(source: Path, target: Path, key: SiteKey | None) -> None:
    """A consistent copy while others write."""
    reader, writer = connect(source, key), connect(target, key)
    try:
        reader.backup(writer)
    except sqlite3.Error as error:
        raise as_storage_error(error) or error from error
    finally:
        reader.close()
        writer.close()


def read_manifest(archive: Path) -> dict[str, Any]:
    """What an archive says about itself; ``BadArchive`` if it says nothing."""
    try:
        with tarfile.open(archive) as opened:
            first = opened.next()
            stream = opened.extractfile(first) if first and first.name == MANIFEST else None
            manifest = json.loads(stream.read()) if stream else None
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise BadArchive(f"{archive} cannot be read: {error}") from error
    if not is_manifest(manifest):
        raise BadArchive("This archive is no backup of a site")
    return cast("dict[str, Any]", manifest)


def is_manifest(value: Any) -> bool:
    return isinstance(value, dict) and value.get("format") == _FORMAT
