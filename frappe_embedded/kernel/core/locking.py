"""Who uses a site: a lock on a file, which ends with the process that holds it, however that ends."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FILE = "locks/in_use"
_PLACES = 1 << 16
_PATIENCE_SECONDS = 5.0


class SiteInUse(RuntimeError):
    """Another process uses the site in a way that does not go together with what is wanted."""


class FileLock:
    """Held by many at once, or by one alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self, *, alone: bool) -> bool:
        """Take the lock without waiting; whether that was possible."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle, alone)
        except OSError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


if sys.platform == "win32":

    def _lock(handle: int, alone: bool) -> None:
        """Windows knows no shared locks here: who shares locks one place of many by chance."""
        place = 0 if alone else int.from_bytes(os.urandom(2), "big")
        os.lseek(handle, place, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, _PLACES if alone else 1)

else:

    def _lock(handle: int, alone: bool) -> None:
        fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)


def _lock_of(folder: Path) -> FileLock:
    return FileLock(folder / _FILE)


@contextmanager
def alone(folder: Path, patience: float = 0.0) -> Iterator[None]:
    """The site in ``folder`` for one process; ``SiteInUse`` while another one uses it."""
    lock = _lock_of(folder)
    until = time.monotonic() + patience
    while not lock.take(alone=True):
        if time.monotonic() >= until:
            raise SiteInUse(
                f"A server, a worker or another command uses the site {folder}: end it first"
            )
        time.sleep(0.05)
    try:
        yield
    finally:
        lock.release()


def share(folder: Path) -> FileLock | None:
    """Use a site beside others; ``SiteInUse`` while it is replaced.

    On a disk that cannot be written nobody replaces anything, and there is no lock.
    """
    lock = _lock_of(folder)
    until = time.monotonic() + _PATIENCE_SECONDS
    with suppress(OSError):
        while not lock.take(alone=False):
            if time.monotonic() >= until:
                raise SiteInUse(f"The site {folder} is being replaced: try again in a while")
            time.sleep(0.05)
        return lock
    return None
