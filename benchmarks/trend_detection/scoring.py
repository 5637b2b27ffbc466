"""What a method found, what it missed and what it made up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks.trend_detection.generator import Event, MadeUp
from benchmarks.trend_detection.methods import FIRST_LOOK, Said

SILENT_FOR = 28
"""A branch that was told is not told again within so many days since it was last unusual."""
GROWN = 1.5


@dataclass
class Score:
    """The delay of each event that was found, in days, and the number of false alarms."""

    delays: dict[Event, int] = field(default_factory=dict)
    false_alarms: int = 0
    days: int = 0


@dataclass
class _Told:
    """An alert as the office has it: told again only when it has grown."""

    said: Said
    last: int
    told_excess: float


def score(made: MadeUp, said: Iterable[Said]) -> Score:
    """The score of one office. An alert counts for an event that it points at, and is false for none."""
    found = Score(days=len(made.counts) - FIRST_LOOK)
    told: list[_Told] = []
    for each in said:
        told = [known for known in told if known.last >= each.day - SILENT_FOR]
        if known := _known(made, told, each):
            known.last = each.day
            if each.excess < GROWN * known.told_excess:
                continue
            known.told_excess = each.excess
            is_new = False
        else:
            told.append(_Told(each, each.day, each.excess))
            is_new = True
        event = next((event for event in made.events if _points_at(made, each, event)), None)
        if event is None:
            found.false_alarms += is_new
        else:
            found.delays.setdefault(event, each.day - event.first)
    return found


def _known(made: MadeUp, told: list[_Told], said: Said) -> _Told | None:
    return next((each for each in told if _is_same(made, each.said, said)), None)


def _is_same(made: MadeUp, one: Said, other: Said) -> bool:
    return (
        one.is_rise == other.is_rise
        and made.categories.are_related(one.category, other.category)
        and made.places.are_related(one.place, other.place)
    )


def _points_at(made: MadeUp, said: Said, event: Event) -> bool:
    """Whether an alert is about an event: its branch lies within it, or one step above it at the most."""
    if said.is_rise != event.is_rise or not event.first <= said.day <= event.last + SILENT_FOR:
        return False
    steps = 0
    for tree, one, other in (
        (made.categories, said.category, event.category),
        (made.places, said.place, event.place),
    ):
        if not tree.are_related(one, other):
            return False
        steps += sum(one <= at < other < tree.ends[at] for at in range(len(tree.names)))
    return steps <= 1
