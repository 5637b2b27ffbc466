"""A bad line: a proxy between a browser and the office that cuts requests, or loses the answers of what was done."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
HEAD_END = b"\r\n\r\n"
AT_ONCE = 65_536

REQUEST, ANSWER = "request", "answer"
"""What is lost: the second half of a request, or the answer to one that was carried out."""


class BadLine:
    """Forwards one request a connection; ``breaks`` says of each, by its first line, what of it is lost."""

    def __init__(self, port: int) -> None:
        self.port_of_office = port
        self.breaks: Callable[[str], str | None] = lambda _line: None
        self.broken: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            request = _whole(client)
            if not request:
                return
            line = request.partition(b"\r\n")[0].decode("latin-1")
            lost = self.breaks(line)
            if lost:
                self.broken.append(lost)
            if lost == REQUEST:
                return
            answer = self._ask(request)
            if lost != ANSWER:
                client.sendall(answer)

    def _ask(self, request: bytes) -> bytes:
        head, _end, body = request.partition(HEAD_END)
        lines = [
            each for each in head.split(b"\r\n") if not each.lower().startswith(b"connection:")
        ]
        with socket.create_connection(("127.0.0.1", self.port_of_office)) as office:
            office.sendall(b"\r\n".join([*lines, b"Connection: close"]) + HEAD_END + body)
            return b"".join(iter(lambda: office.recv(AT_ONCE), b""))


def _whole(client: socket.socket) -> bytes:
    """A request with its body, as browsers send it: its length is told."""
    read = b""
    while HEAD_END not in read:
        more = client.recv(AT_ONCE)
        if not more:
            return b""
        read += more
    head, _end, body = read.partition(HEAD_END)
    told = LENGTH.search(head)
    left = (int(told.group(1)) if told else 0) - len(body)
    pieces = [read]
    while left > 0:
        more = client.recv(AT_ONCE)
        if not more:
            return b""
        pieces.append(more)
        left -= len(more)
    return b"".join(pieces)
