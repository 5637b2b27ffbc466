"""A server under many, idle and slow connections: it refuses the newcomer at most, and goes on serving."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from types import SimpleNamespace

import pytest

from frappe_embedded.web.http import capacity, limits
from frappe_embedded.web.http.server import Server, make_server
from tests.engine.served import Answer, Client, Served
from tests.patterns import ADMIN
from tests.waiting import soon

SOON = 20
PING = b"GET /api/method/ping HTTP/1.1\r\nHost: office\r\n\r\n"
POST = b"POST /api/method/ping HTTP/1.1\r\nHost: office\r\nContent-Length: 5000000\r\n\r\n"


@pytest.fixture
def at_work(served: Served) -> Iterator[Server]:
    """A server of its own, whose limits a test may set before it takes the first connection."""
    server = make_server(served.site, port=0)
    running = threading.Thread(target=server.run)
    running.start()
    yield server
    server.close()
    running.join(SOON)


@pytest.fixture
def held() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def connect(
    server: Server, held: ExitStack, sent: bytes = b"", address: str = "127.0.0.1"
) -> socket.socket:
    opened = socket.create_connection(
        ("127.0.0.1", server.port), timeout=SOON, source_address=(address, 0)
    )
    held.enter_context(opened)
    opened.sendall(sent)
    return opened


def answered(opened: socket.socket) -> bytes:
    opened.sendall(PING)
    return opened.recv(65536)


def received(server: Server, count: int, *, is_idle: bool) -> None:
    """Wait until the server has taken so many connections, and what was sent over them."""

    def are_there() -> bool:
        found = server._capacity._connections()
        return len(found) >= count and all(each.is_idle == is_idle for each in found)

    soon(are_there, SOON)


def is_closed(opened: socket.socket) -> bytes:
    """What comes before the other side closes."""
    try:
        return b"".join(iter(lambda: opened.recv(65536), b""))
    except ConnectionResetError:
        return b""


def test_idle_connections_make_room(
    at_work: Server, held: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_work._capacity, "_most", 20)
    monkeypatch.setattr(limits, "YOUNG_SECONDS", 0)
    idle = [connect(at_work, held) for _each in range(20)]
    received(at_work, 20, is_idle=True)
    assert answered(idle[5]).startswith(b"HTTP/1.1 200")
    for _again in range(10):
        assert answered(connect(at_work, held)).startswith(b"HTTP/1.1 200")
    # Who had been silent for longest went first.
    assert is_closed(idle[0]) == b""
    assert answered(idle[5]).startswith(b"HTTP/1.1 200")


def test_a_full_server_refuses_the_newcomer_and_answers_the_others(
    at_work: Server, held: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_work._capacity, "_most", 10)
    waiting = [connect(at_work, held, PING[:20]) for _each in range(10)]
    received(at_work, 10, is_idle=False)
    refused = connect(at_work, held)
    assert is_closed(refused).startswith(b"HTTP/1.1 503")
    waiting[3].sendall(PING[20:])
    assert waiting[3].recv(65536).startswith(b"HTTP/1.1 200")
    monkeypatch.setattr(limits, "YOUNG_SECONDS", 0)
    assert answered(connect(at_work, held)).startswith(b"HTTP/1.1 200")


def test_one_address_takes_no_more_than_its_part(
    at_work: Server, held: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "OF_ADDRESS", 5)
    for _each in range(5):
        connect(at_work, held, PING[:20], "127.0.0.2")
    received(at_work, 5, is_idle=False)
    assert is_closed(connect(at_work, held, b"", "127.0.0.2")).startswith(b"HTTP/1.1 503")
    assert answered(connect(at_work, held)).startswith(b"HTTP/1.1 200")


def test_the_addresses_of_one_network_are_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has one address of version 6 has all of its network: a new one for each connection."""
    monkeypatch.setattr(limits, "OF_ADDRESS", 5)
    held = [SimpleNamespace(addr=(f"2001:db8:1:2::{each}",), is_idle=False) for each in range(5)]
    monkeypatch.setattr(capacity.Capacity, "_connections", lambda _self: held)
    full = capacity.Capacity({}, lambda _address: False)
    assert not full._has_room("2001:db8:1:2:3:4:5:6")
    assert full._has_room("2001:db8:1:3::1")


