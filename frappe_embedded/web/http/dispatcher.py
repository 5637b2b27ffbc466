"""Who works on which request: few at once, and none waits behind a slow one.

Requests of one process share the interpreter's lock, so that two that run beside each other take longer
than one after the other. Only a request that takes long must not hold up the others; and which one
does is seen only when it does. So few requests may be under way, and one that has taken longer than
`PATIENCE` counts no more.
"""

from __future__ import annotations

import time
from typing import Any

from waitress.task import ThreadedTaskDispatcher

AT_ONCE = 2
PATIENCE = 0.025
"""Seconds. An ordinary request takes a few milliseconds."""


class Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]  # the package has no types
    """The threads of a server; there are as many as slow requests may run beside each other.

    A request that waits is begun as soon as fewer than `AT_ONCE` that are younger than `PATIENCE` run.
    """

    def __init__(self) -> None:
        super().__init__()
        self._begun: dict[int, float] = {}

    def handler_thread(self, thread_no: int) -> None:
        while (task := self._next(thread_no)) is not None:
            try:
                task.service()
            except BaseException:
                self.logger.exception("Exception when servicing %r", task)

    def _next(self, thread_no: int) -> Any:
        """The next request for a thread, once one is waiting and may begin; ``None`` at the end."""
        with self.lock:
            self._begun.pop(thread_no, None)
            while not self.stop_count:
                pause = self._pause() if self.queue else None
                if pause is not None and pause <= 0:
                    return self._begin(thread_no)
                self.active_count -= 1
                self.queue_cv.wait(pause)
                self.active_count += 1
            self.active_count -= 1
            self.stop_count -= 1
            self.threads.discard(thread_no)
            self.thread_exit_cv.notify()
            return None

    def _begin(self, thread_no: int) -> Any:
        self._begun[thread_no] = time.monotonic()
        task = self.queue.popleft()
        if self.queue:
            # Somebody has to look at the clock for the next one.
            self.queue_cv.notify()
        return task

    def _pause(self) -> float:
        """Seconds until another request may begin."""
        now = time.monotonic()
        young = sorted(begun for begun in self._begun.values() if now - begun < PATIENCE)
        return young[-AT_ONCE] + PATIENCE - now if len(young) >= AT_ONCE else 0.0
