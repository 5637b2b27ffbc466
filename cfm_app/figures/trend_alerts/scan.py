"""The scan: every branch of categories × every branch of places × every window that ends on the last day.

A tree-spatial scan (Cançado et al., "A tree-spatial scan statistic", 2025) with windows of time as in
Kulldorff's prospective scan (J R Stat Soc A 164(1), 2001). Long windows make it a window-limited
generalised likelihood ratio, which is the sequential rule for slow rises and steps (Lai, J R Stat Soc B
57(4), 1995; Höhle and Paul, Comput Stat Data Anal 52(9), 2008). One Monte Carlo of the whole office gives
one family-wise error for all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cfm_app.figures.trend_alerts.expectation import Expectation, Office

Array = NDArray[np.float64]

REPLICATES = 200
LEAST_CASES = 3
"""A rise of fewer cases than this is told to nobody."""
LEAST_EXPECTED = 8.0
"""A decline is looked for where at least so many cases are expected."""
MOST_CLUSTERS = 8
# Nobody knows the growth of a whole office better than by a tenth.
CERTAINTY_OF_TOTAL = 100.0
EULER = 0.5772156649


@dataclass(frozen=True)
class Chance:
    """How high the highest ratio of an ordinary night is: a Gumbel distribution.

    Fitted by moments to the replicates (Abrams, Kulldorff and Kleinman, "Gumbel based p-value approximations
    for spatial scan statistics", Int J Health Geogr 9:61, 2010).
    """

    location: float
    scale: float

    def probability(self, ratio: float) -> float:
        """How probable it is that chance alone reaches a ratio somewhere in the office in a night."""
        return float(-np.expm1(-np.exp(-(ratio - self.location) / self.scale)))


@dataclass(frozen=True)
class Cluster:
    """A branch and a window that are unusual."""

    category: int
    place: int
    days: int
    observed: float
    expected: float
    ratio: float
    probability: float

    @property
    def is_rise(self) -> bool:
        """Whether there are more cases than usual, not fewer."""
        return self.observed > self.expected

    @property
    def is_root(self) -> bool:
        """Whether it is of all categories and all places."""
        return self.category == 0 and self.place == 0


def chance(
    office: Office, usual: Expectation, rng: np.random.Generator, replicates: int = REPLICATES
) -> Chance:
    """What chance alone does in an office in which everything is as usual, by so many made-up nights."""
    # Made-up nights share out the totals that were: of the total itself they say nothing.
    model = _model(usual, office.exposure)
    highest = [
        float(likelihood_ratios(_made_up(office, usual, rng), *model).max())
        for _each in range(replicates)
    ]
    scale = max(float(np.std(highest, ddof=1)) * np.sqrt(6) / np.pi, 0.3)
    return Chance(float(np.mean(highest)) - EULER * scale, scale)


def clusters(office: Office, usual: Expectation, by_chance: Chance, level: float) -> list[Cluster]:
    """The unusual branches of a night, the most unusual first.

    `level` is the probability up to which chance is not believed. What was found is made usual before the next
    one is looked for, so that one event is told once and lifts nobody else's expectation
    (iterative scan: Zhang, Assunção and Kulldorff, J Probab Stat 2010, 642379).
    """
    return list(_found(office, usual, by_chance, level))


def _found(
    office: Office, usual: Expectation, by_chance: Chance, level: float
) -> Iterator[Cluster]:
    longest = usual.windows[-1]
    counts = usual.counts[-longest:].copy()
    exposure = office.exposure[-longest:].copy()
    for _each in range(MOST_CLUSTERS):
        found = _most_unusual(office, usual, counts, exposure, by_chance)
        if found.probability > level:
            break
        yield found
        if found.is_root:
            return
        _make_usual(office, usual, counts, exposure, found)
    if office.is_whole:
        total = _of_total(office, usual, counts, by_chance)
        if total.probability <= level:
            yield total


def _most_unusual(
    office: Office, usual: Expectation, counts: Array, exposure: Array, by_chance: Chance
) -> Cluster:
    """The branch and window that differ most from their share of the office."""
    seen = _windows(office, counts, usual.windows)
    expected, certainty, unrest = _model(usual, exposure)
    ratios = likelihood_ratios(seen, expected, certainty, unrest)
    if office.is_whole:
        # The office as a whole has no share of itself: it has its own measure.
        ratios[:, 0, 0] = 0.0
    window, category, place = at = _highest(ratios, expected)
    ratio = float(ratios[at])
    return Cluster(
        category,
        place,
        usual.windows[window],
        float(seen[at]),
        float(expected[at]),
        ratio,
        by_chance.probability(ratio),
    )


def _of_total(office: Office, usual: Expectation, counts: Array, by_chance: Chance) -> Cluster:
    """The window in which the office as a whole differs most from its weekdays, holidays and growth.

    Looked at last, in what its unusual branches leave: a rise of the whole office hides none of them, and
    what one of them explains is not told twice.
    """
    seen = _windows(office, counts, usual.windows)[:, :1, :1]
    expected = np.array([usual.total[-each:].sum() for each in usual.windows])[:, None, None]
    certainty = np.full((1, 1), CERTAINTY_OF_TOTAL)
    ratios = likelihood_ratios(seen, expected, certainty, usual.unrest[:1, :1])[:, 0, 0]
    at = int(np.argmax(ratios))
    ratio = float(ratios[at])
    return Cluster(
        0,
        0,
        usual.windows[at],
        float(seen[at, 0, 0]),
        float(expected[at, 0, 0]),
        ratio,
        by_chance.probability(ratio),
    )


def _highest(ratios: Array, expected: Array) -> tuple[int, int, int]:
    """The highest ratio; of several that are equal, the smallest branch."""
    best = np.argwhere(ratios >= ratios.max() - 1e-9)
    first = min(best.tolist(), key=lambda at: (float(expected[tuple(at)]), -at[1], -at[2]))
    return int(first[0]), int(first[1]), int(first[2])


def _make_usual(
    office: Office, usual: Expectation, counts: Array, exposure: Array, found: Cluster
) -> None:
    """Put what was expected in the place of a cluster; the office's total loses what it had too much."""
    categories = slice(found.category, int(office.categories.ends[found.category]))
    places = slice(found.place, int(office.places.ends[found.place]))
    days = exposure[-found.days :]
    before = counts[-found.days :, categories, places]
    after = days[:, None, None] * usual.share[None, categories, places]
    if office.is_whole:
        exposure[-found.days :] = np.maximum(days + (after - before).sum(axis=(1, 2)), 0.0)
    counts[-found.days :, categories, places] = after


def _windows(office: Office, counts: Array, windows: tuple[int, ...]) -> Array:
    """The cases of each branch in each window (windows × categories × places)."""
    segments = np.stack([counts[-to : (-fro or None)].sum(axis=0) for fro, to in _bounds(windows)])
    return _cumulated(office, segments)


def _bounds(windows: tuple[int, ...]) -> list[tuple[int, int]]:
    return list(zip((0, *windows[:-1]), windows, strict=True))


def _cumulated(office: Office, segments: Array) -> Array:
    branches = office.places.sums(office.categories.sums(segments, 1), 2)
    return np.cumsum(branches, axis=0)


def _model(usual: Expectation, exposure: Array) -> tuple[Array, Array, Array]:
    """For each window and branch what is expected; for each branch how certain that is, and its unrest."""
    totals = np.array([exposure[-each:].sum() for each in usual.windows])
    expected = totals[:, None, None] * usual.branch_share[None]
    return expected, usual.branch_certainty, usual.unrest


def _made_up(office: Office, usual: Expectation, rng: np.random.Generator) -> Array:
    """Windows of a night that chance made: shares as uncertain as they are known, cases by Poisson."""
    longest = usual.windows[-1]
    share = rng.gamma(usual.certainty) * (usual.share / usual.certainty)
    if office.is_whole:
        share *= usual.share.sum() / share.sum()
    measure = office.exposure[-longest:]
    totals = np.array([measure[-to : (-fro or None)].sum() for fro, to in _bounds(usual.windows)])
    events = totals.sum() * share.sum()
    if events > 4 * share.size * len(totals):
        segments = rng.poisson(totals[:, None, None] * share[None]).astype(float)
    else:
        segments = _scattered(share, totals, rng)
    return _cumulated(office, segments)


def _scattered(share: Array, totals: Array, rng: np.random.Generator) -> Array:
    """The same where most cells stay empty: each case is thrown into a cell."""
    bounds = np.cumsum(share.ravel())
    numbers = rng.poisson(totals * bounds[-1])
    thrown = np.searchsorted(bounds, rng.random(int(numbers.sum())) * bounds[-1])
    segment = np.repeat(np.arange(len(totals)), numbers)
    flat = np.bincount(segment * share.size + thrown, minlength=len(totals) * share.size)
    return flat[: len(totals) * share.size].reshape(len(totals), *share.shape).astype(float)


def likelihood_ratios(seen: Array, expected: Array, certainty: Array, unrest: Array) -> Array:
    """Log-likelihood ratios of negative binomial counts, free mean against the expected one.

    Divided by the unrest of the branch, as quasi-likelihoods are (McCullagh and Nelder, 1989, 9.2). Zero where
    there are too few cases to tell of.
    """
    found = np.zeros_like(seen)
    rises = (seen > expected) & (seen >= LEAST_CASES)
    falls = (seen < expected) & (expected >= LEAST_EXPECTED)
    at = np.nonzero(rises | falls)
    number, mean = seen[at], np.maximum(expected[at], 1e-12)
    shape = certainty[at[1:]]
    own = number * np.log(np.maximum(number, 1e-12) / mean)
    spread = (number + shape) * np.log((number + shape) / (mean + shape))
    found[at] = (own - spread) / unrest[at[1:]]
    return found
