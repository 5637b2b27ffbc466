"""What weekdays, holidays and growth let the office as a whole expect."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ROUNDS = 12
# A growth faster than this is a change, not a habit: e-fold a day.
MOST_GROWTH = 0.02


def expected_totals(
    totals: Array, is_holiday: NDArray[np.bool_], first_weekday: int, learnt_until: int
) -> Array:
    """The expected total of each day (cases; array of days), learnt from the first `learnt_until` days.

    A log-linear Poisson regression on weekday, holiday and time, fitted by iteratively reweighted least
    squares (McCullagh and Nelder, Generalized Linear Models, 1989, 2.5).
    """
    days = np.arange(len(totals))
    columns = [((days + first_weekday) % 7 == weekday).astype(float) for weekday in range(7)]
    columns.append(is_holiday.astype(float))
    columns.append((days - learnt_until) / 100.0)
    design = np.stack(columns, axis=1)
    known, seen = design[:learnt_until], totals[:learnt_until]
    weights = np.zeros(design.shape[1])
    weights[:7] = np.log(max(seen.mean(), 0.1))
    # A little ridge: a weekday or a holiday that was never seen stays as the others are.
    ridge = np.eye(len(weights)) * 0.5
    aim = np.concatenate([weights[:7], [0.0, 0.0]])
    for _round in range(ROUNDS):
        mean = np.exp(np.clip(known @ weights, -10, 15))
        wanted = known @ weights + (seen - mean) / np.maximum(mean, 1e-6)
        left = known.T @ (known * mean[:, None]) + ridge
        weights = np.linalg.solve(left, known.T @ (mean * wanted) + ridge @ aim)
        weights[8] = np.clip(weights[8], -MOST_GROWTH * 100, MOST_GROWTH * 100)
    fitted: Array = np.exp(np.clip(design @ weights, -10, 15))
    return fitted
