"""How the processes of a run share the tests: file by file, the longest first."""

from __future__ import annotations

import pytest
from xdist.scheduler.loadscope import LoadScopeScheduling

# Folders whose tests share an office that only they use: one process runs all of them.
TOGETHER = ("tests/attack", "tests/leaks")
# What takes longest begins first; many short files fill the rest.
FIRST = (
    *TOGETHER,
    "tests/story",
    "tests/browser",
    "tests/golden_app",
    "tests/golden_http",
    "tests/mixed",
    "cfm_app/security/configuration/test_widening.py",
)


class ByFile(LoadScopeScheduling):
    """Gives a process one file after the other, so that what a module makes is made once."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)


def unit_of(nodeid: str) -> str:
    """What one process runs in one go."""
    together = (folder for folder in TOGETHER if nodeid.startswith(f"{folder}/"))
    return next(together, nodeid.split("::", 1)[0])


def place_of(item: pytest.Item) -> int:
    """Where a test stands in the order in which files are given out."""
    begins = (item.nodeid.startswith((f"{each}/", f"{each}::")) for each in FIRST)
    return next((place for place, is_there in enumerate(begins) if is_there), len(FIRST))
