"""Methods side by side. Each looks at an office every day, and says which branches are unusual."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from benchmarks.trend_detection.generator import MadeUp
from cfm_app.figures.trend_alerts import expectation, scan
from cfm_app.figures.trend_alerts.expectation import Expectation, Office

Array = NDArray[np.float64]

FIRST_LOOK = 230
# As many days as the Monte Carlo of an office stays valid here; the nightly job makes a new one each night.
CALIBRATED_FOR = 28
EARS_DAYS, EARS_BASELINE = 10, 7
LEAST_DEVIATION = 0.5
LEFT_OUT = 1
"""The last day is left out: three of ten of its cases are not entered yet."""


@dataclass(frozen=True)
class Said:
    """That a branch is unusual, said on a day."""

    day: int
    category: int
    place: int
    is_rise: bool
    excess: float


Method = Callable[[MadeUp, float], Iterator[Said]]


def ours(made: MadeUp, recurrence: float, every: int = 1) -> Iterator[Said]:
    """The scan of `cfm_app.figures.trend_alerts`, at a recurrence interval in days; on each day, or some of them."""
    rng = np.random.default_rng(made.seed)
    chance: scan.Chance | None = None
    calibrated = 0
    for day in range(FIRST_LOOK, len(made.counts) + 1, every):
        office = _office(made, day)
        usual = expectation.expectation(office)
        if usual is None:
            continue
        if chance is None or day - calibrated >= CALIBRATED_FOR:
            chance, calibrated = scan.chance(office, usual, rng), day
        for each in scan.clusters(office, usual, chance, 1 / recurrence):
            excess = abs(each.observed - each.expected)
            yield Said(day, each.category, each.place, each.is_rise, excess)


def one_by_one(made: MadeUp, recurrence: float) -> Iterator[Said]:
    """A Poisson scan without family-wise control: each branch and window tested as if it were the only one."""
    for day in range(FIRST_LOOK, len(made.counts) + 1):
        office = _office(made, day)
        usual = expectation.expectation(office)
        if usual is not None:
            yield from _single_tests(day, office, usual, recurrence)


def _single_tests(
    day: int, office: Office, usual: Expectation, recurrence: float
) -> Iterator[Said]:
    # Twice the ratio follows a chi-square with one degree of freedom (Wilks); 1/365 is at 8.99.
    limit = _chi_square_of(recurrence) / 2
    days = office.counts[-28:]
    for window in (7, 28):
        seen = office.places.sums(office.categories.sums(days[-window:].sum(axis=0), 0), 1)
        mean = usual.branch_share * office.exposure[-window:].sum()
        ratio = poisson_ratio(seen, mean)
        unusual = (ratio > limit) & (np.maximum(seen, mean) >= scan.LEAST_CASES)
        for category, place in np.argwhere(unusual).tolist():
            change = float(seen[category, place] - mean[category, place])
            yield Said(day, category, place, change > 0, abs(change))


def poisson_ratio(seen: Array, mean: Array) -> Array:
    """The log-likelihood ratio of Poisson counts: a mean of their own against the expected one."""
    return seen * np.log(np.maximum(seen, 1e-9) / mean) - (seen - mean)


def _chi_square_of(recurrence: float) -> float:
    """The quantile of chi-square with one degree of freedom that chance passes once in so many days."""
    return NormalDist().inv_cdf(1 - 0.5 / recurrence) ** 2


def monthly(made: MadeUp, recurrence: float) -> Iterator[Said]:
    """The count of 30 days of each branch against mean and 3 standard deviations of the six spans before."""
    for day in range(FIRST_LOOK, len(made.counts) + 1, 30):
        branches = _by_day(made, day)
        spans = np.stack(
            [branches[day - 30 * (at + 1) : day - 30 * at].sum(axis=0) for at in range(7)]
        )
        yield from _outside(day, spans[0], spans[1:].mean(axis=0), spans[1:].std(axis=0, ddof=1))


def ears(made: MadeUp, recurrence: float) -> Iterator[Said]:
    """EARS C2 of each branch: a day against the seven before, with two days between them, at 3 deviations.

    Hutwagner et al., "The bioterrorism preparedness and response Early Aberration Reporting System",
    J Urban Health 80(2 Suppl 1), 2003.
    """
    for day in range(FIRST_LOOK, len(made.counts) + 1):
        days = ears_days(made, day)
        before = days[:EARS_BASELINE]
        yield from _outside(day, days[-1], before.mean(axis=0), before.std(axis=0, ddof=1))


def ears_days(made: MadeUp, day: int) -> Array:
    """The ten days that EARS C2 compares, by branch: seven before, two between, and the last one that is known."""
    return _by_day(made, day)[: day - LEFT_OUT][-EARS_DAYS:]


def _outside(day: int, seen: Array, mean: Array, deviation: Array) -> Iterator[Said]:
    limit = 3 * np.maximum(deviation, LEAST_DEVIATION)
    unusual = (np.abs(seen - mean) > limit) & (np.maximum(seen, mean) >= scan.LEAST_CASES)
    for category, place in np.argwhere(unusual).tolist():
        change = float(seen[category, place] - mean[category, place])
        yield Said(day, category, place, change > 0, abs(change))


def _by_day(made: MadeUp, day: int) -> Array:
    known = made.known_on(day)[max(0, day - 220) :]
    padded = np.zeros((day, *known.shape[1:]))
    padded[-len(known) :] = known
    return made.places.sums(made.categories.sums(padded, 1), 2)


def _office(made: MadeUp, day: int) -> Office:
    known = made.known_on(day)[: day - LEFT_OUT]
    return Office(
        counts=known,
        exposure=known.sum(axis=(1, 2)),
        is_holiday=made.is_holiday[: day - LEFT_OUT],
        first_weekday=0,
        categories=made.categories,
        places=made.places,
    )


METHODS: dict[str, Method] = {
    "tree-spatial-temporal scan": ours,
    "Poisson scan, one by one": one_by_one,
    "EARS C2": ears,
    "monthly 3-sigma": monthly,
}
