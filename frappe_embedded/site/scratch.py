"""Where temporary files of this process lie: in memory, where a site is encrypted.

Uploads, answers and workbooks that are too large for a buffer pass through files of the system's folder, which may
be on the disk that gets stolen.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")


def keep_scratch_in_memory() -> bool:
    """Have temporary files made in memory, until this process ends; whether the system has a folder for it."""
    if is_in_memory():
        return True
    if not (_MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)):
        return False
    folder = tempfile.mkdtemp(prefix="scratch-", dir=_MEMORY)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    tempfile.tempdir = folder
    # SQLite and programs that are called ask the environment.
    os.environ["SQLITE_TMPDIR"] = os.environ["TMPDIR"] = folder
    return True


def is_in_memory() -> bool:
    # Asked for the folder of the system, the library would write to it.
    return tempfile.tempdir is not None and _MEMORY in Path(tempfile.tempdir).parents
