"""Who may read the files of a site: its owner alone."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def own_files_only() -> None:
    """Whatever this process makes from now on is for its owner alone."""
    os.umask(_OTHERS)


def tighten(folder: Path) -> int:
    """Take the rights of others from a folder and all in it; how many files and folders had some."""
    count = 0
    for path in loose(folder):
        with suppress(OSError):
            path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~_OTHERS)
            count += 1
    return count


def loose(folder: Path) -> Iterator[Path]:
    """The files and folders that others than their owner may read, write or enter."""
    if os.name == "nt":
        return
    for path in (folder, *folder.rglob("*")):
        with suppress(FileNotFoundError):
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode) and mode & _OTHERS:
                yield path
