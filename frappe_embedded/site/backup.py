"""Backups: one archive with the database, the files and the configuration of a site."""

from __future__ import annotations

import datetime
import json
import shutil
import sqlite3
import tarfile
import tempfile
from pathlib import Path

from ..core.site import Site, forget_site, get_site

__all__ = ["BadArchive", "backup", "restore"]

_MANIFEST = "manifest.json"
_FORMAT = "frappe-embedded-backup-1"
_DATABASE = "site.db"
_PARTS = ("public/files", "private/files")


class BadArchive(ValueError):
    """The archive is damaged, or no backup of this engine."""


def backup(site: Site, target: Path | None = None) -> Path:
    """Write an archive of a site that may be in use; returns its path.

    The archive holds the encryption key and personal data: it is readable by its owner only.
    """
    moment = datetime.datetime.now().strftime("%Y%m%d_%H%M%S")
    target = target or site.path / "private" / "backups" / f"{moment}-{site.name}.tar.gz"
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / _DATABASE
        _copy_database(Path(site.db_path), copy)
        manifest = Path(scratch) / _MANIFEST
        manifest.write_text(
            json.dumps({"format": _FORMAT, "site": site.name, "apps": site.installed_apps()}),
            encoding="utf-8",
        )
        target.touch(mode=0o600)
        with tarfile.open(target, "w:gz") as archive:
            archive.add(manifest, _MANIFEST)
            archive.add(copy, _DATABASE)
            for name in ("site_config.json", "apps.json"):
                if (site.path / name).exists():
                    archive.add(site.path / name, name)
            for part in _PARTS:
                if (site.path / part).exists():
                    archive.add(site.path / part, part)
    return target


def _copy_database(source: Path, target: Path) -> None:
    """A consistent copy while others write."""
    with sqlite3.connect(source) as reader, sqlite3.connect(target) as writer:
        reader.backup(writer)
    reader.close()
    writer.close()


def restore(archive: Path, name: str, sites_path: str | Path, force: bool = False) -> Site:
    """Make a site from an archive; an existing one is only replaced with ``force``.

    Nothing is touched before the archive has been checked: ``BadArchive`` says what is wrong.
    """
    folder = Path(sites_path) / name
    if folder.exists() and not force:
        raise FileExistsError(f"There is a site at {folder} already: use --force to replace it")
    with tempfile.TemporaryDirectory(dir=_parent(folder)) as scratch:
        unpacked = Path(scratch) / "site"
        _unpack(archive, unpacked)
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
