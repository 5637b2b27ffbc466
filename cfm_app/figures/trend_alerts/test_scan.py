"""The figures of the scan, on small offices without a site."""

from typing import Any
from unittest import TestCase

import numpy as np

from cfm_app.figures.trend_alerts import delay, kinds, scan
from cfm_app.figures.trend_alerts.branches import Tree
from cfm_app.figures.trend_alerts.expectation import Office, expectation
from cfm_app.figures.trend_alerts.totals import expected_totals

CATEGORIES = Tree.of(
    {"food": None, "late": "food", "less": "food", "cash": None}, ["food", "late", "less", "cash"]
)
PLACES = Tree.of({"TD": None, "lac": "TD", "bol": "lac", "est": "TD"}, ["TD", "lac", "bol", "est"])
LEAVES = [(category, place) for category in ("late", "less", "cash") for place in ("bol", "est")]


def office(rate: float = 3.0, days: int = 120, seed: int = 1, **more: Any) -> Office:
    """An office with so many cases a day in each leaf."""
    rng = np.random.default_rng(seed)
    counts = np.zeros((days, len(CATEGORIES.names), len(PLACES.names)))
    for category, place in LEAVES:
        at = CATEGORIES.index[category], PLACES.index[place]
        counts[:, at[0], at[1]] = rng.poisson(rate, size=days)
    for at, change in more.items():
        category, place = at.split("_")
        first, factor = change
        part = counts[first:, CATEGORIES.index[category], PLACES.index[place]]
        part[:] = np.round(part * factor)
    exposure = counts.sum(axis=(1, 2))
    return Office(counts, exposure, np.zeros(days, dtype=bool), 0, CATEGORIES, PLACES)


def found(office: Office) -> list[tuple[str, str, bool]]:
    """The clusters of an office, by name."""
    usual = expectation(office)
    assert usual is not None
    rng = np.random.default_rng(5)
    return [
        (CATEGORIES.names[each.category], PLACES.names[each.place], each.is_rise)
        for each in scan.clusters(office, usual, scan.chance(office, usual, rng, 60), 1 / 365)
    ]


class TestTrees(TestCase):
    def test_a_branch_is_a_node_and_all_below_it(self) -> None:
        self.assertEqual(PLACES.branch(PLACES.index["lac"]), ("lac", "bol"))
        self.assertEqual(len(PLACES.branch(0)), 5)
        self.assertTrue(PLACES.are_related(PLACES.index["TD"], PLACES.index["bol"]))
        self.assertFalse(PLACES.are_related(PLACES.index["est"], PLACES.index["bol"]))

    def test_sums_of_branches_are_those_of_their_nodes(self) -> None:
        values = np.arange(5.0)
        sums = PLACES.sums(values, 0)
        for node in range(5):
            self.assertEqual(sums[node], values[node : PLACES.ends[node]].sum())

    def test_a_circle_hangs_on_the_root(self) -> None:
        tree = Tree.of({"a": "b", "b": "a", "c": "gone"}, ["a", "b", "c"])
        self.assertEqual(sorted(tree.names), ["", "a", "b", "c"])


