"""What a run draws of a matrix."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from tests.sampling import drawn

LANGUAGES, SIZES = 3, 2


def case(name: str, mark: pytest.Mark | None, **indices: int) -> Any:
    """What the sample asks of an item."""
    return SimpleNamespace(
        nodeid=f"{name}[{indices}]",
        callspec=SimpleNamespace(indices=indices),
        get_closest_marker=lambda _name: mark,
    )


def grid(**options: int) -> list[Any]:
    mark = pytest.mark.matrix(**options).mark
    crossed = product(range(LANGUAGES), range(SIZES))
    return [case("grid", mark, language=language, size=size) for language, size in crossed]


def test_each_value_of_each_parameter_is_drawn_and_no_more() -> None:
    for seed in range(20):
        kept = [each for each in grid() if each.nodeid in drawn(grid(), str(seed))]
        assert len(kept) == LANGUAGES
        assert {each.callspec.indices["language"] for each in kept} == set(range(LANGUAGES))
        assert {each.callspec.indices["size"] for each in kept} == set(range(SIZES))


def test_seeds_draw_all_combinations_in_time() -> None:
    found: set[str] = set()
    for seed in range(30):
        found |= drawn(grid(), str(seed))
    assert found == {each.nodeid for each in grid()}


def test_the_same_seed_draws_the_same_in_whatever_process() -> None:
    assert drawn(grid(), "2026-12-01") == drawn(grid(), "2026-12-01")
    assert len(drawn(grid(each_run=2), "2026-12-01")) == 2


def test_what_is_no_matrix_always_runs() -> None:
    plain = [case("plain", None, size=size) for size in range(SIZES)]
    assert drawn(plain, "any") == {each.nodeid for each in plain}
