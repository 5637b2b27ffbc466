"""The order in which rules are asked and followed is what `handlers.txt` says, until somebody means to change it."""

from __future__ import annotations

from difflib import unified_diff
from importlib import import_module

from .handlers import PINNED, lines


def test_the_order_of_handlers_is_the_one_that_is_written_down() -> None:
    pinned = PINNED.read_text(encoding="utf-8").splitlines()
    differing = list(unified_diff(pinned, list(lines()), "pinned", "now", lineterm=""))
    assert not differing, "\n".join(
        [*differing, "", "If it is meant: python -m tests.architecture.handlers > handlers.txt"]
    )


def test_what_is_hooked_is_there() -> None:
    """A dotted name whose function has moved fails when a document is saved, and no sooner."""
    paths = [line.split()[-1] for line in lines() if line.startswith("    hooked ")]
    assert paths
    for path in paths:
        module, _dot, name = path.rpartition(".")
        assert callable(getattr(import_module(module), name)), path
