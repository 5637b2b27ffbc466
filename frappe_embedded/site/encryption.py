"""Makes an encrypted site of a plain one, and back: all of it is written anew beside the old, then takes its place.

The folder holds the old or the new whatever happens meanwhile (``core/folder_swap``). What was plain is overwritten
before it is deleted, also where that was broken off and is gone on with.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from ..kernel.core.context import local
from ..kernel.core.folder_swap import begin, discard, put, take_back
from ..kernel.core.locking import alone
from ..kernel.core.sealed_file import name_within
from ..kernel.core.site import Site, forget_site, settle
from ..kernel.core.site_files import UNFINISHED, copy_file, files_of
from ..kernel.core.site_key import KEY_FILE, NewKey, SiteKey, is_encrypted, write_key_file
from ..kernel.core.wiping import wipe, wipe_file
from ..kernel.db.compaction import index_anew
from ..kernel.db.driver import check_cipher, rewrite
from ..kernel.query.opening import opened
from ..services.backups.archive import DATABASE, PARTS, BadArchive, read_manifest
from ..services.backups.sealing import is_sealed
from .file_modes import tighten

_BACKUPS = "private/backups"
_LEFT = (KEY_FILE, "locks", ".restoring", _BACKUPS)
"""What is not written anew: the key, what is empty, and archives, which are sites of their own."""
_BESIDE = ("-wal", "-shm", "-journal")


class CannotConvert(ValueError):
    """The site is as it should become already, or something in it does not go together with that."""


def encrypt(folder: Path, new: NewKey, delete_backups: bool = False) -> None:
    """Encrypt the site in a folder. It opens with the key that was made for it from then on.

    ``CannotConvert`` while plain archives lie in it, unless they may be deleted; ``SiteInUse`` while it is used.
    """
    check_cipher()
    settle(folder)
    if is_encrypted(folder):
        raise CannotConvert("The site is encrypted already")
    archives = _archives(folder)
    if archives and not delete_backups:
        raise CannotConvert(
            f"{len(archives)} backups in {folder / _BACKUPS} are not encrypted, and whoever has them reads "
            "the site. Move them to a safe place, or add --delete-backups"
        )
    _convert(folder, None, new.key, new.file)
    for archive in archives:
        wipe(archive)


def decrypt(folder: Path, key: SiteKey) -> None:
    """Make a plain site of an encrypted one. ``SiteInUse`` while it is used."""
    settle(folder)
    if not is_encrypted(folder):
        raise CannotConvert("The site is not encrypted")
    _convert(folder, key, None, None)


def _convert(folder: Path, old: SiteKey | None, new: SiteKey | None, key_file: str | None) -> None:
    forget_site(folder.name, folder.parent)
    with alone(folder):
        _check_links(folder)
        _wipe_locks(folder)
        try:
            fresh = begin(folder)
            if key_file is not None:
                write_key_file(fresh, key_file)
            names = rewrite_parts(folder, old, fresh, new)
            _index_anew(fresh, new)
            tighten(fresh)
        except BaseException:
            discard(folder)
            raise
        try:
            # The key file goes first, so that no part of an encrypted site is ever taken for a plain one.
            own = [KEY_FILE] if new is not None else []
            put(folder, [*own, *names], _gone(), wiped=True)
            _check_answers(folder, new)
        except BaseException:
            take_back(folder)
            discard(folder)
            raise
        discard(folder)


def _check_links(folder: Path) -> None:
    """What lies elsewhere would stay there as it was."""
    links = [path for path in folder.rglob("*") if path.is_symlink()]
    if links:
        raise CannotConvert(
            f"{links[0]} leads to another place: put what it names into the folder of the site first"
        )


def _wipe_locks(folder: Path) -> None:
    """Nobody uses the site, so no lock is held; one that was left over says who held it."""
    for path in (folder / "locks").glob("*.lock"):
        wipe_file(path)


def _gone() -> list[str]:
    return [KEY_FILE, *(f"{DATABASE}{ending}" for ending in _BESIDE)]


def rewrite_parts(
    source: Path, old: SiteKey | None, target: Path, new: SiteKey | None
) -> list[str]:
    """Write the parts of the site in ``source`` to the folder ``target`` with another key or none.

    The key file is there before, if there is one.

    Returns their names, relative to the folder; those of uploads stand for all in their folders.
    """
    database = Path(Site(source.name, source.parent, old).db_path)
    _fold_log(source, old)
    rewrite(database, old, target / DATABASE, new)
    names = [DATABASE]
    for part in PARTS:
        (target / part).mkdir(mode=0o700, parents=True)
        _rewrite_uploads(source, part, old, target, new)
        names.append(part)
    reader = files_of(source, old)
    for path in _others(source, database):
        name = path.relative_to(source).as_posix()
        (target / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with reader.open(path) as opened_file:
            copy_file(opened_file, target / name, new)
        names.append(name)
    _forget_name_of_database(target, new)
    return names


def _fold_log(source: Path, key: SiteKey | None) -> None:
    """Bring the write-ahead log into the database."""
    site = Site(source.name, source.parent, key)
    with closing(site), opened(site):
        local.db.maintain("PRAGMA wal_checkpoint(TRUNCATE)")


def _forget_name_of_database(target: Path, key: SiteKey | None) -> None:
    """What is written anew has its database under the usual name."""
    site = Site(target.name, target.parent, key)
    if site.config.get("db_file"):
        site.save_config(db_file=None)


def _rewrite_uploads(
    source: Path, part: str, old: SiteKey | None, target: Path, new: SiteKey | None
) -> None:
    reader, writer = files_of(source, old), files_of(target, new)
    for path in sorted((source / part).rglob("*")):
        if not path.is_file() or path.name.startswith(UNFINISHED):
            continue
        name = _name_of(path, source / part, old)
        place = writer.place(part, name)
        if place is None:
            raise CannotConvert(f"{path} is no file of the site: move it out of the folder first")
        with reader.open(path) as opened_file:
            copy_file(opened_file, place, new, name)


def _name_of(path: Path, folder: Path, key: SiteKey | None) -> str:
    if key is None:
        return path.relative_to(folder).as_posix()
    with path.open("rb") as stream:
        return name_within(stream, key)


def _others(source: Path, database: Path) -> Iterator[Path]:
    """The files of the folder that are neither database nor uploads."""
    known = {database, *(database.with_name(database.name + ending) for ending in _BESIDE)}
    left = [source / name for name in (*_LEFT, *PARTS)]
    for path in sorted(source.rglob("*")):
        is_left = any(path == each or each in path.parents for each in left)
        if path.is_file() and path not in known and not is_left:
            yield path


def _archives(folder: Path) -> list[Path]:
    """What lies in the folder of backups and is not closed by a key."""
    found = sorted(path for path in (folder / _BACKUPS).rglob("*") if path.is_file())
    return [path for path in found if not is_sealed(path) and not _is_closed(path)]


def _is_closed(archive: Path) -> bool:
    try:
        return bool(read_manifest(archive).get("encrypted"))
    except BadArchive:
        return False


def _index_anew(fresh: Path, key: SiteKey | None) -> None:
    site = Site(fresh.name, fresh.parent, key)
    with closing(site), opened(site):
        index_anew(local.db)
        local.db.commit()
        local.db.maintain("PRAGMA wal_checkpoint(TRUNCATE)")


def _check_answers(folder: Path, key: SiteKey | None) -> None:
    site = Site(folder.name, folder.parent, key)
    with closing(site), opened(site):
        faults = [row[0] for row in local.db.rows("PRAGMA integrity_check(1)")]
    if faults != ["ok"]:
        raise CannotConvert(f"The database could not be written anew: {'; '.join(faults)}")
