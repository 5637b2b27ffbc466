"""A line to a server that can be cut: what is on its way is lost, and nobody is reached until it is mended."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

PIECE = 1 << 16


class Line:
    """Passes on what comes to a port of this machine, until it is cut."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._far = str(parts.hostname), (str(parts.hostname), parts.port or 80)
        self._open: set[socket.socket] = set()
        self._listener = self._listening(0)
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        """The address of the server by this line; the site that it names is the same."""
        return f"http://{self._host}:{self.port}"

    def cut(self) -> None:
        """End what is open, and refuse what comes."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in list(self._open):
            _end(each)
        self._open.clear()

    def mend(self) -> None:
        """Pass on again, at the same address."""
        self._listener = self._listening(self.port)

    def _listening(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _address = listener.accept()
                far = socket.create_connection(self._far, timeout=60)
                self._open |= {near, far}
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(PIECE):
                other.sendall(piece)
        for each in (one, other):
            _end(each)
            self._open.discard(each)


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
