"""Taking the change of a table back, while what others changed of it since stays.

A row has no name that lasts: a client sends the whole table, and its rows are made anew. So rows are
known by what they say, and those that say nearly the same are one row that was changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

Cells = tuple[Any, ...]
ALIKE = 0.5
"""The share of equal cells from which two rows are one that was changed."""


@dataclass(frozen=True)
class Row:
    """A row as it is to be: the place that it has now, none for one that comes back; and its cells."""

    place: int | None
    cells: Cells


class RowsChanged(Exception):
    """Rows that the change touched were changed again."""


def taken_back(
    before: Sequence[Cells], after: Sequence[Cells], current: Sequence[Cells]
) -> list[Row]:
    """The rows of ``current`` without what happened between ``before`` and ``after``."""
    origin = {at: was for was, at in pairs(before, after).items()}
    present = pairs(after, current)
    rows: dict[int, Cells] = dict(enumerate(current))
    home: dict[int, int] = {}
    """The place in ``before`` of rows that are there now."""
    for at, cells in enumerate(after):
        now, was = present.get(at), origin.get(at)
        if was is None:
            if now is not None:
                _take_out(rows, now, cells)
        elif now is not None:
            rows[now] = _cells_back(before[was], cells, current[now])
            home[now] = was
        elif before[was] != cells:
            raise RowsChanged
    came_back = {at for at in range(len(before)) if at not in origin.values()}
    for place, cells in rows.items():
        known = next((at for at in sorted(came_back) if before[at] == cells), None)
        if place not in home and known is not None:
            home[place] = known
            came_back.discard(known)
    missing = {at: before[at] for at in sorted(came_back)}
    places = [present[at] for at in sorted(present)]
    if places == sorted(places):
        return _in_order_of_before(rows, home, missing)
    return _in_order_of_now(rows, home, missing)


def pairs(one: Sequence[Cells], other: Sequence[Cells]) -> dict[int, int]:
    """Which row became which: those that say the same, then those that say nearly the same."""
    found: dict[int, int] = {}
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for block in matcher.get_matching_blocks():
        found.update({block.a + step: block.b + step for step in range(block.size)})
    left = [at for at in range(len(one)) if at not in found]
    free = [at for at in range(len(other)) if at not in found.values()]
    couples = [(_likeness(one[a], other[b]), a, b) for a in left for b in free]
    for like, a, b in sorted(couples, key=lambda each: (-each[0], abs(each[1] - each[2]))):
        if like >= ALIKE and a not in found and b not in found.values():
            found[a] = b
    return found


def _likeness(one: Cells, other: Cells) -> float:
    """The share of filled cells that say the same."""
    filled = [(a, b) for a, b in zip(one, other, strict=True) if a or b]
    return sum(a == b for a, b in filled) / len(filled) if filled else 1.0


def _take_out(rows: dict[int, Cells], place: int, cells: Cells) -> None:
    if rows[place] != cells:
        raise RowsChanged
    del rows[place]


def _cells_back(before: Cells, after: Cells, current: Cells) -> Cells:
    """The cells of one row; one that was changed again to something else stands in the way."""
    cells = list(current)
    for at, (was, became, now) in enumerate(zip(before, after, current, strict=True)):
        if was != became and now not in (was, became):
            raise RowsChanged
        if was != became:
            cells[at] = was
    return tuple(cells)


def _in_order_of_before(
    rows: dict[int, Cells], home: dict[int, int], missing: dict[int, Cells]
) -> list[Row]:
    """As it was; what came since stands after the row that it follows now."""
    lines = [(was, Row(place, rows[place])) for place, was in home.items()]
    lines += [(was, Row(None, cells)) for was, cells in missing.items()]
    ordered = [row for _was, row in sorted(lines, key=lambda line: line[0])]
    for place in sorted(rows.keys() - home.keys()):
        earlier = {at for at in rows if at < place}
        _insert_after(ordered, Row(place, rows[place]), earlier)
    return ordered


def _in_order_of_now(
    rows: dict[int, Cells], home: dict[int, int], missing: dict[int, Cells]
) -> list[Row]:
    """Somebody has sorted them since; what comes back stands after the row that it followed."""
    ordered = [Row(place, rows[place]) for place in sorted(rows)]
    for was, cells in reversed(missing.items()):
        earlier = [(at, place) for place, at in home.items() if at < was]
        _insert_after(ordered, Row(None, cells), {max(earlier)[1]} if earlier else set())
    return ordered


def _insert_after(ordered: list[Row], row: Row, earlier: set[int]) -> None:
    follows = [at for at, each in enumerate(ordered) if each.place in earlier]
    ordered.insert(max(follows, default=-1) + 1, row)
