"""Which connections a server keeps: a full one refuses the newcomer and goes on serving.

Whoever asks nothing makes room for somebody who does. Headers and bodies have a time in which they must be
whole, so that nobody holds a connection or the disk by sending slowly.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from ...services.auth.places import place_of
from . import limits
from .connections import Connection

try:
    import resource
except ImportError:  # Windows knows no such limit
    resource = None  # type: ignore[assignment]

_FILES = 8192
_OTHER_FILES = 256
"""Files that the process holds beside its connections: of the database, of its code, of what it sends."""
_SWEEP_SECONDS = 1.0


def _answer(status: str, text: str) -> bytes:
    headers = (
        f"HTTP/1.1 {status}",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(text)}",
        "Retry-After: 5",
        "Connection: close",
    )
    return ("\r\n".join(headers) + "\r\n\r\n" + text).encode()


_FULL = _answer("503 Service Unavailable", "The server is full. Try again in a moment.")
_LATE = _answer("408 Request Timeout", "The request did not arrive in time. Send it again.")


def most_connections() -> int:
    """How many connections the process may hold; the limit of its files is raised where it may be."""
    if resource is None:
        return min(limits.CONNECTIONS, 400)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    if soft == resource.RLIM_INFINITY:
        return limits.CONNECTIONS
    # A connection holds a file for its body and one for its answer as well, where they are large.
    return max(16, min(limits.CONNECTIONS, (soft - _OTHER_FILES) // 3))


class Capacity:
    """The connections of a server, and how many there may be.

    ``sockets`` is what the server waits for; ``proxies`` tells whether an address stands for many clients.
    """

    def __init__(self, sockets: dict[int, Any], is_proxy: Any) -> None:
        self._sockets = sockets
        self._is_proxy = is_proxy
        self._most = most_connections()
        self._swept = 0.0

    def accept(
        self, server: Any, sock: socket.socket, address: Any, *rest: Any, **more: Any
    ) -> Any:
        """A new connection, ``None`` for one that finds no room."""
        if self._has_room(address[0]):
            return Connection(server, sock, address, *rest, **more)
        with suppress(OSError):
            sock.setblocking(False)
            sock.send(_FULL)
        sock.close()
        return None

    def _has_room(self, address: str) -> bool:
        held = self._connections()
        if len(held) >= limits.OF_ADDRESS and not self._is_proxy(address):
            place = place_of(address)
            own = [each for each in held if place_of(each.addr[0]) == place]
            if len(own) >= limits.OF_ADDRESS and not _close_idlest(own):
                return False
        return len(held) < self._most or _close_idlest(held)

    def sweep(self) -> None:
        """Close what is idle, late, or takes nothing of its answer; does something once a second."""
        now = time.monotonic()
        if now - self._swept < _SWEEP_SECONDS:
            return
        self._swept = now
        held = self._connections()
        is_crowded = len(held) > self._most // 2
        idle = limits.CROWDED_IDLE_SECONDS if is_crowded else limits.IDLE_SECONDS
        for each in held:
            if each.requests:
                each.begun = now
            elif each.total_outbufs_len:
                # What waits to be taken counts from when something was taken last.
                if time.time() - each.last_activity > limits.TAKING_SECONDS:
                    each.handle_close()
            elif each.request is None:
                if now - each.used > idle:
                    each.handle_close()
            elif _is_late(each.request, now - each.begun):
                _refuse(each)
        _bound_bodies(each for each in held if each.connected and each.request is not None)

    def _connections(self) -> list[Connection]:
        return [each for each in self._sockets.values() if isinstance(each, Connection)]


def _is_late(request: Any, seconds: float) -> bool:
    if not request.headers_finished:
        return seconds > limits.HEADER_SECONDS
    allowed = limits.BODY_SECONDS + request.body_bytes_received / limits.BODY_BYTES_A_SECOND
    return bool(seconds > allowed)


def _bound_bodies(receiving: Iterable[Connection]) -> None:
    """Refuse the largest bodies that are not whole until all together are small enough."""
    largest_last = sorted(receiving, key=lambda each: each.request.body_bytes_received)
    total = sum(each.request.body_bytes_received for each in largest_last)
    while total > limits.UNFINISHED_BODIES:
        largest = largest_last.pop()
        total -= largest.request.body_bytes_received
        _refuse(largest)


def _close_idlest(held: list[Connection]) -> bool:
    """Close the connection that has been without a request for longest; whether there is one."""
    until = time.monotonic() - limits.YOUNG_SECONDS
    idle = [each for each in held if each.is_idle and each.used <= until]
    if not idle:
        return False
    min(idle, key=lambda each: each.used).handle_close()
    return True


def _refuse(connection: Connection) -> None:
    with suppress(OSError):
        connection.socket.send(_LATE)
    connection.handle_close()
