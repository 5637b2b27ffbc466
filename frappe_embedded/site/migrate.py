"""Brings a site in line with the code of its apps."""

import hashlib
import pkgutil
import sqlite3
from collections.abc import Iterator
from functools import reduce
from pathlib import Path

from .. import kernel, services, web
from ..kernel.core.context import local
from ..kernel.core.hooks import call_hooks, get_app_path, get_attr, get_hooks
from ..kernel.core.site import Site
from ..kernel.db.schema import create_fixed_tables
from ..kernel.meta.loader import COREDATA
from ..kernel.query.opening import opened
from .caches import clear_cache
from .file_modes import tighten
from .fixtures import import_fixtures
from .install import sync_app
from .patches import run_patches
from .scheduled_jobs import sync_scheduled_jobs

_WATCHED = ("*.json", "patches.txt", "hooks.py", "modules.txt", "setup/**/*.py")
"""Of an app: what a migration reads, and the code of what it does besides, such as making indexes."""


def migrate(site: Site) -> int:
    """Patches, DocTypes, standard records, jobs, fixtures; how many files had changed.

    A second run changes nothing. All of it is one transaction, whatever patches commit in between:
    where it ends early, the site is the old one.
    """
    tighten(site.path)
    with opened(site):
        local.flags.in_migrate = True
        apps = site.installed_apps()
        with local.db.as_one():
            create_fixed_tables(local.db)
            _follow_moved_packages()
            _follow_renamed_functions()
            call_hooks("before_migrate")
            for app in apps:
                run_patches(app, "pre_model_sync")
            changed = sum(sync_app(app) for app in apps)
            for app in apps:
                run_patches(app, "post_model_sync")
                sync_scheduled_jobs(app)
                import_fixtures(app)
            call_hooks("after_migrate")
            _remember(fingerprint(apps))
        local.flags.in_migrate = False
        clear_cache()
    return changed


def _follow_moved_packages() -> None:
    """Jobs wait under the names of their functions, which once had no floor in them."""
    for floor in (kernel, services, web):
        engine = floor.__name__.rpartition(".")[0]
        for package in pkgutil.iter_modules(floor.__path__):
            old = f"{engine}.{package.name}."
            local.db.sql(
                "update `__job` set method = %s || substr(method, %s) where method like %s",
                (f"{floor.__name__}.{package.name}.", len(old) + 1, f"{old}%"),
            )


def _follow_renamed_functions() -> None:
    """Jobs wait under names of functions of apps: hook ``renamed_functions``, which gives the new name or the same."""
    rename = [get_attr(path) for path in get_hooks("renamed_functions")]
    for (method,) in local.db.sql("select distinct method from `__job`"):
        new = reduce(lambda name, renamed: renamed(name), rename, method)
        if new != method:
            local.db.sql("update `__job` set method = %s where method = %s", (new, method))


def is_current(site: Site) -> bool:
    """Whether the files of the apps are those of the last migration."""
    with opened(site):
        return _remembered() == fingerprint(site.installed_apps())


def _remember(digest: str) -> None:
    local.db.sql("delete from `__migration`")
    local.db.sql("insert into `__migration` (fingerprint) values (%s)", (digest,))


def _remembered() -> str | None:
    try:
        rows = local.db.sql("select fingerprint from `__migration`")
    except sqlite3.OperationalError as error:
        if not local.db.is_table_missing(error):
            raise
        return None
    return str(rows[0][0]) if rows else None


def fingerprint(apps: list[str]) -> str:
    """A digest of the files that a migration looks at."""
    digest = hashlib.sha256()
    for file in _files(apps):
        digest.update(f"{file.name}:".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(apps: list[str]) -> Iterator[Path]:
    yield from sorted(COREDATA.rglob("*.json"))
    for app in apps:
        if app != "frappe":
            root = Path(get_app_path(app))
            for pattern in _WATCHED:
                yield from sorted(root.rglob(pattern))
