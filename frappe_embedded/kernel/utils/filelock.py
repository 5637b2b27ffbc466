"""Locks between processes, each a file in the site's folder ``locks``."""

import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from ..core.context import local
from ..core.names import scrub

_RETRY_SECONDS = 0.05


class LockTimeoutError(Exception):
    """Somebody else holds a lock for too long."""


def get_lock_path(name: str) -> str:
    """The file of a lock; the name is reduced to a plain file name."""
    plain = "".join(sign if sign.isalnum() or sign in "_-." else "_" for sign in scrub(name))
    folder = Path(local.site_state.path) / "locks"
    folder.mkdir(exist_ok=True)
    return str(folder / f"{local.site_state.files.hidden(plain)}.lock")


def create_lock(name: str) -> str | bool:
    """Take a lock; its path, or ``False`` when it is taken."""
    path = get_lock_path(name)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return False
    return path


def lock_exists(name: str) -> bool:
    return os.path.exists(get_lock_path(name))


def delete_lock(name: str) -> bool:
    """Give a lock back; also one that is not there any more."""
    Path(get_lock_path(name)).unlink(missing_ok=True)
    return True


@contextmanager
def filelock(
    lock_name: str, *, timeout: float = 30, is_global: bool = False
) -> Generator[None, None, None]:
    """Hold a lock; ``LockTimeoutError`` when others hold it for ``timeout`` seconds."""
    give_up = time.monotonic() + timeout
    name = f"global_{lock_name}" if is_global else lock_name
    while not create_lock(name):
        if time.monotonic() >= give_up:
            raise LockTimeoutError(f"Failed to acquire lock: {lock_name}")
        time.sleep(_RETRY_SECONDS)
    try:
        yield
    finally:
        delete_lock(name)
