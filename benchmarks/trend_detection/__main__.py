"""Recall by kind, delay and false alarms of each method, on made-up offices.

    python -m benchmarks.trend_detection [--seeds 1001 1012] [--quiet-seeds 2001 2006] [--strength 1]
        [--recurrence 365] [--methods ...]

Seeds below 1000 were used to find a way; those from 1001 on are for the report alone.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from statistics import median

from benchmarks.trend_detection import generator
from benchmarks.trend_detection.methods import METHODS
from benchmarks.trend_detection.scoring import Score, score

QUARTER = 91


def main() -> None:
    """Make the offices, ask each method, print a table."""
    asked = _arguments()
    seeds = range(asked.seeds[0], asked.seeds[1] + 1)
    quiet = range(asked.quiet_seeds[0], asked.quiet_seeds[1] + 1)
    scores: dict[str, list[tuple[generator.MadeUp, Score]]] = defaultdict(list)
    for seed, kinds in [
        *((each, generator.KINDS) for each in seeds),
        *((each, ()) for each in quiet),
    ]:
        made = generator.office(seed, kinds, strength=asked.strength)
        for name in asked.methods:
            scores[name].append((made, score(made, METHODS[name](made, asked.recurrence))))
    print(
        f"{len(seeds)} offices with events, {len(quiet)} without; once in {asked.recurrence:g} days"
    )
    for name in asked.methods:
        _tell(name, scores[name])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", nargs=2, type=int, default=(1001, 1012))
    parser.add_argument("--quiet-seeds", nargs=2, type=int, default=(2001, 2006))
    parser.add_argument("--strength", type=float, default=1.0)
    parser.add_argument("--recurrence", type=float, default=365.0)
    parser.add_argument("--methods", nargs="*", default=list(METHODS))
    return parser.parse_args()


def _tell(name: str, scores: list[tuple[generator.MadeUp, Score]]) -> None:
    print(f"\n{name}")
    for kind in generator.KINDS:
        planted = [
            (found, event) for made, found in scores for event in made.events if event.kind == kind
        ]
        delays = [found.delays[event] for found, event in planted if event in found.delays]
        middle = f"{median(delays):5.0f} days" if delays else "         –"
        print(f"  {kind:<14} {len(delays):>3} of {len(planted):<3}  {middle}")
    for label, is_quiet in (("with events", False), ("without", True)):
        of_kind = [found for made, found in scores if (not made.events) == is_quiet]
        days = sum(found.days for found in of_kind)
        if days:
            number = sum(found.false_alarms for found in of_kind)
            print(
                f"  false alarms a quarter, offices {label}: {number / days * QUARTER:.2f} ({number})"
            )


if __name__ == "__main__":
    began = time.process_time()
    main()
    print(f"\n{time.process_time() - began:.0f} s of processor")
