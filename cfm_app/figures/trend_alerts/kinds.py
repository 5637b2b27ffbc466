"""What a cluster looks like, in the words of the office."""

import numpy as np
from numpy.typing import NDArray

from cfm_app.figures.trend_alerts.scan import Cluster

SPIKE, STEP, SLOW_RISE, DECLINE, RARE = (
    "Spike",
    "Lasting rise",
    "Slow rise",
    "Decline",
    "Rare cluster",
)
RARE_BELOW = 1.0
LONGEST_SPIKE = 10
# A rise whose second half has so many times the excess of the first one is still rising.
STILL_RISING = 1.6


def kind_of(found: Cluster, daily: NDArray[np.float64], usual: NDArray[np.float64]) -> str:
    """The kind of a cluster, given the cases of each day of its window and what was expected of each."""
    if not found.is_rise:
        return DECLINE
    if found.expected < RARE_BELOW:
        return RARE
    if found.days <= LONGEST_SPIKE:
        return SPIKE
    half = found.days // 2
    excess = daily - usual
    is_rising = excess[half:].sum() > STILL_RISING * max(float(excess[:half].sum()), 0.0)
    return SLOW_RISE if is_rising else STEP
