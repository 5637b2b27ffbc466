"""How late cases are entered after people reported them, and which days are complete enough to be judged."""

from collections.abc import Mapping

LONGEST = 30
"""What is entered later, in days, is a log that was brought in and says nothing of habits."""
MOST_LEFT_OUT = 7
COMPLETE_ENOUGH = 0.8


def completeness(delays: Mapping[int, int]) -> list[float]:
    """The part of a day's cases that is entered after 0, 1, 2 … days, given how many came with which delay.

    Complete where nothing is known.
    """
    known = {days: number for days, number in delays.items() if 0 <= days <= LONGEST}
    total = sum(known.values())
    if not total:
        return [1.0] * (LONGEST + 1)
    found, entered = [], 0
    for days in range(LONGEST + 1):
        entered += known.get(days, 0)
        found.append(entered / total)
    return found


def days_left_out(complete: list[float]) -> int:
    """How many of the last days are left out, because too much of them is not entered yet."""
    enough = (days for days, part in enumerate(complete) if part >= COMPLETE_ENOUGH)
    return min(next(enough, MOST_LEFT_OUT), MOST_LEFT_OUT)
