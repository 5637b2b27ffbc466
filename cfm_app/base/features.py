"""Which parts of the app are here. What a part adds to a list stands in its own folder, and goes with it."""

from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).resolve().parents[1]
_MARK = "declares.py"


def is_here(feature: str) -> bool:
    """Whether a feature, as ``exchange.migration``, was not taken away."""
    return (APP / feature.replace(".", "/") / _MARK).exists()


def files(name: str) -> Iterator[Path]:
    """Files of a name in the folders of rooms, then in those of features; each in the order of the alphabet."""
    for depth in ("*", "*/*"):
        yield from sorted(APP.glob(f"{depth}/{name}"))
