"""Loads modules with a switch at each guard, and turns one switch: in this process and in those it starts."""

from __future__ import annotations

import builtins
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from .guards import FLIPPED, LESSENED, TAKEN, Guard, switched

ROOT = Path(__file__).resolve().parent.parent.parent
# Names the guard that is taken away in processes that this one starts, and the file of what they reach.
WHICH, REACHED = "CFM_GUARD_TAKEN", "CFM_GUARDS_REACHED"


class Board:
    """Which guard is taken away, and which ones were reached."""

    def __init__(self) -> None:
        self.taken = os.environ.get(WHICH, "")
        self.reached: set[str] = set()

    def is_taken(self, key: str) -> bool:
        self.reached.add(key)
        return key == self.taken

    def flipped(self, key: str, value: Any) -> Any:
        return not value if self.is_taken(key) else value

    def lessened(self, filters: Any, keys: Sequence[str], names: Sequence[Any]) -> Any:
        """Filters without the one whose guard is taken away."""
        self.reached.update(keys)
        if self.taken not in keys:
            return filters
        gone = names[keys.index(self.taken)]
        if isinstance(filters, list):
            return [each for place, each in enumerate(filters) if place != gone]
        return {name: value for name, value in filters.items() if name != gone}


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        source = Path(self.path).read_text(encoding="utf-8")
        tree, _guards = switched(source, str(Path(self.path).relative_to(ROOT)))
        return compile(tree, self.path, "exec", dont_inherit=True)


class _Finder(MetaPathFinder):
    def __init__(self, paths: frozenset[str]) -> None:
        self._paths = paths

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        if not fullname.startswith("cfm_app"):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.origin in self._paths:
            spec.loader = _Loader(fullname, str(spec.origin))
        return spec


def install(paths: Sequence[Path]) -> Board:
    """Load these modules with switches from now on. None of them may be loaded yet."""
    board = Board()
    for name, function in (
        (TAKEN, board.is_taken),
        (FLIPPED, board.flipped),
        (LESSENED, board.lessened),
    ):
        setattr(builtins, name, function)
    sys.meta_path.insert(0, _Finder(frozenset(map(str, paths))))
    return board


def guards_of(path: Path) -> list[Guard]:
    """The guards of a module, in their order."""
    name = str(path.relative_to(ROOT))
    return switched(path.read_text(encoding="utf-8"), name)[1]
