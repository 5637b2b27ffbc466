"""Makes a site from an archive, in place of another one or where there was none."""

import importlib.util
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..kernel.core.context import local
from ..kernel.core.folder_swap import begin, discard, put, recover, take_back
from ..kernel.core.hooks import call_hooks
from ..kernel.core.locking import alone
from ..kernel.core.site import Site, forget_site, get_site, is_site
from ..kernel.core.site_key import KEY_FILE, SiteKey, SiteLocked, identity_of, is_encrypted
from ..kernel.core.wiping import wipe
from ..kernel.meta.loader import get_meta
from ..kernel.query.opening import opened
from ..services.backups.archive import CONFIGURATION, DATABASE, PARTS, BadArchive
from ..services.backups.extraction import Unlock, unpack
from .encryption import rewrite_parts
from .file_modes import tighten

_FRESH = (DATABASE, *CONFIGURATION, *PARTS)
_OPENED = "opened"
_BESIDE = ("-wal", "-shm", "-journal")
_FOLDERS = (*PARTS, "private/backups", "locks", "logs")


Choose = Callable[[list[dict[str, Any]]], str | None]
"""Is asked with what apps will change in the restored site; the moment since which they leave it out, or None."""


class CannotRestore(ValueError):
    """The archive may be good, but the place is not."""


def restore(
    archive: Path,
    name: str,
    sites_path: str | Path,
    force: bool = False,
    secret: str | None = None,
    unlock: Unlock | None = None,
    choose: Choose | None = None,
) -> Site:
    """Make a site from an archive; an existing one is only replaced with ``force``.

    A sealed archive is opened with ``secret``, the key or the text of its file; that of an encrypted site
    by ``unlock``, which is asked with the folder that holds the key file. An encrypted site stays so
    whatever the archive is. Nothing of the old site is touched before the new one is complete, checked and
    answers; it comes back if the new one does not answer in its place. Archives of the old site stay.
    ``choose`` is asked if apps change what comes back (hook ``restore_announces``), and may raise ``CannotRestore``.
    ``BadArchive``, ``WrongKey``, ``NotAKey``, ``SiteLocked``, ``WrongPassphrase``, ``CannotRestore`` and
    ``SiteInUse`` say why nothing was restored.
    """
    folder = Path(sites_path).resolve() / name
    archive = archive.resolve()
    if is_site(folder) and not force:
        raise FileExistsError(f"There is a site at {folder} already: use --force to replace it")
    is_new = not folder.exists()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    forget_site(name, sites_path)
    try:
        with alone(folder):
            recover(folder)
            _check_place(folder, archive)
            try:
                fresh = begin(folder)
                key = _fill(folder, fresh, archive, secret, unlock)
                _check_answers(fresh, key)
                tighten(fresh)
            except BaseException:
                discard(folder)
                raise
            _replace(folder, key, choose)
    except BaseException:
        if is_new:
            _leave_nothing(folder)
        raise
    return get_site(name, sites_path, key)


def _fill(
    folder: Path, fresh: Path, archive: Path, secret: str | None, unlock: Unlock | None
) -> SiteKey | None:
    """Unpack, so that what is encrypted stays so; returns the key that the site will have."""
    key = unpack(archive, fresh, secret, unlock)
    if key is not None:
        _check_same_key(folder, fresh)
        return key
    if not is_encrypted(folder):
        return None
    if unlock is None:
        raise SiteLocked("The site is encrypted: what is restored over it needs its passphrase")
    key = unlock(folder)
    opened_parts = fresh.with_name(_OPENED)
    fresh.rename(opened_parts)
    fresh.mkdir(mode=0o700)
    try:
        shutil.copyfile(folder / KEY_FILE, fresh / KEY_FILE)
        rewrite_parts(opened_parts, None, fresh, key)
    finally:
        wipe(opened_parts)
    return key


def _check_same_key(folder: Path, fresh: Path) -> None:
    """What stays in the folder has to open with the key of what comes."""
    if is_site(folder) and (not is_encrypted(folder) or identity_of(folder) != identity_of(fresh)):
        raise CannotRestore(
            "The archive is encrypted with another key than the site that is there: "
            "restore it to a new folder"
        )


def _replace(folder: Path, key: SiteKey | None, choose: Choose | None) -> None:
    try:
        own = [KEY_FILE] if key is not None else []
        put(folder, [*own, *_FRESH], _gone(folder, key))
        _check_answers(folder, key)
        for part in _FOLDERS:
            (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        _let_apps_follow(folder, key, choose)
    except BaseException:
        take_back(folder)
        discard(folder)
        raise
    discard(folder)


def _let_apps_follow(folder: Path, key: SiteKey | None, choose: Choose | None) -> None:
    """Tell the apps that the site is what it was at some moment (hook ``after_restore``).

    What they would change in it they tell before (``restore_announces``), and leave out from a moment on
    (``restore_leaves_out``).
    """
    site = Site(folder.name, folder.parent, key)
    try:
        with opened(site):
            announced = [each for each in call_hooks("restore_announces") if each]
            since = choose(announced) if announced and choose else None
            if since:
                call_hooks("restore_leaves_out", since)
            call_hooks("after_restore")
            local.db.commit()
    finally:
        site.close()


def _gone(folder: Path, key: SiteKey | None) -> list[str]:
    """What of the old site has no successor: above all what lies beside its database."""
    names = {DATABASE}
    if is_site(folder):
        # A site whose configuration is broken is what somebody may want to replace.
        with suppress(ValueError, OSError, SiteLocked):
            names.add(Site(folder.name, folder.parent, key).config.get("db_file") or DATABASE)
    own = {name for name in names if Path(name).name == name}
    return [
        *sorted(own - {DATABASE}),
        *(f"{name}{ending}" for name in sorted(own) for ending in _BESIDE),
        "migrated.sha256",
    ]


def _check_place(folder: Path, archive: Path) -> None:
    disk = folder.stat().st_dev
    for part in _FRESH:
        place = folder / part
        if not os.path.lexists(place):
            continue
        if archive.is_relative_to(place.resolve()):
            raise CannotRestore(
                f"{archive} lies in what is replaced: move it to another place first"
            )
        if place.lstat().st_dev != disk or os.path.ismount(place):
            raise CannotRestore(
                f"{place} is on a disk of its own, so that old and new cannot change places: "
                "restore to another folder and copy its files from there"
            )


def _check_answers(folder: Path, key: SiteKey | None) -> None:
    """``BadArchive`` unless a site opens, knows its apps and reads its documents."""
    site = Site(folder.name, folder.parent, key)
    missing = [app for app in site.installed_apps() if not _is_installed(app)]
    if missing:
        raise CannotRestore(f"The site needs what is not installed here: {', '.join(missing)}")
    try:
        with opened(site):
            people = local.db.sql("select count(*) from `tabUser` where name = 'Administrator'")
            get_meta("User")
            faults = [row[0] for row in local.db.rows("pragma integrity_check(1)")]
        if people[0][0] != 1 or faults != ["ok"]:
            raise BadArchive(f"The site in the archive is damaged: {'; '.join(faults)}")
    except (BadArchive, OSError):
        raise
    except Exception as error:
        raise BadArchive(f"The site in the archive does not open: {error}") from error
    finally:
        site.close()


def _is_installed(app: str) -> bool:
    return app == "frappe" or importlib.util.find_spec(app) is not None


def _leave_nothing(folder: Path) -> None:
    """A site that could not be made leaves no folder behind that looks like one."""
    shutil.rmtree(folder / "locks", ignore_errors=True)
    with suppress(OSError):
        folder.rmdir()
