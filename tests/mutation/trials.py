"""Runs tests with one guard taken away, each time in a fork of a process that has all of them loaded.

Each fork finds the site as it was: what a test left on the disk is put back afterwards.
"""

from __future__ import annotations

import gc
import json
import os
import select
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from .switches import Board


@dataclass
class Reach:
    """What each test takes, and the guards that it reaches."""

    seconds: dict[str, float] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Reach:
        return cls(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else cls()

    def store(self, path: Path) -> None:
        path.write_text(json.dumps({"seconds": self.seconds, "keys": self.keys}), encoding="utf-8")


@dataclass(frozen=True)
class Outcome:
    """The test that failed, `late` if the time was over, nothing if the guard survived."""

    killer: str
    tests: int
    seconds: float


class Recorder:
    """Plugin of pytest: runs each test once and keeps what it reaches."""

    def __init__(self, board: Board, reach: Reach, place: Path) -> None:
        self._board, self._reach, self._place = board, reach, place
        self._is_warm = False

    def pytest_sessionfinish(self) -> None:
        self._reach.store(self._place)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Iterator[None]:
        if not self._is_warm:
            # The first one makes the site.
            runtestprotocol(item, nextitem=item, log=False)
            self._is_warm = True
        self._board.reached.clear()
        began = time.monotonic()
        result = yield
        self._reach.seconds[item.nodeid] = time.monotonic() - began
        self._reach.keys[item.nodeid] = sorted(self._board.reached)
        return result


class Forks:
    """Plugin of pytest: hands the collected tests to `work`, which runs some of them in forks."""

    def __init__(self, board: Board, work: Callable[[Forks], None]) -> None:
        self._board, self._work = board, work
        self._items: dict[str, pytest.Item] = {}
        self._site, self._kept = Path(), Path()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._items = {item.nodeid: item for item in session.items}
        self._warm(session.items[0])
        self._work(self)
        return True

    def _warm(self, item: pytest.Item) -> None:
        """Makes the site, which all forks share."""
        runtestprotocol(item, nextitem=item, log=False)
        factory = item.session.config._tmp_path_factory  # type: ignore[attr-defined]
        self._site = next(factory.getbasetemp().glob("sites*"))
        self._kept = self._site.with_name("kept")
        shutil.copytree(self._site, self._kept)
        # Otherwise each fork copies the memory of which it only counts the uses.
        gc.collect()
        gc.freeze()

    def known(self, tests: Sequence[str]) -> list[str]:
        return [each for each in tests if each in self._items]

    def run(self, tests: Sequence[str], taken: str, limit: float) -> Outcome:
        """Runs tests until the first one fails, with a guard taken away (none: an empty text)."""
        began = time.monotonic()
        told, tell = os.pipe()
        child = os.fork()
        if not child:
            os.close(told)
            self._in_fork(tests, taken, tell)
        os.close(tell)
        killer = _heard(child, told, limit)
        self._put_back()
        return Outcome(killer, len(tests), round(time.monotonic() - began, 1))

    def _in_fork(self, tests: Sequence[str], taken: str, tell: int) -> None:
        try:
            os.setpgid(0, 0)
            gc.disable()
            quiet = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(quiet, stream)
            self._board.taken = taken
            items = [self._items[each] for each in tests]
            items[0].session._setupstate.teardown_exact(items[0])
            for item, after in zip(items, [*items[1:], None], strict=True):
                reports = runtestprotocol(item, nextitem=after, log=False)
                if any(each.failed for each in reports):
                    os.write(tell, item.nodeid.encode())
                    break
            else:
                os.write(tell, b"-")
        finally:
            os._exit(0)

    def _put_back(self) -> None:
        for kept in self._kept.rglob("*"):
            place = self._site / kept.relative_to(self._kept)
            if kept.is_file() and not _is_same(kept, place):
                shutil.copy2(kept, place)
        for place in self._site.rglob("*"):
            if place.is_file() and not (self._kept / place.relative_to(self._site)).exists():
                place.unlink()


def _is_same(kept: Path, place: Path) -> bool:
    if not place.exists():
        return False
    one, other = kept.stat(), place.stat()
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def _heard(child: int, told: int, limit: float) -> str:
    """What a fork says: a test that failed, or nothing. One that dies or takes too long counts as failed."""
    ready, _, _ = select.select([told], [], [], limit)
    said = os.read(told, 10_000).decode() if ready else "late"
    os.close(told)
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "" if said == "-" else said or "died"
