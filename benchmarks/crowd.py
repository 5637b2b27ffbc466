"""What an office waits for while a crowd is at the door.

    python -m benchmarks.crowd [--browsers 40] [--messages 400] [--idle 100] [--slow 50] [--heavy 4]
        [--seconds 20] [--pause 0.25]

Serves a demo office and lets `browsers` people open lists and pages, each `pause` seconds after the last answer,
while a gateway brings `messages` text messages at once, others hold `idle` connections, send headers sign by sign on
`slow` ones, and send bodies of 24 MB of small values on `heavy` ones, with and without a log-in. All come from
addresses of this machine; the people have one each, the crowd shares one. A quarter of a second between two requests
of each keeps the server busy at every moment; people of an office pause longer.

Prints median and 95th percentile of what the people waited, alone and with the crowd, how many were refused, and
the most memory that the server took. Nothing is asserted: compare with docs/performance.md.
"""

from __future__ import annotations

import argparse
import re
import socket
import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter

import frappe_embedded

frappe_embedded.activate()

from tests.leaks.cast import Visitor  # noqa: E402
from tests.leaks.conversations import address_of  # noqa: E402
from tests.live import PASSWORD, Server  # noqa: E402

USERS = ("operator@demo.cfm", "manager@demo.cfm", "focal@demo.cfm", "analyst@demo.cfm")
PAGES = (
    "/api/resource/Case?limit_page_length=20",
    "/api/method/cfm_app.api.bell.look",
    "/cfm/console",
    "/api/resource/Referral?limit_page_length=20",
)
CROWD = "127.0.0.200"
VALUES = '{"a":[' + '"{",' * 6_000_000 + "1]}"


class FromAddress(HTTPAdapter):
    """Connects from an address of this machine, so that the server tells its clients apart."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        super().init_poolmanager(*args, source_address=(self.address, 0), **kwargs)  # type: ignore[arg-type]


def session(address: str) -> requests.Session:
    made = requests.Session()
    made.mount("http://", FromAddress(address))
    return made


@dataclass
class Waited:
    """How long people waited, and how often they were refused."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0

    def told(self) -> str:
        found = sorted(self.seconds)
        if not found:
            return "nobody was answered"
        middle, late = statistics.median(found), found[int(len(found) * 0.95) - 1]
        return f"{len(found)} answers, median {middle * 1000:.0f} ms, p95 {late * 1000:.0f} ms, refused {self.refused}"


def work(
    url: str, number: int, until: float, pause: float, waited: Waited, cookies: dict[str, str]
) -> None:
    """One person at their browser."""
    person = session(f"127.0.1.{number + 1}")
    person.cookies.update(cookies)
    turn = number
    while time.monotonic() < until:
        began = time.monotonic()
        with suppress(requests.RequestException):
            answer = person.get(f"{url}{PAGES[turn % len(PAGES)]}", timeout=60)
            if answer.status_code < 500:
                waited.seconds.append(time.monotonic() - began)
                began = 0
        waited.refused += bool(began)
        turn += 1
        time.sleep(pause)


def people_at_work(url: str, asked: argparse.Namespace, cookies: list[dict[str, str]]) -> Waited:
    waited, until = Waited(), time.monotonic() + asked.seconds
    with ThreadPoolExecutor(asked.browsers) as pool:
        for number in range(asked.browsers):
            own = cookies[number % len(cookies)]
            pool.submit(work, url, number, until, asked.pause, waited, own)
    return waited


class Crowd:
    """Everybody else; what they hold is closed at the end."""

    def __init__(self, port: int, door: str) -> None:
        self.port, self.door = port, door
        self.stack = ExitStack()
        self.is_over = threading.Event()
        self.brought = 0

    def come(
        self, idle: int, slow: int, heavy: int, messages: int, cookies: dict[str, str]
    ) -> None:
        for _each in range(idle):
            self._connect(b"")
        self._start(
            self._sign_by_sign, [self._connect(b"GET / HTTP/1.1\r\n") for _n in range(slow)]
        )
        for number in range(heavy):
            self._start(self._heavy, cookies if number % 2 else {})
        self._start(self._bring, messages)

    def leave(self) -> None:
        self.is_over.set()
        self.stack.close()

    def _start(self, act: object, given: object) -> None:
        threading.Thread(target=act, args=[given], daemon=True).start()  # type: ignore[arg-type]

    def _connect(self, sent: bytes) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self.port), source_address=(CROWD, 0))
        self.stack.enter_context(opened)
        opened.sendall(sent)
        return opened

    def _sign_by_sign(self, opened: list[socket.socket]) -> None:
        while not self.is_over.wait(1):
            for each in opened:
                with suppress(OSError):
                    each.sendall(b"X")

    def _heavy(self, cookies: dict[str, str]) -> None:
        sender = session(CROWD)
        sender.cookies.update(cookies)
        while not self.is_over.is_set():
            with suppress(requests.RequestException):
                sender.post(
                    f"http://127.0.0.1:{self.port}/api/method/ping",
                    data=VALUES,
                    headers={"Content-Type": "application/json"},
                    timeout=60,
                )

    def _bring(self, messages: int) -> None:
        door = f"http://127.0.0.1:{self.port}{self.door}"

        def one(number: int) -> None:
            came = {
                "from": f"+23566{number:06}",
                "text": f"Message {number}",
                "id": f"crowd-{number}",
            }
            with suppress(requests.RequestException):
                given = {**came, "time": int(time.time())}
                answer = session("127.0.0.201").post(door, json=given, timeout=60)
                self.brought += answer.status_code == 200

        with ThreadPoolExecutor(100) as pool:
            list(pool.map(one, range(messages)))


def memory_of(server: Server) -> float:
    """The most that the server has taken until now, in MB."""
    assert server.process
    told = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", told).group(1)) / 1024  # type: ignore[union-attr]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    for name, number in (
        ("browsers", 40),
        ("messages", 400),
        ("idle", 100),
        ("slow", 50),
        ("heavy", 4),
        ("seconds", 20),
    ):
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--pause", type=float, default=0.25)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "office").start()
        try:
            _measure(server, asked)
        finally:
            server.stop()


def _measure(server: Server, asked: argparse.Namespace) -> None:
    admin = Visitor(server.url, "Administrator", server.administrator_password())
    places = {f"in_{each}": each for each in ("text", "id", "time")}
    door = address_of(admin, "crowd", adapter="SMS", channel="SMS", in_sender="from", **places)
    cookies = [dict(Visitor(server.url, user, PASSWORD).http.cookies) for user in USERS]
    alone = people_at_work(server.url, asked, cookies)
    print(f"alone: {alone.told()}; {memory_of(server):.0f} MB")
    crowd = Crowd(server.port, door)
    crowd.come(asked.idle, asked.slow, asked.heavy, asked.messages, cookies[0])
    beside = people_at_work(server.url, asked, cookies)
    told = f"{crowd.brought} of {asked.messages} messages were taken"
    crowd.leave()
    print(f"with the crowd: {beside.told()}; {told}; {memory_of(server):.0f} MB")


if __name__ == "__main__":
    main()
