"""Sites that are made once in a run and copied for each use, whichever process uses them."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from frappe_embedded.kernel.core.locking import FileLock
from frappe_embedded.kernel.core.site import forget_site, get_site
from frappe_embedded.kernel.core.site_key import make_key
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.registry import connect_layers
from frappe_embedded.site.encryption import encrypt
from frappe_embedded.site.install import install_app, new_site

from .live import Running, Server

PASSPHRASE = "correct horse battery staple"
"""Opens the encrypted ones."""
ADMIN = "a-Long-word-7316!"
"""The Administrator's password in all of them but the offices, which make up one."""


@dataclass(frozen=True)
class Patterns:
    """The folder in which they lie, the same for all processes of a run."""

    shelf: Path

    def bare(self, target: Path) -> Path:
        """A site without an app."""
        return self._copied("bare", self._make_bare, target)

    def with_app(self, target: Path) -> Path:
        """A site on which nothing but the app was installed."""
        return self._copied("with-app", self._make_with_app, target)

    def office(self, target: Path) -> Server:
        """The demo office, to be started."""
        self._copied("office", self._make_office, target)
        password = (self.shelf / "office.password").read_text(encoding="utf-8")
        return Server(target, demo=False, administrator=password)

    @contextmanager
    def running_office(self, folder: Path) -> Iterator[Server | Running]:
        """The demo office until the end of the block, or the site that CFM_SITE_URL names.

        That one keeps what tests leave: take one that is thrown away.
        """
        if address := os.environ.get("CFM_SITE_URL"):
            yield Running(address.rstrip("/"))
            return
        server = self.office(folder / "office").start()
        try:
            yield server
        finally:
            server.stop()

    def encrypted_office(self, target: Path) -> Server:
        """The demo office on a disk that tells nothing, to be started."""
        server = self.office(target)
        shutil.rmtree(target / "private" / "backups")
        encrypt(target, make_key(PASSPHRASE))
        server.environment["SITE_PASSPHRASE"] = PASSPHRASE
        return server

    def _make_bare(self, folder: Path) -> None:
        connect_layers()
        new_site(folder.name, folder.parent, ADMIN)
        forget_site(folder.name, folder.parent)

    def _make_with_app(self, folder: Path) -> None:
        self.bare(folder)
        connect_layers()
        with opened(get_site(folder.name, folder.parent)):
            install_app("cfm_app")
        forget_site(folder.name, folder.parent)

    def _make_office(self, folder: Path) -> None:
        """As whoever tries the product makes it."""
        server = Server(folder).start()
        server.stop()
        # Whoever copies it copies half as much, and no server has to read what was written last.
        with closing(sqlite3.connect(folder / "site.db")) as database:
            database.execute("pragma wal_checkpoint(truncate)")
        # Whoever runs this machine lets managers enter the providers of the tests.
        config = folder / "site_config.json"
        known = json.loads(config.read_text(encoding="utf-8"))
        known["inner_servers"] = ["127.0.0.1", "localhost"]
        config.write_text(json.dumps(known), encoding="utf-8")
        password = server.administrator_password()
        (self.shelf / "office.password").write_text(password, encoding="utf-8")

    def _copied(self, kind: str, make: Callable[[Path], None], target: Path) -> Path:
        pattern = self.shelf / kind
        with self._alone(kind):
            if not pattern.exists():
                half_made = self.shelf / f"{kind}-half-made"
                make(half_made)
                half_made.rename(pattern)
        return shutil.copytree(pattern, target)

    @contextmanager
    def _alone(self, kind: str) -> Iterator[None]:
        """Whoever comes second waits until the first one has made it."""
        lock = FileLock(self.shelf / f"{kind}.lock")
        while not lock.take(alone=True):
            time.sleep(0.05)
        try:
            yield
        finally:
            lock.release()
