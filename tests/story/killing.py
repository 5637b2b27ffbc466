"""Ends a command at a chosen moment, as ``kill -9`` or a loss of power does.

``python -m tests.story.killing MOMENT WHAT FOLDER [ARCHIVE]``: moments are what the command asks of the
disk (files opened, renamed, deleted; statements of SQL), counted from 1. With 0 it runs to its end and
prints how many there were.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frappe_embedded

frappe_embedded.activate()

from frappe_embedded.kernel.core.site import get_site  # noqa: E402
from frappe_embedded.kernel.core.site_key import (  # noqa: E402
    change_passphrase,
    make_key,
    open_key,
)
from frappe_embedded.kernel.db.connection import Connection  # noqa: E402
from frappe_embedded.registry import connect_layers  # noqa: E402
from frappe_embedded.services.backups.archive import backup  # noqa: E402
from frappe_embedded.site.encryption import decrypt, encrypt  # noqa: E402
from frappe_embedded.site.migrate import migrate  # noqa: E402
from frappe_embedded.site.restore import restore  # noqa: E402
from tests.forked import Forked  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "correct horse battery staple"
OTHER_PASSPHRASE = "a very different passphrase"

_OF_THE_DISK = (
    "open",
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.chmod",
    "sqlite3.connect",
)
_count = itertools.count(1)
_armed = False


def moment_passes(number: int) -> None:
    if _armed and next(_count) == number:
        os.kill(os.getpid(), signal.SIGKILL)


def watch(number: int, folder: Path) -> None:
    """Count what is asked of the disk beneath ``folder``."""

    def disk(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _OF_THE_DISK and str(folder) in str(arguments[0]):
            moment_passes(number)

    sys.addaudithook(disk)
    asked: Callable[..., Any] = Connection.execute

    def execute(self: Connection, sql: str, values: Any = ()) -> Any:
        moment_passes(number)
        return asked(self, sql, values)

    Connection.execute = execute  # type: ignore[method-assign]


def _converting(what: str, folder: Path) -> dict[str, Callable[[], None]]:
    """What changes how a site is kept; its keys are at hand before anything is counted."""
    if what == "encrypt":
        new = make_key(PASSPHRASE)
        return {what: lambda: encrypt(folder, new)}
    if what not in ("decrypt", "change-passphrase"):
        return {}
    key = open_key(folder, PASSPHRASE)
    return {
        "decrypt": lambda: decrypt(folder, key),
        "change-passphrase": lambda: change_passphrase(folder, key, OTHER_PASSPHRASE),
    }


def main(number: int, what: str, folder: Path, archive: Path | None) -> None:
    global _armed
    connect_layers()
    converting = _converting(what, folder)
    watch(number, folder.parent)
    _armed = True
    if what == "restore":
        assert archive is not None
        restore(archive, folder.name, folder.parent, force=True)
    elif what == "backup":
        backup(get_site(folder.name, folder.parent), archive)
    elif what in converting:
        converting[what]()
    else:
        migrate(get_site(folder.name, folder.parent))
    _armed = False
    print(next(_count) - 1)


def run(moment: int, what: str, *paths: Path) -> int:
    """The same in a process of its own: how it ended, with 0 the number of its moments."""
    with tempfile.NamedTemporaryFile() as log:
        told, arguments = Path(log.name), [str(moment), what, *map(str, paths)]
        status = Forked("tests.story.killing", arguments, ROOT, told).wait()
        if moment:
            return status
        assert status == 0, told.read_text(encoding="utf-8")
        return int(told.read_text(encoding="utf-8").split()[-1])


if __name__ == "__main__":
    _number, _what, *_paths = sys.argv[1:]
    _folder, _archive = [*map(Path, _paths), None][:2]
    assert _folder is not None
    main(int(_number), _what, _folder, _archive)
