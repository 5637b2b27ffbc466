"""What each branch would have had if it had kept its usual share of the office's cases.

Measured by the office's own total of each day, so that weekdays, holidays and growth are those that
were, not those that somebody guessed. The office as a whole is measured by what its weekdays,
holidays and growth let expect (`totals`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cfm_app.figures.trend_alerts.branches import Tree
from cfm_app.figures.trend_alerts.totals import expected_totals

Array = NDArray[np.float64]

FIRST_DAYS = 42
"""An office is watched from its sixth week on."""
BASELINE_DAYS = 365
LOOKED_AT = (1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 28, 35, 42, 56, 70, 84)
"""The lengths of the windows that end on the last day, in days."""
# A branch with so few cases a week says nothing of its own unrest.
LEAST_A_WEEK = 0.5
WEEKS_OF_POOL = 20
MOST_UNREST = 10.0
# Squared residuals count up to here, so that one old spike does not excuse all later ones.
MOST_SQUARE = 16.0


@dataclass(frozen=True)
class Office:
    """Cases by day, category and place, each counted at its own node (days × categories × places)."""

    counts: Array
    exposure: Array
    """The office's total of each day, of which branches have their shares."""
    is_holiday: NDArray[np.bool_]
    first_weekday: int
    """The weekday of the first day; Monday is 0."""
    categories: Tree
    places: Tree
    entered: Array | None = None
    """The part of each day's cases that is entered by now; None where all are."""
    is_whole: bool = True
    """Whether these cases are the office's total, and not a part of it such as a restricted class."""


@dataclass(frozen=True)
class Expectation:
    """The usual share of each cell and how sure it is, and the unrest of each branch."""

    share: Array
    """Categories × places: of each case of the office, the part that falls into a cell."""
    certainty: Array
    """The shape of the gamma distribution of that share: the cases from which it is known."""
    branch_share: Array
    branch_certainty: Array
    unrest: Array
    """Variance by mean of the weekly counts of each branch, at least 1."""
    windows: tuple[int, ...]
    total: Array
    """What the office as a whole lets expect, day by day."""
    counts: Array
    """The counts of the office, of which several of a day in a rare cell count as one report (`settled`)."""


def expectation(office: Office) -> Expectation | None:
    """What is usual in an office; None where it is too young or has seen too little.

    The share of a cell is that of the days before the longest window, drawn towards the product of the
    shares of its category and its place (Poisson counts with a gamma prior, as in DuMouchel, "Bayesian data
    mining in large frequency tables", The American Statistician 53(3), 1999).
    """
    days = len(office.exposure)
    if days < FIRST_DAYS:
        return None
    longest = min(LOOKED_AT[-1], days // 3)
    windows = tuple(each for each in LOOKED_AT if each <= longest)
    longest = windows[-1]
    since = max(0, days - longest - BASELINE_DAYS)
    before = slice(since, days - longest)
    measure = float(office.exposure[before].sum())
    cells = office.counts[before].sum(axis=0)
    if measure <= 0 or cells.sum() <= 0:
        return None
    counts = settled(office, _shares(cells, measure)[0])
    share, certainty = _shares(counts[before].sum(axis=0), measure)
    branch_share = _branches(office, share)
    spread = _branches(office, share**2 / certainty)
    unrest = _unrest(office, counts, branch_share, before)
    # A number that swings tells less of what is usual.
    branch_certainty = branch_share**2 / np.maximum(spread, 1e-300) / unrest
    total = expected_totals(
        office.exposure, office.is_holiday, office.first_weekday, days - longest
    )
    if office.is_whole:
        unrest[0, 0] = _unrest_of_total(office.exposure[before], total[before])
    return Expectation(
        share=share,
        certainty=certainty / float(np.median(unrest)),
        branch_share=branch_share,
        branch_certainty=branch_certainty,
        unrest=unrest,
        windows=windows,
        counts=counts,
        total=total if office.entered is None else total * office.entered,
    )


def settled(office: Office, share: Array) -> Array:
    """Counts without what one household or one visit brings at once: in a cell that has a case once in
    months, several of one day are one report. Where many are usual, all count.
    """
    usual = 5.0 * office.exposure[:, None, None] * share[None]
    return np.minimum(office.counts, np.floor(1.0 + usual + 3.0 * np.sqrt(usual)))


def _shares(cells: Array, measure: float) -> tuple[Array, Array]:
    total = cells.sum()
    # Half a case for what was never seen: everything may happen once.
    rows = (cells.sum(axis=1) + 0.5)[:, None]
    columns = (cells.sum(axis=0) + 0.5)[None, :]
    usual = rows * columns * (total / (rows.sum() * columns.sum()))
    strength = _strength(cells, usual)
    return usual * (cells + strength) / (usual + strength) / measure, cells + strength


def _strength(cells: Array, usual: Array) -> float:
    """The shape of the prior by moments: how far cells differ from the product of row and column."""
    squares = float(((cells - usual) ** 2 - usual).sum())
    if squares <= 0:
        return 10.0
    return float(np.clip((usual**2).sum() / squares, 0.2, 10.0))


def _branches(office: Office, values: Array) -> Array:
    return office.places.sums(office.categories.sums(values, -2), -1)


def _unrest_of_total(seen: Array, usual: Array) -> float:
    """How much the office's weeks swing around what weekdays, holidays and growth let expect."""
    weeks = len(seen) // 7
    if weeks < 3:
        return MOST_UNREST
    numbers, means = (each[-weeks * 7 :].reshape(weeks, 7).sum(axis=1) for each in (seen, usual))
    squares = float(((numbers - means) ** 2 / np.maximum(means, 1e-6)).sum())
    # Level and growth were learnt from the same weeks.
    return float(np.clip(squares / (weeks - 2), 1.0, None))


def _unrest(office: Office, settled_counts: Array, branch_share: Array, before: slice) -> Array:
    weeks = (before.stop - before.start) // 7
    if weeks < 3:
        return np.ones_like(branch_share)
    days = slice(before.stop - weeks * 7, before.stop)
    counts = settled_counts[days].reshape(weeks, 7, *branch_share.shape).sum(axis=1)
    measure = office.exposure[days].reshape(weeks, 7).sum(axis=1)
    seen = _branches(office, counts)
    squares = np.zeros_like(branch_share)
    for week in range(weeks):
        usual = np.maximum(branch_share * measure[week], 1e-12)
        squares += np.minimum((seen[week] - usual) ** 2 / usual, MOST_SQUARE)
    own = squares / (weeks - 1)
    tells = branch_share * measure.mean() >= LEAST_A_WEEK
    pool = float(np.median(own[tells])) if tells.any() else 1.0
    # The median of a chi-square over its degrees of freedom lies below 1.
    pool = max(1.0, pool / (1 - 2 / (9 * (weeks - 1))) ** 3)
    shrunk = (WEEKS_OF_POOL * pool + weeks * own) / (WEEKS_OF_POOL + weeks)
    return np.clip(np.where(tells, shrunk, pool), 1.0, MOST_UNREST)
