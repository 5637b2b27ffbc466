"""``python -m tests.mutation``: takes guards away, one at a time, and names those that no test misses."""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from .guards import Guard
from .switches import ROOT, guards_of, install
from .trials import Forks, Outcome, Reach, Recorder

GUARDED = (
    *("cfm_app/privacy", "cfm_app/sealing", "cfm_app/sensitivity"),
    *("cfm_app/channels/adapters/outside.py", "cfm_app/setup/program_access.py"),
)
TESTS = "cfm_app"
KNOWN = Path(__file__).with_name("known.csv")
QUIET = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore"]


@dataclass(frozen=True)
class Asked:
    """What the command line asks."""

    only: list[str]
    without: list[str]
    seed: int
    most: int
    budget: float
    reach: Path
    results: Path


def main() -> int:
    asked = _asked()
    board = install([path for each in GUARDED for path in modules(each)])
    reach = Reach.load(asked.reach)
    if not reach.keys:
        failed = pytest.main([*QUIET, *(asked.only or [TESTS])], plugins=[Recorder(board, reach)])
        reach.store(asked.reach)
        return int(failed)
    work = Work(asked, reach)
    return int(pytest.main([*QUIET, TESTS], plugins=[Forks(board, work.through)]))


class Work:
    """The guards to take away, and what became of each."""

    def __init__(self, asked: Asked, reach: Reach) -> None:
        self._asked, self._reach = asked, reach
        self._tests: dict[str, list[str]] = {}
        for test, keys in reach.keys.items():
            for key in keys:
                self._tests.setdefault(key, []).append(test)
        self._trusted: dict[str, bool] = {}

    def through(self, forks: Forks) -> None:
        done = done_before(self._asked.results)
        with self._asked.results.open("a", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            for guard in self._chosen():
                if guard.key in done:
                    continue
                outcome = self._outcome(forks, guard)
                killer, tests, seconds = outcome.killer, outcome.tests, outcome.seconds
                rows.writerow([guard.key, guard.line, killer, tests, seconds])
                file.flush()

    def _chosen(self) -> list[Guard]:
        asked = self._asked
        paths = [path for each in asked.only or GUARDED for path in modules(each)]
        names = [
            path
            for path in paths
            if not str(path.relative_to(ROOT)).startswith(tuple(asked.without))
        ]
        guards = [guard for path in names for guard in guards_of(path)]
        random.Random(asked.seed).shuffle(guards)
        return guards[: asked.most or None]

    def _outcome(self, forks: Forks, guard: Guard) -> Outcome:
        tests = forks.known(self._tests.get(guard.key, ()))
        if not tests:
            return Outcome("", 0, 0)
        spent, ran = 0.0, 0
        for part in self._in_parts(guard, tests):
            needed = sum(self._reach.seconds[each] for each in part)
            outcome = forks.run(part, guard.key, 20 + 6 * needed)
            spent, ran = spent + outcome.seconds, ran + outcome.tests
            if outcome.killer and self._is_trusted(forks, outcome.killer, part):
                return Outcome(outcome.killer, ran, spent)
        return Outcome("", ran, spent)

    def _in_parts(self, guard: Guard, tests: list[str]) -> Iterator[list[str]]:
        """The nearest and fastest tests first; no more than the time that a guard may take."""
        package = guard.path.rpartition("/")[0]
        near = {each: not each.startswith(package) for each in tests}
        tests = sorted(tests, key=lambda each: (near[each], self._reach.seconds[each]))
        part, left = [], self._asked.budget
        for each in tests:
            left -= self._reach.seconds[each]
            if part and left < 0:
                break
            part.append(each)
        yield part

    def _is_trusted(self, forks: Forks, killer: str, part: list[str]) -> bool:
        """Whether a test passes in a fork while no guard is away."""
        if killer in ("late", "died"):
            return True
        if killer not in self._trusted:
            before = part[: part.index(killer) + 1]
            self._trusted[killer] = not forks.run(before, "", 120).killer
            if not self._trusted[killer]:
                print("not to be trusted:", killer, file=sys.stderr)
        return self._trusted[killer]


def modules(place: str) -> list[Path]:
    """The modules of a package without its tests, or one module."""
    path = ROOT / place
    found = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [each for each in found if not each.name.startswith("test_")]


def done_before(results: Path) -> set[str]:
    if not results.exists():
        return set()
    with results.open(encoding="utf-8", newline="") as file:
        return {row[0] for row in csv.reader(file)}


def _asked() -> Asked:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("only", nargs="*")
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=0)
    parser.add_argument("--budget", type=float, default=12)
    parser.add_argument("--reach", type=Path, default=Path("/tmp/mutation/reach.json"))
    parser.add_argument("--results", type=Path, default=Path("/tmp/mutation/results.csv"))
    return Asked(**vars(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