def test_a_proxy_that_is_trusted_stands_for_many(
    at_work: Server, served: Served, held: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "OF_ADDRESS", 5)
    monkeypatch.setitem(served.site.config, "trusted_proxies", ["127.0.0.3"])
    for _each in range(8):
        connect(at_work, held, PING[:20], "127.0.0.3")
    assert answered(connect(at_work, held, b"", "127.0.0.3")).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("sent", [PING[:-2], POST + b"x" * 100, PING[:4]])
def test_what_does_not_arrive_in_time_is_given_up(
    at_work: Server, held: ExitStack, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(limits, "HEADER_SECONDS", 0)
    monkeypatch.setattr(limits, "BODY_SECONDS", 0)
    monkeypatch.setattr(capacity, "_SWEEP_SECONDS", 0)
    assert is_closed(connect(at_work, held, sent)).startswith(b"HTTP/1.1 408")


def test_a_body_that_keeps_coming_is_waited_for(
    at_work: Server, held: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HEADER_SECONDS", 0)
    monkeypatch.setattr(limits, "IDLE_SECONDS", 0)
    body = b"x" * 1000
    head = PING.replace(b"GET", b"POST").replace(b"\r\n\r\n", b"\r\nContent-Length: 1000\r\n\r\n")
    opened = connect(at_work, held, head + body[:999])
    at_work._dispatcher._wake()
    assert answered(connect(at_work, held)).startswith(b"HTTP/1.1 200")
    opened.sendall(body[999:])
    assert opened.recv(65536).startswith(b"HTTP/1.1 200")


def test_bodies_that_are_not_whole_share_a_bounded_room(
    at_work: Server, held: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UNFINISHED_BODIES", 3_000_000)
    monkeypatch.setattr(capacity, "_SWEEP_SECONDS", 0)
    small = connect(at_work, held, POST.replace(b"5000000", b"20000") + b"x" * 10_000)
    large = connect(at_work, held, POST + b"x" * 4_000_000)
    is_closed(large)
    small.sendall(b"x" * 10_000)
    assert small.recv(65536).startswith(b"HTTP/1.1 200")


def test_many_values_are_refused_before_anything_is_made_of_them(served: Served) -> None:
    administrator = served.logged_in("Administrator", ADMIN)
    plain = {"Content_Type": "application/json"}
    many = '{"a":[' + '"{",' * 600_000 + "1]}"
    assert administrator.send("POST", "/api/method/ping", many, **plain).status == 413
    small = json.dumps({"a": ["{"] * 1000})
    assert administrator.send("POST", "/api/method/ping", small, **plain).status == 200


def test_whoever_is_unknown_sends_little(served: Served) -> None:
    body = json.dumps({"a": "x" * limits.GUEST_BODY})
    plain = {"Content_Type": "application/json"}
    assert served.guest().send("POST", "/api/method/ping", body, **plain).status == 413
    assert (
        served.logged_in("Administrator", ADMIN)
        .send("POST", "/api/method/ping", body, **plain)
        .status
        == 200
    )


@pytest.mark.parametrize("in_address", [False, True])
def test_a_form_of_too_many_fields_is_refused(served: Served, in_address: bool) -> None:
    fields, form = "a&" * 20_000, {"Content_Type": "application/x-www-form-urlencoded"}
    answer: Answer = (
        served.guest().get(f"/api/method/ping?{fields}")
        if in_address
        else served.guest().send("POST", "/api/method/ping", fields, **form)
    )
    assert answer.status == 413


# -- what a proxy says of its client -----------------------------------------------------------


@pytest.fixture
def behind_proxy(served: Served, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setitem(served.site.config, "trusted_proxies", ["127.0.0.0/8", "10.0.0.0/8"])
    return served.guest()


def log_in(client: Client, **headers: str) -> Answer:
    body = {"usr": "Administrator", "pwd": ADMIN}
    return client.send("POST", "/api/method/login", body, **headers)


def test_a_trusted_proxy_names_client_and_scheme(served: Served, behind_proxy: Client) -> None:
    told = {"X_Forwarded_For": "203.0.113.9, 10.0.0.7", "X_Forwarded_Proto": "https"}
    answer = behind_proxy.get("/api/method/ping", **told)
    assert answer.header("Strict-Transport-Security")
    cookies = [value for key, value in log_in(behind_proxy, **told).headers if key == "Set-Cookie"]
    assert cookies and all("Secure" in each for each in cookies)


def test_nobody_else_is_believed(served: Served) -> None:
    told = {"X_Forwarded_For": "203.0.113.9", "X_Forwarded_Proto": "https"}
    assert (
        served.guest().get("/api/method/ping", **told).header("Strict-Transport-Security") is None
    )
