"""What each job of the clock does that cannot be undone: such jobs wait while the clock is doubted.

A job declares one of the three; `EFFECT` on the function says which.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from cfm_app.base import clock

EFFECT = "clock_effect"
EFFECTS = ("harmless", "destroys", "escalates")

P = ParamSpec("P")
R = TypeVar("R")


def harmless(job: Callable[P, R]) -> Callable[P, R]:
    """It sends what waits, or works out again what follows from what is stored."""
    setattr(job, EFFECT, "harmless")
    return job


def destroys(job: Callable[P, R]) -> Callable[P, R | None]:
    """It deletes, empties or ends what is old, or closes a period by its date."""
    return _waiting(job, "destroys")


def escalates(job: Callable[P, R]) -> Callable[P, R | None]:
    """It tells, reminds or entrusts because so much time has passed."""
    return _waiting(job, "escalates")


def _waiting(job: Callable[P, R], effect: str) -> Callable[P, R | None]:
    @wraps(job)
    def run(*args: P.args, **kwargs: P.kwargs) -> R | None:
        return None if clock.doubt() else job(*args, **kwargs)

    setattr(run, EFFECT, effect)
    return run
