"""Overwrites what must not be read by whoever gets the disk later.

A disk that moves what it writes (flash memory) may keep a copy elsewhere.
"""

import os
import shutil
from pathlib import Path

_BLOCK = 1 << 20


def wipe(path: Path) -> None:
    """Overwrite and delete a file or a folder; nothing where there is none."""
    if path.is_symlink() or path.is_file():
        wipe_file(path)
        return
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            if inner.is_file() or inner.is_symlink():
                wipe_file(inner)
        shutil.rmtree(path)


def wipe_file(path: Path) -> None:
    """Overwrite a file where it lies, and delete it."""
    if not path.is_symlink():
        with path.open("r+b") as opened:
            left = opened.seek(0, os.SEEK_END)
            opened.seek(0)
            while left > 0:
                left -= opened.write(bytes(min(_BLOCK, left)))
            opened.flush()
            os.fsync(opened.fileno())
    path.unlink()
