"""``python -m tests.mutation``: takes guards away, one at a time, and names those that no test misses.

    python -m tests.mutation --record                      # once: what each test of the app reaches
    python -m tests.mutation                               # all guards, in an order by --seed
    python -m tests.mutation cfm_app/security/sealing --most 50     # fifty of one package
    python -m tests.mutation --record cfm_app/security/sealing      # after its tests changed
    python -m tests.mutation --again                       # only those that survived

It goes on where it stopped, as --results says. Exit code 1: a guard survived that `known.csv` does not explain.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from .guards import KINDS, Guard
from .switches import ROOT, guards_of, install
from .trials import Forks, Outcome, Reach, Recorder

GUARDED = (
    *("cfm_app/security", "cfm_app/security/sealing", "cfm_app/security/sensitivity"),
    *("cfm_app/channels/adapters/outside.py", "cfm_app/procedures/setup/program_access.py"),
)
TESTS = "cfm_app"
KNOWN = Path(__file__).with_name("known.csv")
FOLDER = Path("/tmp/cfm-mutation")
QUIET = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore"]
COLUMNS = ("key", "line", "killer", "tests", "seconds")
# Of a guard: fewer tests than these may not be all that reach it.
FEW = 4
# Of a fork: what it may take before it counts as failed.
LEAST_SECONDS, TIMES, LONGEST_SECONDS = 20, 6, 300


@dataclass(frozen=True)
class Asked:
    """What the command line asks."""

    only: list[str]
    without: list[str]
    kinds: list[str]
    record: bool
    again: bool
    seed: int
    most: int
    budget: float
    folder: Path

    @property
    def reach(self) -> Path:
        return self.folder / "reach.json"

    @property
    def results(self) -> Path:
        return self.folder / "results.csv"


class Work:
    """The guards to take away, and what became of each."""

    def __init__(self, asked: Asked, reach: Reach) -> None:
        self._asked, self._reach = asked, reach
        self._tests: dict[str, list[str]] = defaultdict(list)
        for test, keys in reach.keys.items():
            for key in keys:
                self._tests[key].append(test)
        self._trusted: dict[str, bool] = {}

    def through(self, forks: Forks) -> None:
        """Tries each guard that is to be tried, and writes down what became of it."""
        before = results_of(self._asked.results)
        with self._asked.results.open("a", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            for guard in chosen(self._asked):
                known = before.get(guard.key)
                if known is not None if not self._asked.again else known != "":
                    continue
                found = self._outcome(forks, guard)
                rows.writerow((guard.key, guard.line, found.killer, found.tests, found.seconds))
                file.flush()

    def _outcome(self, forks: Forks, guard: Guard) -> Outcome:
        tests = self._nearest(forks, guard)
        spent, ran = 0.0, 0
        while tests:
            needed = sum(self._reach.seconds[each] for each in tests)
            found = forks.run(tests, guard.key, LEAST_SECONDS + TIMES * needed)
            spent += found.seconds
            ran += found.tests
            if found.killer not in tests or self._is_trusted(forks, found.killer):
                return Outcome(found.killer, ran, round(spent, 1))
            tests = tests[tests.index(found.killer) + 1 :]
        return Outcome("", ran, round(spent, 1))

    def _nearest(self, forks: Forks, guard: Guard) -> list[str]:
        """The nearest and fastest tests first, as many as fit into the time that a guard may take."""
        tests = forks.known(self._tests.get(guard.key, ()))
        package, _slash, module = guard.path.rpartition("/")
        places = (f"{package}/test_{module}", package)
        seconds = self._reach.seconds
        if len(tests) < FEW:
            # What is kept in a cache is reached by the first test alone.
            near = forks.known([each for each in seconds if each.startswith(package)])
            tests = [*dict.fromkeys([*tests, *near])]
        tests = sorted(
            tests,
            key=lambda each: (*(not each.startswith(place) for place in places), seconds[each]),
        )
        found: list[str] = []
        left = self._asked.budget
        for each in tests:
            left -= seconds[each]
            if left >= 0 or not found:
                found.append(each)
        return found

    def _is_trusted(self, forks: Forks, killer: str) -> bool:
        """Whether a test passes in a fork of its own while no guard is away."""
        if killer not in self._trusted:
            self._trusted[killer] = not forks.run([killer], "", LONGEST_SECONDS).killer
            if not self._trusted[killer]:
                print(f"fails by itself: {killer}", file=sys.stderr)
        return self._trusted[killer]


def main() -> int:
    asked = _asked()
    asked.folder.mkdir(exist_ok=True)
    board = install([path for each in GUARDED for path in modules(each)])
    reach = Reach.load(asked.reach)
    if asked.record:
        failed = pytest.main(
            [*QUIET, *(asked.only or [TESTS])], plugins=[Recorder(board, reach, asked.reach)]
        )
        return int(failed)
    pytest.main([*QUIET, TESTS], plugins=[Forks(board, Work(asked, reach).through)])
    return report(asked)


def report(asked: Asked) -> int:
    """Print what survived and is not explained, and how many did."""
    found, known = results_of(asked.results), explained()
    tried = [each for each in chosen(asked) if each.key in found]
    counts = Counter[str]()
    for guard in tried:
        killer = found[guard.key]
        fate = "killed" if killer else "explained" if guard.key in known else "survived"
        counts[fate] += 1
        if fate == "survived":
            print(f"{guard.path}:{guard.line} {guard.function} {guard.kind}: {guard.text}")
    print(f"{len(tried)} guards: " + ", ".join(f"{n} {fate}" for fate, n in counts.items()))
    return 1 if counts["survived"] else 0


def chosen(asked: Asked) -> list[Guard]:
    """The guards of the modules that are asked for, in an order by chance that the seed repeats."""
    paths = [path for each in asked.only or GUARDED for path in modules(each)]
    left_out = tuple(str(ROOT / each) for each in asked.without)
    guards = [
        guard
        for path in paths
        if not str(path).startswith(left_out)
        for guard in guards_of(path)
        if guard.kind in asked.kinds
    ]
    random.Random(asked.seed).shuffle(guards)
    return guards[: asked.most or None]


def modules(place: str) -> list[Path]:
    """The modules of a package without its tests, or one module."""
    path = ROOT / place
    found = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [each for each in found if not each.name.startswith("test_")]


def results_of(results: Path) -> dict[str, str]:
    """The test that killed each guard that was tried; empty for one that survived."""
    if not results.exists():
        return {}
    with results.open(encoding="utf-8", newline="") as file:
        return {row[0]: row[2] for row in csv.reader(file)}


def explained() -> dict[str, str]:
    """Guards that may survive, and why."""
    with KNOWN.open(encoding="utf-8", newline="") as file:
        return {row["key"]: row["why"] for row in csv.DictReader(file)}


def _asked() -> Asked:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutation",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("only", nargs="*", help="packages or modules; with --record, tests")
    parser.add_argument("--without", nargs="*", default=[], help="places to leave out")
    parser.add_argument("--kinds", nargs="*", default=KINDS, choices=KINDS)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=0, help="no more guards than these")
    parser.add_argument("--budget", type=float, default=8, help="seconds of tests for a guard")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    return Asked(**vars(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
