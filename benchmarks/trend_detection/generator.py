"""Offices that are made up, with events whose branch and days are known.

A tree of 100 categories (10 main ones with 9 below each) and one of 90 places (10 provinces with 8 departments
each), 380 days. Of each office:

- *Level*: 40 to 160 cases a day at the beginning, growing by up to 60 % a year or shrinking by up to 10 %.
- *Shares*: categories and places by Zipf's law, shuffled, and each cell by a gamma factor of its own (shape 1).
- *Week*: Saturday at 45 %, Sunday at 20 % of a working day.
- *Holidays*: one day in 25, at 25 %.
- *Unrest*: gamma noise of each main category in each province and week (variation 15 %), and one case in 20
  brings another one or more of the same cell and day.
- *Late entries*: 70 % are entered on their day, 15 % on the next, the rest geometrically over ten days.

Planted from day 260 on, each in a branch of its own so that no two overlap:

- *Spike*: 4 to 6 times the usual number for 5 to 8 days.
- *Step*: 2 to 3 times for good.
- *Slow rise*: up to 2.5 to 4 times in 40 to 60 days.
- *Decline*: down to 10 to 35 % for good.
- *Rare cluster*: 7 to 10 cases within 10 days, in one category of one department with fewer than one case in
  100 days.

The branches of the first four have 1 to 4 cases a day. `strength` below 1 makes what is added or taken away as
much smaller.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cfm_app.figures.trend_alerts.branches import Tree

Array = NDArray[np.float64]

DAYS = 380
FIRST_EVENT, LAST_EVENT = 260, 300
KINDS = ("Spike", "Step", "Slow rise", "Decline", "Rare cluster")
LONGEST_DELAY = 12


@dataclass(frozen=True)
class Event:
    """Something that happened in a branch, from one day until another, exclusive."""

    kind: str
    category: int
    place: int
    first: int
    last: int

    @property
    def is_rise(self) -> bool:
        """Whether it brings more cases."""
        return self.kind != "Decline"


@dataclass(frozen=True)
class MadeUp:
    """An office: its cases by day of the report, category and place, and what was planted."""

    seed: int
    categories: Tree
    places: Tree
    counts: NDArray[np.int32]
    entries: NDArray[np.int32]
    """A row for each case: the day of the report, the days until it was entered, category, place."""
    is_holiday: NDArray[np.bool_]
    events: tuple[Event, ...]

    def known_on(self, day: int) -> Array:
        """The counts of all days before `day`, as far as they were entered before it."""
        known = np.zeros((day, *self.counts.shape[1:]))
        rows = self.entries[self.entries[:, 0] + self.entries[:, 1] < day]
        np.add.at(known, (rows[:, 0], rows[:, 2], rows[:, 3]), 1.0)
        return known


def categories() -> Tree:
    """Ten main categories with nine below each."""
    return _tree("c", 10, 9)


def places() -> Tree:
    """Ten provinces with eight departments each."""
    return _tree("p", 10, 8)


def _tree(letter: str, tops: int, below: int) -> Tree:
    parents: dict[str, str | None] = {}
    for top in range(tops):
        parents[f"{letter}{top}"] = None
        for each in range(below):
            parents[f"{letter}{top}.{each}"] = f"{letter}{top}"
    return Tree.of(parents, list(parents))


def office(
    seed: int, kinds: tuple[str, ...] = KINDS, days: int = DAYS, strength: float = 1.0
) -> MadeUp:
    """An office of a seed, with one event of each kind."""
    rng = np.random.default_rng(seed)
    trees = categories(), places()
    share = _shares(rng, *trees)
    level, is_holiday = _levels(rng, days)
    mean = level[:, None, None] * share[None]
    mean *= _noise(rng, days, *trees)
    events = _plant(rng, mean, level.mean() * share, trees, kinds, strength)
    counts = rng.poisson(mean)
    echoes = rng.binomial(counts, 0.05)
    counts += np.where(echoes > 0, echoes + rng.poisson(0.5 * echoes), 0)
    for event in events:
        if event.kind == "Rare cluster":
            number = round(strength * rng.integers(7, 11))
            for moment in rng.integers(event.first, event.last, number):
                counts[moment, event.category, event.place] += 1
    return MadeUp(seed, *trees, counts, _entries(rng, counts), is_holiday, tuple(events))


def _shares(rng: np.random.Generator, categories: Tree, places: Tree) -> Array:
    """Leaves alone have cases; the root and the main nodes have a twentieth of a leaf's."""
    rows, columns = (_zipf(rng, tree) for tree in (categories, places))
    cells = rows[:, None] * columns[None, :] * rng.gamma(1.0, size=(len(rows), len(columns)))
    return cells / cells.sum()


