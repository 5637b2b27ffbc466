"""Kappa and sampling against numbers that were worked out by hand."""

import unittest

from cfm_app.office.quality import agreement, sampling, scales

TWO_BY_TWO = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15


class TestAgreement(unittest.TestCase):
    def test_of_yes_and_no(self) -> None:
        """20 and 15 of 50 agree, 0.5 would by chance: (0.7 - 0.5) / (1 - 0.5)."""
        found = agreement.of_pairs(TWO_BY_TWO, is_ordered=False)
        assert found is not None
        self.assertEqual((found.pairs, found.same), (50, 0.7))
        self.assertAlmostEqual(found.kappa or 0, 0.4)

    def test_on_two_marks_an_order_changes_nothing(self) -> None:
        one, other = (agreement.kappa(TWO_BY_TWO, is_ordered=each) for each in (True, False))
        self.assertAlmostEqual(one or 0, other or 1)

    def test_near_misses_weigh_less_on_an_ordered_scale(self) -> None:
        """By hand: seen (1 + 2) / 4, by chance 16 / 16; not ordered 2 / 4 and 10 / 16."""
        pairs = [(1, 1), (2, 3), (3, 3), (3, 1)]
        self.assertAlmostEqual(agreement.kappa(pairs, is_ordered=True) or 0, 0.25)
        self.assertAlmostEqual(agreement.kappa(pairs, is_ordered=False) or 0, 0.2)

    def test_all_alike_full_agreement_and_none(self) -> None:
        self.assertIsNone(agreement.kappa([(1, 1), (1, 1)], is_ordered=False))
        self.assertEqual(agreement.kappa([(1, 1), (2, 2)], is_ordered=True), 1.0)
        self.assertLess(agreement.kappa([(1, 2), (2, 1)], is_ordered=True) or 0, 0)
        self.assertIsNone(agreement.of_pairs([], is_ordered=True))

    def test_a_score_weighs_what_applies(self) -> None:
        marks = [scales.Mark("a", scales.NO_YES, 1, 1), scales.Mark("b", scales.FIVE, 3, 3)]
        self.assertEqual(scales.score(marks), 62.5)
        self.assertIsNone(scales.score([]))


class TestSampling(unittest.TestCase):
    STRATA = {
        ("a", "x"): [f"a{n}" for n in range(60)],
        ("b", "x"): [f"b{n}" for n in range(30)],
        ("c", "y"): ["c0"],
    }

    def test_each_stratum_has_its_share_and_none_is_forgotten(self) -> None:
        self.assertEqual(
            sampling.shares({("a",): 60, ("b",): 30, ("c",): 1}, 10),
            {("a",): 6, ("b",): 3, ("c",): 1},
        )
        self.assertEqual(
            sampling.shares({("a",): 60, ("b",): 30, ("c",): 1}, 2),
            {("a",): 1, ("b",): 1, ("c",): 0},
        )
        self.assertEqual(sampling.shares({("a",): 2, ("b",): 1}, 10), {("a",): 2, ("b",): 1})
        self.assertEqual(sampling.shares({}, 10), {})

    def test_the_same_seed_draws_the_same_whatever_the_order(self) -> None:
        turned = {key: list(reversed(names)) for key, names in reversed(self.STRATA.items())}
        one = sampling.draw(self.STRATA, 10, "seed")
        self.assertEqual(one, sampling.draw(turned, 10, "seed"))
        self.assertNotEqual(one, sampling.draw(self.STRATA, 10, "other"))
        self.assertEqual(len(set(one)), 10)

    def test_every_case_of_a_stratum_may_be_drawn(self) -> None:
        seen = {name for seed in range(200) for name in sampling.draw(self.STRATA, 10, str(seed))}
        self.assertEqual(len(seen), 91)
