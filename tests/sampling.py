"""Matrices: a run draws some of their cases by a seed that changes by day; ``--whole`` runs all.

A test with ``@pytest.mark.matrix`` says that its parameters are crossed. A sample has each value of each
parameter at least once, so what is left out are combinations. ``@pytest.mark.matrix(each_run=20)`` says
how many are drawn where every case is a value of its own.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timezone
from random import Random

import pytest

SEED = "CFM_SEED"
WHOLE = "--whole"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(WHOLE, action="store_true", help="run all cases of matrices")


def pytest_configure(config: pytest.Config) -> None:
    # The processes of a run draw the same: they find the seed of the first one.
    os.environ.setdefault(SEED, f"{datetime.now(timezone.utc):%Y-%m-%d}")
    config.addinivalue_line("markers", "matrix(each_run): its cases are drawn, all with --whole")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the seed does not draw, of what the arguments of the run chose."""
    if config.getoption(WHOLE):
        return
    kept = drawn(items, os.environ[SEED])
    config.hook.pytest_deselected(items=[each for each in items if each.nodeid not in kept])
    items[:] = [each for each in items if each.nodeid in kept]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if not config.getoption(WHOLE):
        terminalreporter.write_line(
            f"Matrices were drawn by {SEED}={os.environ[SEED]}; {WHOLE} runs all of them."
        )


def drawn(items: Iterable[pytest.Item], seed: str) -> set[str]:
    """The ids of what is run: all that is no matrix, and a sample of each one."""
    kept, matrices = set(), defaultdict(list)
    for item in items:
        if item.get_closest_marker("matrix"):
            matrices[item.nodeid.partition("[")[0]].append(item)
        else:
            kept.add(item.nodeid)
    for name, cases in matrices.items():
        kept |= {each.nodeid for each in _sample(cases, Random(f"{seed} {name}"))}
    return kept


def _sample(cases: list[pytest.Item], draw: Random) -> list[pytest.Item]:
    mark = cases[0].get_closest_marker("matrix")
    count = mark.kwargs.get("each_run") if mark else None
    mixed = draw.sample(cases, len(cases))
    return mixed[:count] if count else _covering(mixed)


def _covering(cases: list[pytest.Item]) -> list[pytest.Item]:
    """Of cases in an order those that bring a value of a parameter which none before them had, the most first."""
    found: list[pytest.Item] = []
    seen: set[tuple[str, int]] = set()
    left = {each.nodeid: (each, _values(each)) for each in cases}
    while left:
        best, values = max(left.values(), key=lambda each: len(each[1] - seen))
        if not values - seen:
            break
        found.append(best)
        seen |= values
        del left[best.nodeid]
    return found


def _values(item: pytest.Item) -> set[tuple[str, int]]:
    """The values of a case, each by the name and the place that it has among those of its parameter."""
    call = getattr(item, "callspec", None)
    return set(call.indices.items()) if call else set()
