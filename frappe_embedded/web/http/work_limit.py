"""How much work a site does for everybody together in a while, and the headers that tell of it.

``rate_limit`` of the site's configuration is that of Frappe: ``{"limit": 600, "window": 3600}`` lets requests take
600 seconds of work in each hour of the clock, for all who ask. Without it nothing is counted or told.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

_MICRO = 1_000_000


@dataclass(frozen=True)
class Turn:
    """One request under the limit: what was left when it came."""

    limit: int
    remaining: int
    reset: int
    began: float
    window: int

    @property
    def is_refused(self) -> bool:
        return self.remaining <= 0

    def headers(self, used: int) -> dict[str, str]:
        """What the answer tells: microseconds of work, and seconds until the count begins anew."""
        told = {
            "X-RateLimit-Limit": self.limit,
            "X-RateLimit-Remaining": self.remaining,
            "X-RateLimit-Reset": self.reset,
        }
        told |= {"Retry-After": self.reset} if self.is_refused else {"X-RateLimit-Used": used}
        return {name: str(value) for name, value in told.items()}


class WorkLimit:
    """Counts the work of one process; the count begins anew with each window and each start."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = Lock()
        self._window = -1
        self._used = 0

    def begin(self, rule: dict[str, Any] | None) -> Turn | None:
        """The turn of a request, ``None`` where the site sets no limit."""
        if not rule:
            return None
        limit, seconds = int(float(rule["limit"]) * _MICRO), int(rule["window"])
        now = self._clock()
        window, spent = divmod(int(now), seconds)
        with self._lock:
            used = self._used if window == self._window else 0
        return Turn(limit, max(limit - used, 0), seconds - spent, now, window)

    def end(self, turn: Turn) -> dict[str, str]:
        """Count what the request took, and give the headers of its answer."""
        used = int((self._clock() - turn.began) * _MICRO)
        with self._lock:
            if turn.window > self._window:
                self._window, self._used = turn.window, 0
            if turn.window == self._window:
                self._used += used
        return turn.headers(used)
