"""The methods of trend detection computed anew by the R package `surveillance` (Debian: r-cran-surveillance).

Höhle, "surveillance: An R package for the monitoring of infectious diseases", Comput Stat 22(4), 2007. It knows
nothing of trees: each branch of a made-up office is handed over as a series of its own. What it has no
counterpart for (the tree, the Monte Carlo of the whole office) is tested by what it finds.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.trend_detection import generator
from benchmarks.trend_detection.generator import MadeUp
from benchmarks.trend_detection.methods import ears, ears_days, poisson_ratio
from cfm_app.figures.trend_alerts import expectation, scan
from cfm_app.figures.trend_alerts.expectation import Expectation, Office

Array = NDArray[np.float64]
ByR = Callable[[str, Array], Array]

SCRIPT = Path(__file__).with_name("surveillance.R")
SEED = 3004
LOOKS = range(230, 381, 5)
LONGEST = 28
BRANCHES = 60
CELLS = 600
FURTHEST = 12
"""Times what was expected: beyond it the search of R for the mean of a negative binomial does not arrive."""


def _lacking() -> str:
    command = shutil.which("Rscript")
    if not command:
        return "R is not installed (apt-get install r-cran-surveillance)"
    asked = [command, "-e", "stopifnot(requireNamespace('surveillance', quietly = TRUE))"]
    if subprocess.run(asked, capture_output=True, check=False).returncode:
        return "R has no package surveillance (apt-get install r-cran-surveillance)"
    return ""


LACKING = _lacking()
pytestmark = pytest.mark.skipif(bool(LACKING), reason=LACKING)


@pytest.fixture
def by_r(tmp_path: Path) -> ByR:
    """What R makes of a table by a method of `surveillance.R`."""

    def ask(method: str, table: Array) -> Array:
        given, answered = tmp_path / "given.csv", tmp_path / "answered.csv"
        np.savetxt(given, table, delimiter=",", fmt="%.17g")
        command = ["Rscript", str(SCRIPT), method, str(given), str(answered)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return np.loadtxt(answered, delimiter=",", ndmin=2)

    return ask


@pytest.fixture(scope="module")
def made() -> MadeUp:
    return generator.office(SEED)


@pytest.fixture(scope="module")
def office(made: MadeUp) -> Office:
    counts = made.counts.astype(float)
    total = counts.sum(axis=(1, 2))
    return Office(counts, total, made.is_holiday, 0, made.categories, made.places)


@pytest.fixture(scope="module")
def usual(office: Office) -> Expectation:
    found = expectation.expectation(office)
    assert found is not None
    return found


def _branches(made: MadeUp, usual: Expectation) -> Array:
    """The branches with the most cases, and those in which something was planted."""
    most = np.argsort(usual.branch_share, axis=None)[::-1][:BRANCHES]
    frequent = np.stack(np.unravel_index(most, usual.branch_share.shape), axis=1)
    planted = [(event.category, event.place) for event in made.events]
    return np.unique(np.concatenate([frequent, planted]), axis=0)


def test_ears_c2_says_what_r_says(made: MadeUp, usual: Expectation, by_r: ByR) -> None:
    branches = _branches(made, usual)
    rows, columns = branches.T
    days = np.stack([ears_days(made, day)[:, rows, columns] for day in LOOKS], axis=1)
    table = days.reshape(len(days), -1)
    above, below = by_r("c2", table), by_r("c2", -table)
    counted = np.maximum(table[-1], table[:7].mean(axis=0)) >= scan.LEAST_CASES
    in_r = {
        (day, int(category), int(place), is_rise)
        for is_rise, answer in ((True, above), (False, below))
        for at, (day, (category, place)) in enumerate(
            (day, branch) for day in LOOKS for branch in branches
        )
        if answer[at, 1] and counted[at]
    }
    chosen = {tuple(branch) for branch in branches.tolist()}
    said = {
        (each.day, each.category, each.place, each.is_rise)
        for each in ears(made, 365)
        if each.day in LOOKS and (each.category, each.place) in chosen
    }
    assert said == in_r
    assert len(said) > 5


def test_poisson_ratios_of_windows_are_those_of_r(
    made: MadeUp, office: Office, usual: Expectation, by_r: ByR
) -> None:
    rows, columns = _branches(made, usual).T
    by_day = office.places.sums(office.categories.sums(office.counts[-LONGEST:], 1), 2)
    seen = by_day[:, rows, columns]
    mean = office.exposure[-LONGEST:, None] * usual.branch_share[rows, columns]
    pairs = np.stack([seen, mean], axis=2).reshape(LONGEST, -1)
    in_r = by_r("windows", pairs)
    whole, expected = (np.cumsum(each[::-1], axis=0) for each in (seen, mean))
    ratio = poisson_ratio(whole, expected)
    rises = np.where(whole > expected, ratio, 0.0).max(axis=0)
    # Where there is no case at all, R takes the logarithm of nothing and tells of no window.
    falls = np.where((whole < expected) & (whole > 0), ratio, 0.0).max(axis=0)
    np.testing.assert_allclose(np.stack([rises, falls], axis=1), in_r, rtol=1e-9, atol=1e-9)
    assert (rises > 9).any() and (falls > 9).any(), "nothing of what was planted shows"


def test_the_ratios_of_the_scan_are_those_of_r(
    office: Office, usual: Expectation, by_r: ByR
) -> None:
    windows = np.stack([office.counts[-days:].sum(axis=0) for days in usual.windows])
    seen = office.places.sums(office.categories.sums(windows, 1), 2)
    totals = np.array([office.exposure[-days:].sum() for days in usual.windows])
    mean = totals[:, None, None] * usual.branch_share[None]
    certainty = usual.branch_certainty
    ratios = scan.likelihood_ratios(seen, mean, certainty, np.ones_like(certainty))
    told = np.argwhere((ratios > 0) & (seen < FURTHEST * mean))
    told = told[np.random.default_rng(SEED).permutation(len(told))[:CELLS]]
    at = tuple(told.T)
    table = np.stack([seen[at], mean[at], 1 / certainty[at[1:]]], axis=1)
    assert (seen[at] > mean[at]).any() and (seen[at] < mean[at]).any()
    np.testing.assert_allclose(ratios[at], by_r("cells", table)[:, 0], rtol=1e-6, atol=1e-6)
