"""The scales of the questions of a second look: their marks, and what a mark is worth."""

from collections.abc import Iterable
from dataclasses import dataclass

NO_YES, THREE, FIVE = "No / Yes", "1 to 3", "1 to 5"
MARKS = {NO_YES: (0, 1), THREE: (1, 2, 3), FIVE: (1, 2, 3, 4, 5)}


@dataclass(frozen=True)
class Mark:
    """An answer to one question; questions that do not apply have none."""

    criterion: str
    scale: str
    weight: float
    mark: int


def is_ordered(scale: str) -> bool:
    """Whether marks of a scale are near to each other or far."""
    return len(MARKS[scale]) > 2


def worth(scale: str, mark: float) -> float:
    """A mark, or a mean of marks, as a share of the best one, 0 to 1."""
    least, most = MARKS[scale][0], MARKS[scale][-1]
    return (mark - least) / (most - least)


def score(marks: Iterable[Mark]) -> float | None:
    """Per cent of what could be reached, by the weights; None where nothing that weighs applies."""
    given = list(marks)
    weight = sum(each.weight for each in given)
    if not weight:
        return None
    return 100 * sum(each.weight * worth(each.scale, each.mark) for each in given) / weight
