"""The archive: one file with the database, the files and the configuration of a site."""

from __future__ import annotations

import datetime
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from ..core.site import Site, forget_site, get_site
from .sealing import SEALED_SUFFIX, Damaged, WrongKey, is_sealed, seal, unseal

__all__ = [
    "BY_CLOCK",
    "BY_HAND",
    "SCRATCH",
    "BadArchive",
    "Progress",
    "backup",
    "folder_of",
    "read_manifest",
    "restore",
    "sealed_backup",
]

Progress = Callable[[int, int], None]
"""Told how many bytes are done, of how many; what it raises ends the work."""

BY_HAND, BY_CLOCK = "by hand", "by clock"

SCRATCH = ".making-"
"""How the folders begin in which archives are put together."""

_MANIFEST = "manifest.json"
_FORMAT = "frappe-embedded-backup-1"
_DATABASE = "site.db"
_PARTS = ("public/files", "private/files")
_CONFIGURATION = ("site_config.json", "apps.json")


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

    The archive holds the encryption key and personal data: it is readable by its owner only. It gets
    its name when it is complete; an attempt that fails leaves nothing behind.
    """
    moment = datetime.datetime.now(datetime.timezone.utc)
    target = target or _free_name(site, moment)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=SCRATCH) as scratch:
        copy = Path(scratch) / _DATABASE
        _copy_database(Path(site.db_path), copy)
        files = _files(site)
        made = Path(scratch) / target.name
        made.touch(mode=0o600)
        with tarfile.open(made, "w:gz", compresslevel=6) as archive:
            content = json.dumps(_manifest(site, moment, kind, copy, files)).encode()
            about = tarfile.TarInfo(_MANIFEST)
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))
            parts = [(copy, _DATABASE), *((site.path / name, name) for name in files)]
            _pack(archive, parts, progress)
        os.replace(made, target)
    return target


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
    found = [name for name in _CONFIGURATION if (site.path / name).exists()]
    for part in _PARTS:
        for path in sorted((site.path / part).rglob("*")):
            if path.is_file():
                found.append(path.relative_to(site.path).as_posix())
    return found


def _manifest(
    site: Site, moment: datetime.datetime, kind: str, copy: Path, files: list[str]
) -> dict[str, Any]:
    uploads = [site.path / name for name in files if name not in _CONFIGURATION]
    return {
        "format": _FORMAT,
        "site": site.name,
        "apps": site.installed_apps(),
        "made": moment.isoformat(),
        "kind": kind,
        "database_bytes": copy.stat().st_size,
        "files": len(uploads),
        "files_bytes": sum(path.stat().st_size for path in uploads if path.exists()),
    }


def _pack(
    archive: tarfile.TarFile, parts: list[tuple[Path, str]], progress: Progress | None
) -> None:
    """Add the files; one that was deleted meanwhile is left out."""
    told = _Told(progress, sum(path.stat().st_size for path, _name in parts if path.exists()))
    for path, name in parts:
        try:
            with path.open("rb") as opened:
                archive.addfile(archive.gettarinfo(arcname=name, fileobj=opened), told.of(opened))
        except FileNotFoundError:
            continue


class _Told:
    """Counts what is read of several files, and tells it at most once a percent."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0
        self._said = -1

    def of(self, stream: BinaryIO) -> BinaryIO:
        return stream if self._progress is None else _Counted(stream, self.add)  # type: ignore[return-value]

    def add(self, size: int) -> None:
        self._done += size
        percent = 100 * self._done // max(self._total, 1)
        if self._progress is not None and percent > self._said:
            self._said = percent
            self._progress(self._done, self._total)


class _Counted(io.RawIOBase):
    """A stream that tells how much was read of it."""

    def __init__(self, stream: BinaryIO, tell: Callable[[int], None]) -> None:
        self._stream = stream
        self._tell = tell

    def read(self, size: int = -1) -> bytes:
        content = self._stream.read(size)
        self._tell(len(content))
        return content


def _copy_database(source: Path, target: Path) -> None:
    """A consistent copy while others write."""
    with sqlite3.connect(source) as reader, sqlite3.connect(target) as writer:
        reader.backup(writer)
    reader.close()
    writer.close()


def read_manifest(archive: Path) -> dict[str, Any]:
    """What an archive says about itself; ``BadArchive`` if it says nothing."""
    try:
        with tarfile.open(archive) as opened:
            first = opened.next()
            stream = opened.extractfile(first) if first and first.name == _MANIFEST else None
            manifest = json.loads(stream.read()) if stream else None
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise BadArchive(f"{archive} cannot be read: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != _FORMAT:
        raise BadArchive("This archive is no backup of a site")
    return manifest


def restore(
    archive: Path,
    name: str,
    sites_path: str | Path,
    force: bool = False,
    secret: str | None = None,
) -> Site:
    """Make a site from an archive; an existing one is only replaced with ``force``.

    A sealed archive is opened with ``secret``, the key or the text of its file. Nothing is touched
    before the archive has been checked: ``BadArchive``, ``WrongKey`` and ``NotAKey`` say what is wrong.
    """
    folder = Path(sites_path) / name
    if folder.exists() and not force:
        raise FileExistsError(f"There is a site at {folder} already: use --force to replace it")
    with tempfile.TemporaryDirectory(dir=_parent(folder)) as scratch:
        unpacked = Path(scratch) / "site"
        _unpack(_unsealed(archive, Path(scratch), secret), unpacked)
        _check(unpacked)
        (unpacked / _MANIFEST).unlink()
        for part in ("private/backups", "locks", "logs", *_PARTS):
            (unpacked / part).mkdir(parents=True, exist_ok=True)
        forget_site(name, sites_path)
        if folder.exists():
            kept = folder / "private" / "backups"
            if kept.exists():
                shutil.rmtree(unpacked / "private" / "backups")
                shutil.move(str(kept), unpacked / "private" / "backups")
            shutil.rmtree(folder)
        unpacked.rename(folder)
    return get_site(name, sites_path)


def _parent(folder: Path) -> Path:
    folder.parent.mkdir(parents=True, exist_ok=True)
    return folder.parent


def _unsealed(archive: Path, scratch: Path, secret: str | None) -> Path:
    if not is_sealed(archive):
        return archive
    if secret is None:
        raise WrongKey("The archive is sealed: it opens only with its secret key")
    raw = scratch / "raw.tar.gz"
    try:
        unseal(archive, raw, secret)
    except Damaged as error:
        raise BadArchive(str(error)) from error
    return raw


def _unpack(archive: Path, target: Path) -> None:
    try:
        with tarfile.open(archive) as opened:
            opened.extractall(target, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BadArchive(f"{archive} cannot be read: {error}") from error


def _check(folder: Path) -> None:
    manifest = folder / _MANIFEST
    database = folder / _DATABASE
    if not manifest.exists() or not database.exists():
        raise BadArchive("This archive is no backup of a site")
    if json.loads(manifest.read_text(encoding="utf-8")).get("format") != _FORMAT:
        raise BadArchive("This archive was written by another program")
    connection = sqlite3.connect(database)
    try:
        result = connection.execute("pragma integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        result = str(error)
    finally:
        connection.close()
    if result != "ok" and "no such collation" not in result:
        raise BadArchive(f"The database in the archive is damaged: {result}")
