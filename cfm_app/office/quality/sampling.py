"""Stratified random sampling; the same seed draws the same sample."""

import random
from collections.abc import Mapping, Sequence

Stratum = tuple[str, ...]


def draw(strata: Mapping[Stratum, Sequence[str]], size: int, seed: str) -> list[str]:
    """Names from several strata, as many from each as is its share of all (`shares`)."""
    chance = random.Random(seed)
    parts = shares({key: len(names) for key, names in strata.items()}, size)
    found = [
        name for key in sorted(strata) for name in chance.sample(sorted(strata[key]), parts[key])
    ]
    chance.shuffle(found)
    return found


def shares(sizes: Mapping[Stratum, int], size: int) -> dict[Stratum, int]:
    """How many each stratum gives: in proportion, rounded by largest remainders, none more than it has.

    As long as there is room, each gives one: who works little is looked at, too.
    """
    size = min(size, sum(sizes.values()))
    filled = [key for key in sorted(sizes) if sizes[key]]
    if size <= len(filled):
        first = sorted(filled, key=lambda key: (-sizes[key], key))[:size]
        return {key: int(key in first) for key in sizes}
    found = {key: int(key in filled) for key in sizes}
    total = sum(sizes.values())
    # One after the other to whoever is furthest below their share.
    while sum(found.values()) < size:
        open_ones = [key for key in filled if found[key] < sizes[key]]
        key = max(open_ones, key=lambda each: (size * sizes[each] / total - found[each], each))
        found[key] += 1
    return found