def _zipf(rng: np.random.Generator, tree: Tree) -> Array:
    is_leaf = tree.ends - np.arange(len(tree.names)) == 1
    values = 1.0 / (5 + np.arange(is_leaf.sum()))
    rng.shuffle(values)
    found = np.full(len(tree.names), values.mean() / 20)
    found[is_leaf] = values
    found[0] = 0.0
    return found


def _levels(rng: np.random.Generator, days: int) -> tuple[Array, NDArray[np.bool_]]:
    growth = np.log(1 + rng.uniform(-0.1, 0.6)) / 365
    level = rng.uniform(40, 160) * np.exp(growth * np.arange(days))
    weekday = np.array([1, 1, 1, 1, 1, 0.45, 0.2])[np.arange(days) % 7]
    is_holiday = rng.random(days) < 1 / 25
    return level * weekday * np.where(is_holiday, 0.25, 1.0), is_holiday


def _noise(rng: np.random.Generator, days: int, categories: Tree, places: Tree) -> Array:
    weeks = days // 7 + 1
    tops = tuple(_top_of(tree) for tree in (categories, places))
    shape = 1 / 0.15**2
    noise = rng.gamma(shape, 1 / shape, size=(weeks, tops[0].max() + 1, tops[1].max() + 1))
    return noise[np.arange(days) // 7][:, tops[0]][:, :, tops[1]]


def _top_of(tree: Tree) -> NDArray[np.int64]:
    return np.array([int(name[1:].split(".")[0]) if name else 0 for name in tree.names])


def _plant(
    rng: np.random.Generator,
    mean: Array,
    usual: Array,
    trees: tuple[Tree, Tree],
    kinds: tuple[str, ...],
    strength: float,
) -> list[Event]:
    events: list[Event] = []
    branches = trees[1].sums(trees[0].sums(usual, 0), 1)
    for kind in kinds:
        found = _place_for(rng, kind, branches, trees, events)
        if found is None:
            continue
        event = _timed(rng, kind, found, len(mean))
        events.append(event)
        if kind == "Rare cluster":
            continue
        part = mean[:, event.category : trees[0].ends[event.category]]
        part = part[:, :, event.place : trees[1].ends[event.place]]
        part *= _course(rng, event, len(mean), strength)[:, None, None]
    return events


def _place_for(
    rng: np.random.Generator,
    kind: str,
    branches: Array,
    trees: tuple[Tree, Tree],
    taken: list[Event],
) -> tuple[int, int] | None:
    bounds = (0.0005, 0.01) if kind == "Rare cluster" else (1.0, 4.0)
    fits = (branches >= bounds[0]) & (branches <= bounds[1])
    fits[0, :] = fits[:, 0] = False
    if kind == "Rare cluster":
        for axis, tree in enumerate(trees):
            inner = tree.ends - np.arange(len(tree.names)) > 1
            fits[(inner, slice(None)) if axis == 0 else (slice(None), inner)] = False
    choices = np.argwhere(fits)
    rng.shuffle(choices)
    for category, place in choices.tolist():
        if not any(
            trees[0].are_related(category, each.category)
            and trees[1].are_related(place, each.place)
            for each in taken
        ):
            return category, place
    return None


def _timed(rng: np.random.Generator, kind: str, found: tuple[int, int], days: int) -> Event:
    first = int(rng.integers(FIRST_EVENT, LAST_EVENT))
    lengths = {"Spike": int(rng.integers(5, 9)), "Rare cluster": 10}
    last = min(days, first + lengths[kind]) if kind in lengths else days
    return Event(kind, *found, first, last)


def _course(rng: np.random.Generator, event: Event, days: int, strength: float) -> Array:
    change = np.zeros(days)
    if event.kind == "Spike":
        change[event.first : event.last] = rng.uniform(3, 5)
    elif event.kind == "Step":
        change[event.first :] = rng.uniform(1, 2)
    elif event.kind == "Decline":
        change[event.first :] = -rng.uniform(0.65, 0.9)
    else:
        ramp = np.clip((np.arange(days) - event.first) / rng.integers(40, 61), 0, 1)
        change = ramp * rng.uniform(1.5, 3)
    return 1 + strength * change


def _entries(rng: np.random.Generator, counts: NDArray[np.int64]) -> NDArray[np.int32]:
    at = np.argwhere(counts > 0)
    rows = np.repeat(at, counts[counts > 0], axis=0)
    delay = rng.choice(3, size=len(rows), p=[0.7, 0.15, 0.15])
    late = delay == 2
    delay[late] = np.minimum(1 + rng.geometric(0.35, late.sum()), LONGEST_DELAY)
    return np.stack([rows[:, 0], delay, rows[:, 1], rows[:, 2]], axis=1).astype(np.int32)
