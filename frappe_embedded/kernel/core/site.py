"""A site: its folder, its configuration, and what all contexts of the process share."""

from __future__ import annotations

import base64
import io
import json
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .cache import Cache
from .dict import _dict
from .exceptions import IncorrectSitePath
from .folder_swap import is_unfinished, recover
from .locking import FileLock, alone, share
from .sealed_file import is_sealed_file
from .site_files import files_of
from .site_key import KEY_FILE, BadKeyFile, SiteKey, SiteLocked, is_encrypted
from .table_cache import TableCache

_open: dict[tuple[str, str], Site] = {}
_open_lock = threading.Lock()
_PATIENCE_SECONDS = 10.0


class BadConfiguration(ValueError):
    """A configuration file cannot be read."""


class Site:
    """One site of this process.

    The folder ``<sites_path>/<name>`` holds ``site_config.json``, the database file, and the
    folders ``public/files`` and ``private/files``. All of them are encrypted where the folder has a key
    file; then the site opens with its ``key``, and ``SiteLocked`` says that it is missing.
    """

    def __init__(self, name: str, sites_path: str | Path, key: SiteKey | None = None) -> None:
        self.name = name
        self.sites_path = str(sites_path)
        self.path = Path(sites_path) / name
        self.key = _fitting(self.path, key)
        self.files = files_of(self.path, self.key)
        self.config = self._read_config()
        self.cache = Cache()
        self.metas: dict[str, Any] = {}
        self.meta_generation = 0
        self.controllers: dict[str, type] = {}
        self.writer_lock = threading.RLock()
        self.table_cache = TableCache()
        self.announced: int | None = None
        self.pool: Any = None
        self.served_at: str | None = None
        self.lock: FileLock | None = None
        self.wake_worker: Callable[[], None] = _nobody_waits
        self._apps: list[str] | None = None

    @property
    def db_path(self) -> str:
        return str(self.path / self.config.get("db_file", "site.db"))

    def _read_config(self) -> _dict:
        config = _dict()
        common = Path(self.sites_path) / "common_site_config.json"
        if common.exists():
            config.update(_settings(common, common.read_bytes()))
        config.update(self._own_settings())
        return config

    def _own_settings(self) -> dict[str, Any]:
        if not self.config_file.exists():
            return {}
        content = self.files.read_bytes(self.config_file)
        if self.key is None and is_sealed_file(io.BytesIO(content)):
            raise BadKeyFile(
                f"The site {self.path} is encrypted, and its {KEY_FILE} is missing: take it from a copy of the "
                "folder or from a backup, where it is a part of its own"
            )
        return _settings(self.config_file, content)

    @property
    def config_file(self) -> Path:
        return self.path / "site_config.json"

    def save_config(self, **changes: Any) -> None:
        """Write settings to the site's own file, readable by its owner only; ``None`` removes."""
        own = self._own_settings()
        for key, value in changes.items():
            own[key] = value
            if value is None:
                del own[key]
        # In one piece: another process may read it at any moment, and the only key is in it.
        content = json.dumps(own, indent=1, sort_keys=True).encode()
        self.files.write_bytes(self.config_file.resolve(), content)
        self.reload_config()

    def reload_config(self) -> None:
        """Take notice of what another process wrote; no setting is missing in between."""
        fresh = self._read_config()
        self.config.update(fresh)
        for gone in self.config.keys() - fresh.keys():
            del self.config[gone]

    def encryption_key(self) -> str:
        """The key of the site's secrets, made on first use: 32 url-safe bytes in base64."""
        if not self.config.encryption_key:
            self.save_config(encryption_key=_fernet_key())
        return str(self.config.encryption_key)

    def installed_apps(self) -> list[str]:
        if self._apps is None:
            file = self.path / "apps.json"
            self._apps = json.loads(self.files.read_bytes(file)) if file.exists() else []
        return list(self._apps or ["frappe"])

    def set_installed_apps(self, apps: list[str]) -> None:
        self.files.write_bytes(self.path / "apps.json", json.dumps(apps).encode())
        self._apps = list(apps)
        self.forget()

    def forget(self) -> None:
        """Empty every cache of the process for this site."""
        self.cache.flushall()
        self.forget_database()

    def forget_database(self) -> None:
        """Forget what was read from the database."""
        self.table_cache.forget()
        self.metas.clear()
        self.meta_generation += 1
        self.controllers.clear()

    def close(self) -> None:
        if self.pool is not None:
            self.pool.close()
            self.pool = None
        if self.lock is not None:
            self.lock.release()
            self.lock = None


def _fitting(folder: Path, key: SiteKey | None) -> SiteKey | None:
    """The key, where the folder needs one."""
    if not is_encrypted(folder):
        return None
    if key is None:
        raise SiteLocked(f"The site {folder} is encrypted: it opens with its passphrase")
    return key


def _settings(file: Path, content: bytes) -> dict[str, Any]:
    try:
        settings = json.loads(content)
    except ValueError as error:
        raise BadConfiguration(f"{file} is no valid JSON: {error}") from error
    if not isinstance(settings, dict):
        raise BadConfiguration(f"{file} does not hold an object of JSON")
    return settings


def _nobody_waits() -> None:
    """There is no worker in this process; another one finds the job in the table."""


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def get_site(name: str, sites_path: str | Path = ".", site_key: SiteKey | None = None) -> Site:
    """The process's ``Site`` of that name; ``IncorrectSitePath`` when its folder is missing.

    Until it is forgotten, no other process replaces it; where one was ended while doing so, that is
    finished first. An encrypted one needs its key the first time (``SiteLocked``).
    """
    key = (str(Path(sites_path).resolve()), name)
    with _open_lock:
        if key not in _open:
            folder = Path(sites_path) / name
            if not folder.is_dir():
                raise IncorrectSitePath(f"{name}: there is no such site here")
            lock = _used(folder)
            try:
                _open[key] = Site(name, key[0], site_key)
            except BaseException:
                if lock is not None:
                    lock.release()
                raise
            _open[key].lock = lock
        return _open[key]


def _used(folder: Path) -> FileLock | None:
    lock = share(folder)
    if lock is None or not is_unfinished(folder):
        return lock
    lock.release()
    with alone(folder, patience=_PATIENCE_SECONDS):
        recover(folder)
    return share(folder)


def settle(folder: Path) -> None:
    """Finish what another process was ended at while it replaced the site."""
    lock = _used(folder)
    if lock is not None:
        lock.release()


def is_site(folder: Path) -> bool:
    """Whether there is a site in a folder, which may be there before: as a mounted disk, for instance."""
    return any((folder / name).exists() for name in ("site_config.json", "apps.json"))


def forget_site(name: str, sites_path: str | Path = ".") -> None:
    """Close a site, for instance before its database is replaced."""
    with _open_lock:
        site = _open.pop((str(Path(sites_path).resolve()), name), None)
    if site is not None:
        site.close()
