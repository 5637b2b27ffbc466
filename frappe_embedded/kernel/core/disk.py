"""The disk of a site: how much room is left, and whether it can be written."""

import os
import shutil
import tempfile
from pathlib import Path

from .site import Site

LITTLE = 200 * 2**20
"""With less room than this somebody should look after the disk."""

NOTHING = 4 * 2**20
"""With less room than this the next document may not be stored."""


def free_bytes(site: Site) -> int:
    return shutil.disk_usage(site.path).free


def is_nearly_full(site: Site) -> bool:
    return free_bytes(site) < LITTLE


def is_full(site: Site) -> bool:
    return free_bytes(site) < NOTHING


def is_read_only(site: Site) -> bool:
    """Whether the disk is mounted for reading only; nothing is tried."""
    if not hasattr(os, "statvfs"):
        return False
    return bool(os.statvfs(site.path).f_flag & os.ST_RDONLY)


def can_be_written(site: Site) -> bool:
    """Whether a file can be made where the database and the files lie."""
    folders = {Path(site.db_path).parent, site.path, site.path / "private" / "files"}
    return all(_takes_a_file(folder) for folder in folders if folder.is_dir())


def _takes_a_file(folder: Path) -> bool:
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".can-be-written-")
    except OSError:
        return False
    os.close(handle)
    os.unlink(name)
    return True
