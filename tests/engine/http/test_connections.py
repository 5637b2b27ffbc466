"""What goes over a connection: each answer whole, its headers together with the beginning of its body."""

from __future__ import annotations

import datetime
import socket
import threading
from collections.abc import Iterator

import pytest

from frappe_embedded.kernel.core.site import Site
from frappe_embedded.web.http import server
from frappe_embedded.web.http.responses import as_json_text
from tests.engine.served import Served

SOON = 20
PING = "GET /api/method/ping HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def connection(served: Served) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", served.port), timeout=SOON) as opened:
        yield opened


def rest_of(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def test_a_small_answer_comes_in_one_piece(connection: socket.socket) -> None:
    for _again in range(20):
        connection.sendall(PING.encode())
        headers, _blank, body = connection.recv(65536).partition(b"\r\n\r\n")
        assert headers.startswith(b"HTTP/1.1 200 OK")
        assert body == b'{"message":"pong"}'


def test_answers_to_requests_sent_at_once_come_in_their_order(connection: socket.socket) -> None:
    last = PING.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n").replace("GET", "HEAD")
    connection.sendall((PING * 3 + last).encode())
    answers = rest_of(connection).split(b"HTTP/1.1 ")[1:]
    bodies = [answer.partition(b"\r\n\r\n")[2] for answer in answers]
    assert bodies == [b'{"message":"pong"}'] * 3 + [b""]
    assert b"Content-Length" in answers[-1]


def test_what_is_no_request_is_refused_in_full(connection: socket.socket) -> None:
    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n")
    headers, _blank, body = rest_of(connection).partition(b"\r\n\r\n")
    assert headers.startswith(b"HTTP/1.1 400")
    assert f"Content-Length: {len(body)}".encode() in headers
    assert body


def test_parts_of_an_answer_leave_as_they_are_made(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = threading.Event()

    def slow(_site: Site) -> object:
        def parts() -> Iterator[bytes]:
            yield b"first"
            may_end.wait(SOON)
            yield b"last"

        def answer(_environ: object, start_response: object) -> Iterator[bytes]:
            start_response("200 OK", [("Content-Length", "9")])  # type: ignore[operator]
            return parts()

        return answer

    monkeypatch.setattr(server, "create_app", slow)
    at_work = server.make_server(served.site, port=0)
    running = threading.Thread(target=at_work.run)
    running.start()
    try:
        with socket.create_connection(("127.0.0.1", at_work.port), timeout=SOON) as opened:
            opened.sendall(PING.encode())
            assert opened.recv(65536).endswith(b"\r\n\r\nfirst")
            may_end.set()
            assert opened.recv(65536) == b"last"
    finally:
        may_end.set()
        at_work.close()
        running.join(SOON)


def test_equal_moments_of_two_zones_read_as_each_was_given() -> None:
    moment = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.timezone.utc)
    there = moment.astimezone(datetime.timezone(datetime.timedelta(hours=1)))
    plain = datetime.datetime(2026, 11, 30, 12)
    told = [moment, there, plain, plain.replace(microsecond=5)]
    assert as_json_text(told) == (
        '["2026-11-30 12:00:00+00:00","2026-11-30 13:00:00+01:00",'
        '"2026-11-30 12:00:00","2026-11-30 12:00:00.000005"]'
    )


def test_a_part_of_a_file_that_is_not_there_is_refused(served: Served) -> None:
    path = "/assets/cfm_app/js/idle.js"
    size = int(served.guest().get(path).header("Content-Length") or 0)
    there = served.guest().get(path, Range=f"bytes={size - 5}-")
    assert (there.status, len(there.content)) == (206, 5)
    answer = served.guest().get(path, Range=f"bytes={size}-")
    assert (answer.status, answer.header("Content-Range")) == (416, f"bytes */{size}")
    assert answer.header("X-Content-Type-Options") == "nosniff"
