"""Requests that wait, each client's in turn: a burst from one address does not make the others wait behind it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any


class FairQueue:
    """A queue that gives one entry of each client, in the order of their coming, and begins again.

    ``client_of`` tells whose an entry is.
    """

    def __init__(self, client_of: Callable[[Any], Hashable]) -> None:
        self._client_of = client_of
        self._waiting: dict[Hashable, deque[Any]] = {}
        self._lock = Lock()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def append(self, entry: Any) -> None:
        """Let an entry wait behind those of its client."""
        client = self._client_of(entry)
        with self._lock:
            self._waiting.setdefault(client, deque()).append(entry)

    def popleft(self) -> Any:
        """The first entry of the client whose turn it is; ``IndexError`` where nothing waits."""
        with self._lock:
            if not self._waiting:
                raise IndexError("Nothing waits")
            client = next(iter(self._waiting))
            entries = self._waiting.pop(client)
            entry = entries.popleft()
            if entries:
                self._waiting[client] = entries
            return entry
