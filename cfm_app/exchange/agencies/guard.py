"""Which facts of single cases may be told so that nobody is recognised behind a rare combination.

From the whole downwards: a group of cases that say the same so far is told apart by the next fact where each part
is as large as the smallest number that the office tells (`trends.suppression`). Parts that are smaller are not
told apart: the fact stays empty for them, and for as many of the next small parts as it takes until these are a
group of that size themselves. So each row says the same as enough others (k-anonymity), and common ones say more
than rare ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from cfm_app.figures import suppression

Row = Mapping[str, str]


def guarded(
    rows: Sequence[Row], order: Sequence[str], above: Mapping[str, str], least: int
) -> list[dict[str, str]]:
    """The rows with facts emptied that may not be shared; no rows if there are too few cases.

    `order` names the facts, `above` the coarser fact of a fact: a finer one needs its coarser one.
    """
    if suppression.cell(len(rows), least) is None:
        return []
    told = [dict.fromkeys(order, "") for _row in rows]
    groups = [(list(range(len(rows))), frozenset[str]())]
    for name in order:
        groups = [
            part
            for group, untold in groups
            for part in _split(rows, group, name, untold, above, least)
        ]
        for group, untold in groups:
            for row in group:
                told[row][name] = "" if name in untold else rows[row][name]
    return told


def _split(
    rows: Sequence[Row],
    group: list[int],
    name: str,
    untold: frozenset[str],
    above: Mapping[str, str],
    least: int,
) -> list[tuple[list[int], frozenset[str]]]:
    """A group by the values of a fact, and what is too small for that as one without it."""
    if above.get(name) in untold:
        return [(group, untold | {name})]
    parts: dict[str, list[int]] = defaultdict(list)
    for row in group:
        parts[rows[row][name]].append(row)
    by_size = sorted(parts.values(), key=lambda part: (len(part), part))
    rest: list[int] = []
    while by_size and (_is_small(by_size[0], least) or _is_small(rest, least)):
        rest += by_size.pop(0)
    found = [(part, untold) for part in by_size]
    return [*found, (sorted(rest), untold | {name})] if rest else found


def _is_small(part: Sequence[int], least: int) -> bool:
    return suppression.cell(len(part), least) is None
