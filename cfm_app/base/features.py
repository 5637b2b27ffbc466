"""The folders of rooms and features: what a part adds to a list stands in its own, and goes with it."""

from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).resolve().parents[1]


def files(name: str) -> Iterator[Path]:
    """Files of a name in the folders of rooms, then in those of features; each in the order of the alphabet."""
    for depth in ("*", "*/*"):
        yield from sorted(APP.glob(f"{depth}/{name}"))
