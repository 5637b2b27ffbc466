"""Waiting for what other processes do: no longer than it takes, and not for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

PAUSE = 0.05


def soon(look: Callable[[], Any], seconds: float = 120) -> Any:
    """What is there as soon as a job, a daemon or another server has come to it."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if found := look():
            return found
        time.sleep(PAUSE)
    raise AssertionError("It did not come")
