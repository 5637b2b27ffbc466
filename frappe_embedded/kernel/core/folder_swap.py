"""Replaces what is in a site's folder, so that it holds the old or the new whatever happens meanwhile.

The new parts lie complete in ``.restoring/new`` before anything moves. A journal then says which way
things go, and each step is a renaming that may be done again: whoever finds a journal goes on where
the process before was ended. The folder itself is never moved, since it may be a mounted disk.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

from .site_key import is_encrypted
from .wiping import wipe

_WORK = ".restoring"
_JOURNAL = "journal.json"
_FORWARD, _DONE, _BACK = "forward", "done", "back"


def is_unfinished(folder: Path) -> bool:
    return (folder / _WORK).exists()


def begin(folder: Path) -> Path:
    """An empty folder for the new parts, on the same disk as the old ones."""
    fresh = folder / _WORK / "new"
    fresh.mkdir(mode=0o700, parents=True)
    return fresh


def put(folder: Path, fresh: list[str], gone: list[str], *, wiped: bool = False) -> None:
    """Put the new parts ``fresh`` in their places.

    The old ones are kept aside until ``discard``, and so are parts of the old that the new does not
    have (``gone``). What is discarded is overwritten where it is to be ``wiped``.
    """
    present = [name for name in dict.fromkeys((*fresh, *gone)) if os.path.lexists(folder / name)]
    plan = {"fresh": fresh, "old": present, "gone": gone, "wiped": wiped}
    _write(folder, _FORWARD, plan)
    _forward(folder, plan)


def take_back(folder: Path) -> None:
    """Put the old parts back."""
    plan = _read(folder)
    if plan is not None:
        _write(folder, _BACK, plan)
        _back(folder, plan)


def discard(folder: Path) -> None:
    """Forget what lies aside: the old parts after ``put``, the new ones otherwise."""
    plan = _read(folder)
    # What was broken off before there was a plan may be the plain copy of what is encrypted.
    if is_encrypted(folder) if plan is None else plan.get("wiped"):
        for part in (folder / _WORK).glob("*/"):
            wipe(part)
    (folder / _WORK / _JOURNAL).unlink(missing_ok=True)
    shutil.rmtree(folder / _WORK, ignore_errors=True)


def recover(folder: Path) -> None:
    """Go on where a process was ended, to the old or the new; needs the site for itself."""
    plan = _read(folder)
    if plan is not None and plan["direction"] == _FORWARD:
        _forward(folder, plan)
    if plan is not None and plan["direction"] == _BACK:
        _back(folder, plan)
    discard(folder)


def _forward(folder: Path, plan: dict[str, Any]) -> None:
    new, old = folder / _WORK / "new", folder / _WORK / "old"
    for name in plan["old"]:
        is_there_already = name in plan["fresh"] and not os.path.lexists(new / name)
        if not is_there_already and os.path.lexists(folder / name):
            _move(folder / name, old / name)
    for name in plan["fresh"]:
        if os.path.lexists(new / name):
            _move(new / name, folder / name)
    _write(folder, _DONE, plan)


def _back(folder: Path, plan: dict[str, Any]) -> None:
    new, old = folder / _WORK / "new", folder / _WORK / "old"
    for name in plan["fresh"]:
        if os.path.lexists(folder / name) and not os.path.lexists(new / name):
            _move(folder / name, new / name)
    for name in plan["gone"]:
        # What a look at the new database left beside it must not be read as a part of the old one.
        if name not in plan["old"] or os.path.lexists(old / name):
            (folder / name).unlink(missing_ok=True)
    for name in plan["old"]:
        if os.path.lexists(old / name):
            _move(old / name, folder / name)
    _sync(folder)


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.rename(source, target)


def _read(folder: Path) -> dict[str, Any] | None:
    try:
        plan: dict[str, Any] = json.loads((folder / _WORK / _JOURNAL).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return plan


def _write(folder: Path, direction: str, plan: dict[str, Any]) -> None:
    """In one piece, and after everything that it speaks of is on the disk."""
    journal = folder / _WORK / _JOURNAL
    part = journal.with_suffix(".part")
    if direction == _FORWARD and hasattr(os, "sync"):
        os.sync()
    with part.open("w", encoding="utf-8") as opened:
        json.dump({**plan, "direction": direction}, opened)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(part, journal)
    _sync(journal.parent)


def _sync(folder: Path) -> None:
    """Make renamings last; some systems cannot, and do so by themselves."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
