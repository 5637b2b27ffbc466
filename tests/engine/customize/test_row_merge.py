"""What happened to a table between two moments is taken out of what it is now."""

from __future__ import annotations

from random import Random

import pytest

from frappe_embedded.services.customize.row_merge import Cells, RowsChanged, taken_back

A, B, C, D = (("a", "x", 1), ("b", "y", 2), ("c", "z", 3), ("d", "w", 4))


def cells(before: list[Cells], after: list[Cells], now: list[Cells]) -> list[Cells]:
    return [row.cells for row in taken_back(before, after, now)]


def test_a_table_that_nobody_changed_since_is_as_before() -> None:
    """Whatever was added, taken out, changed and sorted."""
    for seed in range(300):
        chance = Random(seed)
        pool = [
            (chance.choice("abcdef"), chance.choice("xyz"), chance.randrange(3)) for _ in "0" * 7
        ]
        before = [chance.choice(pool) for _ in range(chance.randrange(6))]
        after = [chance.choice(pool) for _ in range(chance.randrange(6))]
        assert cells(before, after, after) == before, (seed, before, after)


def test_rows_that_came_since_stay_after_those_that_they_follow() -> None:
    assert cells([A, B], [A], [A, D]) == [A, D, B]
    assert cells([A], [A, B], [A, B, D]) == [A, D]


def test_other_cells_of_the_same_row_stay() -> None:
    assert cells([A, B], [("a", "x", 9), B], [("a", "q", 9), B]) == [("a", "q", 1), B]


def test_an_order_that_somebody_made_since_stays() -> None:
    assert cells([A, B, C, D], [A, B, D], [D, B, A]) == [D, B, C, A]


def test_what_is_there_again_already_does_not_come_twice() -> None:
    assert cells([A, B], [A], [A, B]) == [A, B]
    assert cells([A], [A, B], [A]) == [A]


@pytest.mark.parametrize(
    ("before", "after", "now"),
    [
        ([A], [("a", "x", 9)], [("a", "x", 8)]),
        ([A], [("a", "x", 9)], []),
        ([A], [A, B], [A, ("b", "y", 7)]),
    ],
)
def test_rows_that_were_changed_again_are_in_the_way(
    before: list[Cells], after: list[Cells], now: list[Cells]
) -> None:
    with pytest.raises(RowsChanged):
        taken_back(before, after, now)
