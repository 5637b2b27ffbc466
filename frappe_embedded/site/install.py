"""Makes a site and installs apps on it."""

import json
import shutil
from pathlib import Path
from typing import Any

from ..kernel.core.context import local
from ..kernel.core.hooks import (
    call_hooks,
    get_attr,
    get_module_list,
    get_pymodule_path,
    import_attr,
    load_app_hooks,
)
from ..kernel.core.names import scrub
from ..kernel.core.site import forget_site, get_site
from ..kernel.core.site_key import NewKey, write_key_file
from ..kernel.db.schema import create_fixed_tables
from ..kernel.document.api import get_doc
from ..kernel.meta.loader import clear_meta, core_record_files
from ..kernel.meta.sync import app_doctype_files, bootstrap_tables, sync_core, sync_doctypes
from ..kernel.query.opening import opened
from ..services.auth.passwords import update_password
from .caches import clear_cache
from .file_modes import tighten
from .fixtures import import_fixtures, sync_records
from .patches import mark_all_done
from .scheduled_jobs import sync_scheduled_jobs


def new_site(
    name: str, sites_path: str | Path, admin_password: str, new_key: NewKey | None = None
) -> None:
    """Make a site with the engine's own DocTypes, roles and the user Administrator, encrypted with a new key.

    ``FileExistsError`` when there is one already; a failed attempt leaves nothing behind.
    """
    folder = Path(sites_path) / name
    is_there = folder.exists()
    if is_there and any(folder.iterdir()):
        raise FileExistsError(f"There is something at {folder} already")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        for part in ("public/files", "private/files", "private/backups", "locks", "logs"):
            (folder / part).mkdir(parents=True)
        if new_key is not None:
            write_key_file(folder, new_key.file)
        site = get_site(name, sites_path, new_key.key if new_key is not None else None)
        site.encryption_key()
        site.set_installed_apps(["frappe"])
        with opened(site):
            _make_core(admin_password)
            local.db.commit()
    except BaseException:
        forget_site(name, sites_path)
        _empty(folder)
        if not is_there:
            folder.rmdir()
        raise
    tighten(folder)


def _empty(folder: Path) -> None:
    """Delete what is in a folder, and not the folder: it may be a mounted disk."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _make_core(admin_password: str) -> None:
    flags = local.flags
    flags.in_install = "frappe"
    flags.in_bootstrap = True
    local.db.begin()
    create_fixed_tables(local.db)
    bootstrap_tables()
    sync_core()
    flags.in_bootstrap = False
    clear_meta()
    _insert_core_records()
    _make_users(admin_password)
    sync_scheduled_jobs("frappe")
    flags.in_install = False


def _insert_core_records() -> None:
    flags = local.flags
    flags.in_import = True
    for file in core_record_files():
        for values in json.loads(file.read_text(encoding="utf-8")):
            _insert_if_missing(values)
    flags.in_import = False
    settings = get_doc("System Settings")
    settings.flags.ignore_mandatory = True
    settings.flags.ignore_permissions = True
    settings.save()


def _insert_if_missing(values: dict[str, Any]) -> None:
    if not local.db.exists(values["doctype"], values["name"]):
        doc = get_doc(values)
        doc.flags.ignore_links = True
        doc.insert(ignore_permissions=True, set_name=values["name"])


def _make_users(admin_password: str) -> None:
    for name, email, first_name in (
        ("Administrator", "admin@example.com", "Administrator"),
        ("Guest", "guest@example.com", "Guest"),
    ):
        user = get_doc(
            {
                "doctype": "User",
                "name": name,
                "email": email,
                "first_name": first_name,
                "enabled": 1,
                "user_type": "System User" if name == "Administrator" else "Website User",
                "send_welcome_email": 0,
                "roles": [{"role": name}],
            }
        )
        user.insert(ignore_permissions=True, set_name=name)
    update_password("Administrator", admin_password)


def install_app(app: str, force: bool = False) -> None:
    """Install an app on the connected site: its DocTypes, records, patches, jobs and fixtures.

    Does nothing when it is installed already, unless ``force``.
    """
    site = local.site_state
    installed = site.installed_apps()
    if app in installed and not force:
        return
    hooks = load_app_hooks([app])
    for required in hooks.get("required_apps", []):
        install_app(required.split("/")[-1])
    local.flags.in_install = app
    try:
        for path in hooks.get("before_install", []):
            if import_attr(path)() is False:
                return
        installed = site.installed_apps()
        if app not in installed:
            site.set_installed_apps([*installed, app])
        sync_app(app)
        mark_all_done(app)
        local.db.commit()
        for path in hooks.get("after_install", []):
            get_attr(path)()
        sync_scheduled_jobs(app)
        import_fixtures(app)
        for path in hooks.get("after_sync", []):
            get_attr(path)()
    except BaseException:
        local.db.rollback()
        site.set_installed_apps([each for each in site.installed_apps() if each != app])
        raise
    finally:
        local.flags.in_install = False
    call_hooks("after_app_install", app)
    local.db.commit()
    clear_cache()


def sync_app(app: str) -> int:
    """Bring an app's DocTypes and standard records in; how many files had changed."""
    if app == "frappe":
        return sync_core()
    changed = 0
    modules = get_module_list(app)
    for module in modules:
        _ensure_module(module, app)
    folders = [Path(get_pymodule_path(app, scrub(module))) for module in modules]
    files = [file for folder in folders for file in app_doctype_files(folder)]
    changed += sync_doctypes(files)
    _ensure_roles()
    for folder in folders:
        changed += sync_records(folder)
    return changed


def _ensure_module(module: str, app: str) -> None:
    if not local.db.exists("Module Def", module):
        get_doc({"doctype": "Module Def", "module_name": module, "app_name": app}).insert(
            ignore_permissions=True
        )


def _ensure_roles() -> None:
    """Roles that permissions of DocTypes name exist, even if an app forgets to ship them."""
    missing = local.db.sql(
        "select distinct role from `tabDocPerm` where role not in (select name from `tabRole`)"
    )
    for (role,) in missing:
        get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert(
            ignore_permissions=True
        )
