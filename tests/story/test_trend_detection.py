"""A small version of `benchmarks.trend_detection`: made-up offices, of seeds that nothing was tuned on."""

from __future__ import annotations

from functools import partial

from benchmarks.trend_detection import generator
from benchmarks.trend_detection.methods import ours
from benchmarks.trend_detection.scoring import score

EVERY = 6
RECURRENCE = 365.0
look = partial(ours, recurrence=RECURRENCE, every=EVERY)


def test_what_was_planted_is_found_and_little_else() -> None:
    made = generator.office(3001)
    found = score(made, look(made))
    # A small office has no branch for some kinds.
    assert len(made.events) >= len(generator.KINDS) - 1
    assert len(found.delays) >= len(made.events) - 1, found
    assert found.false_alarms <= 2, found


def test_an_office_in_which_nothing_happens_is_left_in_peace() -> None:
    made = generator.office(3002, kinds=())
    assert score(made, look(made)).false_alarms <= 2


def test_what_was_entered_late_is_not_known_before() -> None:
    made = generator.office(3003, kinds=(), days=60)
    known = made.known_on(50)
    assert known.shape[0] == 50
    assert (known <= made.counts[:50]).all()
    assert known[-1].sum() < made.counts[49].sum()
    assert (made.known_on(60)[:40] == made.counts[:40]).all()
