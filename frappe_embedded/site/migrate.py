"""Brings a site in line with the code of its apps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from ..core.context import local
from ..core.hooks import call_hooks, get_app_path
from ..core.site import Site
from ..db.fixed import create_fixed_tables
from ..meta.corefiles import COREDATA
from ..query.opening import opened
from .caches import clear_cache
from .fixtures import import_fixtures
from .install import sync_app
from .patches import run_patches
from .scheduled_jobs import sync_scheduled_jobs

__all__ = ["fingerprint", "is_current", "migrate"]

_WATCHED = ("*.json", "patches.txt", "hooks.py", "modules.txt")


def migrate(site: Site) -> int:
    """Patches, DocTypes, standard records, jobs, fixtures; how many files had changed.

    A second run changes nothing. The steps of one app are committed together.
    """
    with opened(site):
        local.flags.in_migrate = True
        apps = site.installed_apps()
        local.db.begin()
        create_fixed_tables(local.db)
        call_hooks("before_migrate")
        for app in apps:
            run_patches(app, "pre_model_sync")
        changed = sum(sync_app(app) for app in apps)
        for app in apps:
            run_patches(app, "post_model_sync")
            sync_scheduled_jobs(app)
            import_fixtures(app)
        call_hooks("after_migrate")
        local.flags.in_migrate = False
        local.db.commit()
        clear_cache()
        _marker(site).write_text(fingerprint(apps), encoding="utf-8")
    return changed


def is_current(site: Site) -> bool:
    """Whether the files of the apps are those of the last migration."""
    marker = _marker(site)
    return marker.exists() and marker.read_text(encoding="utf-8") == _of_site(site)


def _of_site(site: Site) -> str:
    with opened(site):
        return fingerprint(site.installed_apps())


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


def _marker(site: Site) -> Path:
    return site.path / "migrated.sha256"
