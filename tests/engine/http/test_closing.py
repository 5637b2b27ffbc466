"""A server that closes: whoever asked before gets the whole answer."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from frappe_embedded.web.http import server as serving
from frappe_embedded.web.http.server import Server

SOON = 20
LARGE = 8 * 2**20
"""More than the buffers of a connection hold, less than a request waits for."""


class App:
    """Answers with many bytes, when it may."""

    def __init__(self) -> None:
        self.begun, self.may_end, self.ended = (threading.Event() for _each in range(3))

    def __call__(
        self, _environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterator[bytes]:
        self.begun.set()
        assert self.may_end.wait(SOON)
        start_response("200 OK", [("Content-Length", str(LARGE))])
        yield bytes(LARGE)
        self.ended.set()


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> App:
    made = App()
    monkeypatch.setattr(serving, "create_app", lambda _site: made)
    return made


@pytest.fixture
def server(app: App) -> Iterator[Server]:
    site: Any = SimpleNamespace(
        config=SimpleNamespace(max_file_size=0, web_threads=2, trusted_proxies=None)
    )
    made = Server(site, "127.0.0.1", 0)
    running = threading.Thread(target=made.run)
    running.start()
    yield made
    app.may_end.set()
    made.close()
    running.join(SOON)
    assert not running.is_alive()


def ask(server: Server) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", server.port), timeout=SOON)
    client.sendall(b"GET / HTTP/1.1\r\nHost: office\r\nConnection: close\r\n\r\n")
    return client


def received(client: socket.socket) -> int:
    with client:
        return sum(len(part) for part in iter(lambda: client.recv(2**16), b""))


@pytest.mark.parametrize("is_answered", [False, True])
def test_an_answer_comes_whole(server: Server, app: App, is_answered: bool) -> None:
    """Whether it is computed while the server closes, or waits for a client who takes it slowly."""
    client = ask(server)
    assert app.begun.wait(SOON)
    if is_answered:
        app.may_end.set()
        assert app.ended.wait(SOON)
    closing = threading.Thread(target=server.close)
    closing.start()
    app.may_end.set()
    assert received(client) > LARGE
    closing.join(SOON)


def test_who_has_not_asked_to_the_end_holds_nothing_up(server: Server, app: App) -> None:
    client = socket.create_connection(("127.0.0.1", server.port), timeout=SOON)
    client.sendall(b"POST / HTTP/1.1\r\nHost: office\r\nContent-Length: 9\r\n\r\nhalf")
    server.close()
    # A connection ends by a reset if it was closed before the half request was read.
    with contextlib.suppress(ConnectionResetError):
        assert received(client) == 0
    assert not app.begun.is_set()
