"""Which thread answers which request: one reads and answers them all, until a request takes long.

Threads of one process share the interpreter's lock. A request that one thread reads and another answers
costs both of them waits for it, and two that are answered beside each other take longer than one after the
other. Only a request that takes long must not hold up the others; and which one does is seen only when it
does. So one thread leads: it looks for what comes in and answers it. If an answer takes longer than
`PATIENCE`, a follower takes the lead, and the thread that lost it ends its answer beside the new leader
(*Leader/Followers*, D. C. Schmidt and others, https://www.dre.vanderbilt.edu/~schmidt/PDF/lf.pdf).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from typing import Any

from .fair_queue import FairQueue

PATIENCE = 0.01
"""Seconds for which a request keeps the lead. An ordinary one takes a few milliseconds."""

LONG = 0.025
HASTE = 0.001
"""For which it keeps it while one that began `LONG` ago runs beside: each waits for the lock most of its time then,
so more of them may wait at once. What only shares the lock with others of its kind is done sooner than that."""

_log = logging.getLogger("frappe_embedded.web.http")


class Dispatcher:
    """The threads of a server.

    As many requests as ``thread_count`` may run beside each other. There is one thread more, since somebody
    has to look: an answer that is larger than a buffer waits until others have sent its beginning.
    ``client_of`` tells whose a request is: what waits is begun for each client in turn.
    """

    def __init__(
        self, thread_count: int, client_of: Callable[[Any], Hashable] = lambda _task: None
    ) -> None:
        self._count = thread_count + 1
        self._tasks = FairQueue(client_of)
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._alarm = threading.Condition(self._lock)
        """For the follower that watches the leader."""
        self._vacancy = threading.Condition(self._lock)
        """For the other followers."""
        self._leader: int | None = None
        self._watcher: int | None = None
        self._is_awake = False
        self._begun: float | None = None
        self._answered = 0
        self._beside: dict[int, float] = {}
        """The threads that lost the lead, and when they began."""
        self._followers = 0
        self._wake: Callable[[], None] = lambda: None
        self._is_ending = False

    def start(self, look: Callable[[], None], wake: Callable[[], None]) -> None:
        """Begin to answer. ``look`` waits for what comes in and hands it over by ``add_task``.

        Only the leader calls it. ``wake`` lets it return. Nothing begins if it was told to end before.
        """
        with self._lock:
            if self._is_ending:
                return
            self._wake = wake
            self._threads = [
                threading.Thread(target=self._work, args=[look], name=f"web-{number}", daemon=True)
                for number in range(self._count)
            ]
            for thread in self._threads:
                thread.start()

    def add_task(self, task: Any) -> None:
        """Take a request that is to be answered: it has ``service()`` and ``cancel()``."""
        self._tasks.append(task)

    def wake(self) -> None:
        """Let the leader look again, since there is something new; it does so anyway after its own answers."""
        if self._leader != threading.get_ident():
            self._wake()

    def end(self) -> None:
        """Begin no more requests."""
        with self._lock:
            self._is_ending = True
            self._alarm.notify_all()
            self._vacancy.notify_all()
        self._wake()

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> None:
        """Begin no more requests, wait for those that run, and cancel those that wait."""
        self.end()
        until = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        running = sum(thread.is_alive() for thread in self._threads)
        if running:
            _log.warning("%d requests are not answered: the server ends", running)
        while cancel_pending and self._tasks:
            self._tasks.popleft().cancel()

    def _work(self, look: Callable[[], None]) -> None:
        me = threading.get_ident()
        while self._follow(me):
            while self._leader == me and not self._is_ending:
                if self._tasks and self._followers:
                    self._answer(me, self._tasks.popleft())
                else:
                    look()

    def _answer(self, me: int, task: Any) -> None:
        with self._lock:
            self._begun = time.monotonic()
            if not self._is_awake:
                self._is_awake = True
                self._alarm.notify()
        try:
            task.service()
        except BaseException:
            _log.exception("A request failed: %r", task)
        with self._lock:
            if self._leader == me:
                self._begun = None
                self._answered += 1
            else:
                del self._beside[me]

    def _follow(self, me: int) -> bool:
        """Wait until the lead is this thread's; whether there still is something to lead."""
        with self._lock:
            self._followers += 1
            if self._tasks and self._followers == 1:
                self._wake()
            while not self._is_ending:
                if self._leader is None or self._watcher == me:
                    if self._leader is not None and self._begun is not None:
                        self._beside[self._leader] = self._begun
                    self._followers -= 1
                    self._leader, self._watcher, self._begun = me, None, None
                    self._vacancy.notify()
                    return True
                if self._watcher is None:
                    self._watcher = me
                    self._watch()
                else:
                    self._vacancy.wait()
            return False

    def _watch(self) -> None:
        """Look at the clock until the leader's answer takes too long; sleep while nobody asks anything."""
        seen = self._answered
        while not self._is_ending:
            if self._begun is not None:
                now = time.monotonic()
                is_held_up = any(now - begun > LONG for begun in self._beside.values())
                left = self._begun + (HASTE if is_held_up else PATIENCE) - now
                if left <= 0:
                    return
                self._alarm.wait(left)
            elif self._answered != seen:
                seen = self._answered
                self._alarm.wait(PATIENCE)
            else:
                self._is_awake = False
                self._alarm.wait()
