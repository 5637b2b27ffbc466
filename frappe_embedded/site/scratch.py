"""Where temporary files of this process lie: in memory, where a site is encrypted.

Uploads, answers and workbooks that are too large for a buffer pass through files of the system's folder, which may
be on the disk that gets stolen.
"""

import atexit
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

_MEMORY = Path("/dev/shm")
_PREFIX = "site-scratch-"


def keep_scratch_in_memory() -> bool:
    """Have temporary files made in memory, until this process ends; whether the system has a folder for it."""
    if is_in_memory():
        return True
    if not (_MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)):
        return False
    _sweep()
    folder = tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=_MEMORY)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    tempfile.tempdir = folder
    # SQLite and programs that are called ask the environment.
    os.environ["SQLITE_TMPDIR"] = os.environ["TMPDIR"] = folder
    return True


def _sweep() -> None:
    """Delete what processes left behind that were ended from outside."""
    for folder in _MEMORY.glob(f"{_PREFIX}*-*"):
        with suppress(OSError, ValueError):
            process = int(folder.name.removeprefix(_PREFIX).split("-")[0])
            if folder.stat().st_uid == os.getuid() and not _is_running(process):
                shutil.rmtree(folder)


def _is_running(process: int) -> bool:
    """Whether there is such a process; one of somebody else counts."""
    try:
        os.kill(process, 0)
    except OSError as error:
        return not isinstance(error, ProcessLookupError)
    return True


def is_in_memory() -> bool:
    # Asked for the folder of the system, the library would write to it.
    return tempfile.tempdir is not None and _MEMORY in Path(tempfile.tempdir).parents
