"""Where the states of a workflow stand in its diagram.

States lie in layers by their distance from the first state; within a layer they are ordered by the
mean place of their neighbours, so that few arrows cross (the barycentre method of Sugiyama, Tagawa
and Toda, 1981). A handful of states needs no more than that.
"""

from dataclasses import dataclass
from typing import Any

SWEEPS = 4


@dataclass(frozen=True)
class Box:
    """A state: its layer from the beginning, and its place in it, counted from nought."""

    state: str
    layer: int
    place: int


@dataclass(frozen=True)
class Arrow:
    """All steps from one state to another."""

    start: str
    end: str
    actions: tuple[str, ...]


@dataclass(frozen=True)
class Drawing:
    """The boxes and arrows; ``layers`` and ``breadth`` tell how much room they take."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    @property
    def layers(self) -> int:
        return max((box.layer for box in self.boxes), default=-1) + 1

    @property
    def breadth(self) -> int:
        return max((box.place for box in self.boxes), default=-1) + 1


def drawing_of(workflow: Any) -> Drawing:
    """The drawing of a workflow; states that no step reaches stand in a last layer."""
    states = list(dict.fromkeys(str(row.state) for row in workflow.states if row.state))
    arrows = _arrows(workflow, states)
    layers = _layers(states, arrows)
    for sweep in range(SWEEPS):
        _order(layers, arrows, forwards=sweep % 2 == 0)
    boxes = tuple(
        Box(state, layer, place)
        for layer, row in enumerate(layers)
        for place, state in enumerate(row)
    )
    return Drawing(boxes, tuple(arrows))


def _arrows(workflow: Any, states: list[str]) -> list[Arrow]:
    actions: dict[tuple[str, str], dict[str, None]] = {}
    for row in workflow.transitions:
        if row.state in states and row.next_state in states:
            actions.setdefault((row.state, row.next_state), {})[str(row.action or "")] = None
    return [Arrow(start, end, tuple(names)) for (start, end), names in actions.items()]


def _layers(states: list[str], arrows: list[Arrow]) -> list[list[str]]:
    layers: list[list[str]] = []
    left = list(states)
    current = left[:1]
    while current:
        layers.append(current)
        left = [state for state in left if state not in current]
        ends = {arrow.end for arrow in arrows if arrow.start in current}
        current = [state for state in left if state in ends]
    return [*layers, left] if left else layers


def _order(layers: list[list[str]], arrows: list[Arrow], *, forwards: bool) -> None:
    """Sort each layer by the mean place of the neighbours in the layer before, or after, it."""
    span = range(1, len(layers)) if forwards else range(len(layers) - 2, -1, -1)
    for at in span:
        places = {
            state: place for place, state in enumerate(layers[at - 1 if forwards else at + 1])
        }

        def mean(state: str, places: dict[str, int] = places) -> float:
            near = [places[each] for each in _neighbours(state, arrows) if each in places]
            return sum(near) / len(near) if near else 0.0

        layers[at].sort(key=mean)


def _neighbours(state: str, arrows: list[Arrow]) -> set[str]:
    return {a.end for a in arrows if a.start == state} | {a.start for a in arrows if a.end == state}
