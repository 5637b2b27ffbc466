"""Whether time tells what is closed from what is missing, by the clock.

    python -m benchmarks.closed_and_missing [--rounds 400] [--doors lookup_caller "get Case"]

A demo office with restricted cases is served by a process of its own. An operator who may see none of them asks each
door (`tests/leaks/doors`) for a closed case and for a missing one, in pairs, each pair in an order by chance. Prints
the medians in milliseconds, the shift between the samples (Hodges and Lehmann) and how probable so great a difference
is where there is none (Mann and Whitney). A door tells if that is below 1 % and the shift is above 2 % of the median.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import frappe_embedded

frappe_embedded.activate()

from tests.leaks.cast import Visitor, administrator, assemble  # noqa: E402
from tests.leaks.doors import DOORS  # noqa: E402
from tests.leaks.matrix import Door  # noqa: E402
from tests.leaks.planting import plant  # noqa: E402
from tests.leaks.secret import Target, missing  # noqa: E402
from tests.patterns import Patterns  # noqa: E402

ASKING = "operator2@demo.cfm"
ASKED = (
    *("lookup_caller", "get Case", "getdoc Case", "search by number Case", "printview Case"),
    *("form Case", "similar_cases", "get Community Member", "validate_link Case"),
)
WARM = 10
CHANCE = 0.01
SHIFT = 0.02


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=400)
    parser.add_argument("--doors", nargs="+", default=ASKED)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shelf = Path(folder) / "patterns"
        shelf.mkdir()
        server = Patterns(shelf).office(Path(folder) / "office").start()
        try:
            admin = administrator(server)
            cast = assemble(server, admin)
            secret = plant(cast, admin)[0]
            print(f"{'door':28} {'missing':>8} {'closed':>8} {'shift':>8} {'chance':>8}")
            for door in (each for each in DOORS if each.name in asked.doors):
                absent, closed = durations(door, cast[ASKING], secret, asked.rounds)
                print(line(door.name, absent, closed))
        finally:
            server.stop()


def durations(
    door: Door, visitor: Visitor, secret: Target, rounds: int
) -> tuple[list[float], list[float]]:
    """How long a door takes for what is missing and for what is closed, in milliseconds."""
    targets = (missing(secret), secret)
    found: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + WARM):
        for which in random.sample((0, 1), 2):
            began = time.perf_counter()
            door.open(visitor, targets[which])
            if turn >= WARM:
                found[which].append((time.perf_counter() - began) * 1000)
    return found


def line(name: str, absent: Sequence[float], closed: Sequence[float]) -> str:
    middle, shift, chance = (
        statistics.median(absent),
        shift_of(absent, closed),
        by_chance(absent, closed),
    )
    tells = chance < CHANCE and abs(shift) > SHIFT * middle
    told = "  tells" if tells else ""
    return f"{name:28} {middle:8.2f} {statistics.median(closed):8.2f} {shift:+8.3f} {chance:8.3f}{told}"


def shift_of(one: Sequence[float], other: Sequence[float]) -> float:
    """The median of all differences between a value of the one and one of the other."""
    return statistics.median(b - a for a in one for b in other)


def by_chance(one: Sequence[float], other: Sequence[float]) -> float:
    """How probable such a difference of ranks is between samples of the same kind, on both sides."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(place for place, (_value, which) in enumerate(ranked, 1) if which)
    n, m = len(one), len(other)
    greater = ranks - m * (m + 1) / 2
    deviation = math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(greater - n * m / 2) / deviation / math.sqrt(2))


if __name__ == "__main__":
    main()