class TestScan(TestCase):
    def test_a_spike_a_lasting_rise_and_a_decline(self) -> None:
        self.assertEqual(found(office()), [])
        self.assertEqual(found(office(late_bol=(115, 4.0))), [("late", "bol", True)])
        self.assertEqual(found(office(late_bol=(90, 2.5)))[0], ("late", "bol", True))
        self.assertEqual(found(office(cash_est=(105, 0.1)))[0], ("cash", "est", False))

    def test_a_growing_office_is_usual(self) -> None:
        grown = office(rate=2.0, days=200)
        extra = np.random.default_rng(9).poisson(
            np.linspace(0, 2, 200)[:, None], size=(200, len(LEAVES))
        )
        for at, (category, place) in enumerate(LEAVES):
            grown.counts[:, CATEGORIES.index[category], PLACES.index[place]] += extra[:, at]
        grown.exposure[:] = grown.counts.sum(axis=(1, 2))
        self.assertEqual(found(grown), [])

    def test_a_whole_office_that_falls_silent(self) -> None:
        silent = office(rate=5.0)
        silent.counts[-10:] = np.floor(silent.counts[-10:] * 0.1)
        silent.exposure[:] = silent.counts.sum(axis=(1, 2))
        self.assertIn(("", "", False), found(silent))

    def test_a_rise_of_the_whole_office_hides_no_branch_and_is_told_last(self) -> None:
        busy = office()
        busy.counts[-5:] *= 3
        busy.counts[-5:, CATEGORIES.index["late"], PLACES.index["bol"]] *= 3
        busy.exposure[:] = busy.counts.sum(axis=(1, 2))
        self.assertEqual(found(busy), [("late", "bol", True), ("", "", True)])

    def test_what_a_branch_explains_is_not_told_of_the_whole_office(self) -> None:
        self.assertEqual(set(found(office(late_bol=(115, 9.0)))), {("late", "bol", True)})

    def test_several_reports_of_one_day_in_a_rare_cell_are_one(self) -> None:
        visited = office()
        visited.counts[-1, CATEGORIES.index["food"], PLACES.index["TD"]] = 5
        visited.exposure[:] = visited.counts.sum(axis=(1, 2))
        self.assertEqual(found(visited), [])

    def test_a_young_or_empty_office_says_nothing(self) -> None:
        self.assertIsNone(expectation(office(days=41)))
        self.assertIsNotNone(expectation(office(days=42)))
        empty = office(days=60)
        empty.counts[:] = 0
        empty.exposure[:] = 0
        self.assertIsNone(expectation(empty))


class TestTotals(TestCase):
    def test_weekdays_holidays_and_growth_are_learnt(self) -> None:
        days = np.arange(210)
        weekday = np.array([1, 1, 1, 1, 1, 0.4, 0.2])[days % 7]
        is_holiday = days % 31 == 0
        true = 60 * np.exp(0.002 * days) * weekday * np.where(is_holiday, 0.3, 1.0)
        seen = np.random.default_rng(2).poisson(true).astype(float)
        usual = expected_totals(seen, is_holiday, 0, 180)
        self.assertLess(abs(usual[180:].sum() / true[180:].sum() - 1), 0.08)
        self.assertLess(abs(usual[is_holiday].sum() / true[is_holiday].sum() - 1), 0.25)


class TestKindsAndDelays(TestCase):
    def test_kinds(self) -> None:
        flat, rising = np.full(42, 4.0), np.linspace(1, 7, 42)

        def kind(days: int, observed: float, expected: float, daily: Any = flat) -> str:
            cluster = scan.Cluster(1, 1, days, observed, expected, 20.0, 0.001)
            return kinds.kind_of(cluster, daily[-days:], np.ones(days))

        self.assertEqual(kind(5, 20, 5), kinds.SPIKE)
        self.assertEqual(kind(5, 4, 0.2), kinds.RARE)
        self.assertEqual(kind(42, 168, 42), kinds.STEP)
        self.assertEqual(kind(42, 168, 42, rising), kinds.SLOW_RISE)
        self.assertEqual(kind(28, 5, 28), kinds.DECLINE)

    def test_days_that_are_not_entered_are_left_out(self) -> None:
        self.assertEqual(delay.days_left_out(delay.completeness({})), 0)
        self.assertEqual(delay.days_left_out(delay.completeness({0: 9, 1: 1})), 0)
        self.assertEqual(delay.days_left_out(delay.completeness({0: 5, 2: 4, 9: 1})), 2)
        self.assertEqual(delay.days_left_out(delay.completeness({20: 5})), delay.MOST_LEFT_OUT)
        # A log that was brought in later tells nothing.
        self.assertEqual(delay.days_left_out(delay.completeness({0: 5, 400: 900})), 0)
