"""How far two reviewers of the same cases agree, beyond chance.

Cohen's kappa: J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
Measurement 20 (1960), 37–46. For ordered marks, near misses weigh less: J. Cohen, "Weighted kappa",
Psychological Bulletin 70 (1968), 213–220, with weights that grow with the distance of the marks.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

Pair = tuple[int, int]


@dataclass(frozen=True)
class Agreement:
    """The marks of two people on the same cases."""

    pairs: int
    same: float
    """Share of the pairs with the same mark, 0 to 1."""
    kappa: float | None
    """1 is full agreement, 0 what chance would bring; None where chance leaves nothing to disagree on."""


def of_pairs(pairs: Sequence[Pair], *, is_ordered: bool) -> Agreement | None:
    """The agreement of two people, given their marks of each case; None without any."""
    if not pairs:
        return None
    same = sum(one == other for one, other in pairs) / len(pairs)
    return Agreement(len(pairs), same, kappa(pairs, is_ordered=is_ordered))


def kappa(pairs: Sequence[Pair], *, is_ordered: bool) -> float | None:
    """One minus the ratio of observed to expected disagreement."""
    number = len(pairs)
    firsts, seconds = (Counter(side) for side in zip(*pairs, strict=True))
    seen = sum(_distance(one, other, is_ordered) for one, other in pairs) / number
    by_chance = sum(
        _distance(one, other, is_ordered) * firsts[one] * seconds[other]
        for one in firsts
        for other in seconds
    ) / (number * number)
    return None if by_chance == 0 else 1 - seen / by_chance


def _distance(one: int, other: int, is_ordered: bool) -> int:
    return abs(one - other) if is_ordered else int(one != other)
