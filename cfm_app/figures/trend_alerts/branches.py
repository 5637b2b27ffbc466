"""A tree in the order of its nested sets, and the sums of all its branches at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

EVERYTHING = ""
"""The name of the root: the whole office, with what has no category or place."""


@dataclass(frozen=True)
class Tree:
    """Nodes in depth-first order; the first one is the root. A branch is a run of nodes.

    `ends[i]` is where the branch of node i ends, exclusive.
    """

    names: tuple[str, ...]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, parents: Mapping[str, str | None], order: Sequence[str]) -> Tree:
        """A tree under a root of its own, given the parent of each node.

        `order` gives the nodes so that siblings come in it as they are to be shown. A node with an
        unknown parent, or one that is its own ancestor, hangs on the root.
        """
        children: dict[str, list[str]] = {EVERYTHING: []}
        for name in order:
            children.setdefault(_parent(name, parents), []).append(name)
        names: list[str] = []
        ends: list[int] = []
        _walk(EVERYTHING, children, names, ends)
        return cls(tuple(names), np.array(ends, dtype=np.int64))

    @cached_property
    def index(self) -> dict[str, int]:
        """The place of each node by its name."""
        return {name: at for at, name in enumerate(self.names)}

    def branch(self, node: int) -> tuple[str, ...]:
        """The names of a node and all below it."""
        return self.names[node : self.ends[node]]

    def are_related(self, one: int, other: int) -> bool:
        """Whether one of two nodes lies in the branch of the other."""
        return bool(one <= other < self.ends[one] or other <= one < self.ends[other])

    def sums(self, values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
        """For each node the sum over its branch, along an axis with one entry a node."""
        moved = np.moveaxis(values, axis, 0)
        running = np.zeros((len(self.names) + 1, *moved.shape[1:]))
        np.cumsum(moved, axis=0, out=running[1:])
        found = running[self.ends] - running[:-1]
        return np.moveaxis(found, 0, axis)


def _parent(name: str, parents: Mapping[str, str | None]) -> str:
    """The parent of a node, or the root where the chain of its ancestors does not reach it."""
    above, seen = parents.get(name), {name}
    first = above
    while above:
        if above in seen or above not in parents:
            return EVERYTHING
        seen.add(above)
        above = parents[above]
    return first or EVERYTHING


def _walk(name: str, children: dict[str, list[str]], names: list[str], ends: list[int]) -> None:
    at = len(names)
    names.append(name)
    ends.append(0)
    for each in children.get(name, ()):
        _walk(each, children, names, ends)
    ends[at] = len(names)
