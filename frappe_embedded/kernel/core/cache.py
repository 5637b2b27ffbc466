"""The process-wide cache behind ``frappe.cache``: keys and hashes with optional expiry."""

from __future__ import annotations

import fnmatch
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any


class Cache:
    """A thread-safe dictionary that forgets.

    It offers the part of Frappe's Redis wrapper which apps use. Values are kept as they are, so
    a caller must not change what it got. ``expires_in_sec`` counts from the call.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._values: dict[str, tuple[Any, float | None]] = {}
        self._hashes: dict[str, dict[str, Any]] = {}
        self._lock = threading.RLock()
        self._clock = clock

    def __call__(self) -> Cache:
        """``frappe.cache()`` is how older code spells ``frappe.cache``."""
        return self

    def get_value(
        self,
        key: str,
        generator: Callable[[], Any] | None = None,
        user: str | None = None,
        expires: bool = False,
        shared: bool = False,
    ) -> Any:
        """The value, or what ``generator`` makes of it (and keeps), or ``None``."""
        key = self._key(key, user)
        with self._lock:
            value, until = self._values.get(key, (None, None))
            if until is not None and until <= self._clock():
                del self._values[key]
                value = None
        if value is None and generator is not None:
            value = generator()
            self.set_value(key, value)
        return value

    def set_value(
        self,
        key: str,
        val: Any,
        user: str | None = None,
        expires_in_sec: float | None = None,
        shared: bool = False,
    ) -> None:
        until = None if expires_in_sec is None else self._clock() + expires_in_sec
        with self._lock:
            self._values[self._key(key, user)] = (val, until)

    def setex(self, key: str, time_: float, value: Any) -> None:
        self.set_value(key, value, expires_in_sec=time_)

    get = get_value
    set = set_value

    def incr(self, key: str, expires_in_sec: float | None = None) -> int:
        """Add one and return the count; a new count lives for ``expires_in_sec``."""
        with self._lock:
            count = int(self.get_value(key) or 0) + 1
            _, until = self._values.get(key, (None, None))
            if count == 1 and expires_in_sec is not None:
                until = self._clock() + expires_in_sec
            self._values[key] = (count, until)
            return count

    def exists(self, key: str, user: str | None = None) -> bool:
        return self.get_value(key, user=user) is not None

    def delete_value(self, keys: str | Iterable[str], user: str | None = None) -> None:
        with self._lock:
            for key in [keys] if isinstance(keys, str) else keys:
                self._values.pop(self._key(key, user), None)
                self._hashes.pop(key, None)

    delete = delete_value
    delete_key = delete_value

    def delete_keys(self, prefix: str) -> None:
        """Forget every key that begins with ``prefix`` (``*`` and ``?`` are wildcards)."""
        pattern = prefix if prefix.endswith("*") else f"{prefix}*"
        with self._lock:
            for store in (self._values, self._hashes):
                for key in [key for key in store if fnmatch.fnmatchcase(key, pattern)]:
                    del store[key]  # type: ignore[attr-defined]

    def hget(self, name: str, key: str, generator: Callable[[], Any] | None = None) -> Any:
        with self._lock:
            value = self._hashes.get(name, {}).get(key)
        if value is None and generator is not None:
            value = generator()
            self.hset(name, key, value)
        return value

    def hset(self, name: str, key: str, value: Any) -> None:
        with self._lock:
            self._hashes.setdefault(name, {})[key] = value

    def hdel(self, name: str, keys: str | Iterable[str]) -> None:
        with self._lock:
            for key in [keys] if isinstance(keys, str) else keys:
                self._hashes.get(name, {}).pop(key, None)

    def hgetall(self, name: str) -> dict[str, Any]:
        with self._lock:
            return dict(self._hashes.get(name, {}))

    def flushall(self) -> None:
        with self._lock:
            self._values.clear()
            self._hashes.clear()

    @staticmethod
    def _key(key: str, user: str | None) -> str:
        return f"user:{user}:{key}" if user else key
