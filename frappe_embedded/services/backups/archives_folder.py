"""Where the archives of a site lie: what is there, which are kept, how much room is left."""

import contextlib
import datetime
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...kernel.core.site import Site
from ...kernel.utils.clock import convert_utc_to_system_timezone, now_datetime
from ...kernel.utils.numbers import cint
from .archive import BY_CLOCK, BY_HAND, SCRATCH, BadArchive, folder_of, read_manifest
from .sealing import SEALED_SUFFIX, is_sealed

_SUFFIXES = (".tar.gz", f".tar.gz{SEALED_SUFFIX}")
_ABANDONED_SECONDS = 24 * 3600


@dataclass(frozen=True)
class ArchiveFile:
    """One archive in the folder. ``made`` is in the time zone of the site; ``sound`` says that it can be read,
    ``sealed`` that only the holder of a secret key can, ``encrypted`` that it opens with a passphrase."""

    path: Path
    made: datetime.datetime
    size: int
    kind: str
    sound: bool
    sealed: bool
    encrypted: bool
    database_bytes: int
    files: int
    files_bytes: int

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def is_ahead(self) -> bool:
        """Whether it is dated later than now: a wrong clock has made it, or tells the time."""
        return self.made > now_datetime()


def archives(site: Site) -> list[ArchiveFile]:
    """The archives, newest first."""
    paths = (path for suffix in _SUFFIXES for path in folder_of(site).glob(f"*{suffix}"))
    found = [_looked_at(path) for path in paths if path.is_file()]
    return sorted(found, key=lambda each: each.made, reverse=True)


def find_archive(site: Site, name: str) -> ArchiveFile | None:
    """The archive of this name, if it is there; no name leads anywhere else."""
    return next((each for each in archives(site) if each.name == name), None)


def _looked_at(path: Path) -> ArchiveFile:
    about: dict[str, Any] = {}
    sealed = is_sealed(path)
    with contextlib.suppress(BadArchive):
        about = read_manifest(path)
    stat = path.stat()
    utc = datetime.timezone.utc
    made = (
        datetime.datetime.fromisoformat(about["made"]).astimezone(utc)
        if about.get("made")
        else datetime.datetime.fromtimestamp(stat.st_mtime, utc)
    )
    return ArchiveFile(
        path=path,
        made=convert_utc_to_system_timezone(made.replace(tzinfo=None)).replace(tzinfo=None),
        size=stat.st_size,
        kind=about.get("kind", BY_HAND),
        sound=sealed or bool(about),
        sealed=sealed,
        encrypted=bool(about.get("encrypted")),
        database_bytes=cint(about.get("database_bytes")),
        files=cint(about.get("files")),
        files_bytes=cint(about.get("files_bytes")),
    )


def discard_old(site: Site, keep: int) -> list[str]:
    """Delete all but the newest archives that the clock made; who made one by hand deletes it so.

    What is dated later than now stays, and counts for none: the clock was ahead then, or is behind.
    """
    by_clock = [each for each in archives(site) if each.kind == BY_CLOCK and not each.is_ahead]
    old = by_clock[max(keep, 1) :]
    for each in old:
        each.path.unlink(missing_ok=True)
    return [each.name for each in old]


def sweep(site: Site) -> None:
    """Delete what attempts left behind that were broken off, by a loss of power for instance."""
    for path in folder_of(site).glob(f"{SCRATCH}*"):
        if time.time() - path.stat().st_mtime > _ABANDONED_SECONDS:
            shutil.rmtree(path, ignore_errors=True)
