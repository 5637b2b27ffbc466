"""Throughput and latency of a served site with keep-alive clients.

    python -m benchmarks.http_load [--cases 10000] [--runs 3] [--against http://127.0.0.1:8005]

Prints medians of several runs: requests a second, median and 95th percentile in milliseconds, and the
resident memory of the server. ``--against`` names another server with the demo office, such as one of a
bench: it is filled to the same number of cases, and each measurement of the one is followed by that of
the other, so that both see the same machine.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import frappe_embedded

frappe_embedded.activate()

from tests.live import PASSWORD, Client, Server  # noqa: E402

CLIENTS = 4
TIMEOUT = 600
LIST_FIELDS = '["name","received_on","category","workflow_state","priority","modified"]'


@dataclass(frozen=True)
class Login:
    """What a worker process needs to send requests: it opens a connection of its own."""

    host: str
    port: int
    cookie: str
    token: str


Request = tuple[str, str, str | None]


def list_requests(login: Login, count: int, worker: int) -> list[Request]:
    path = f"/api/resource/Case?fields={quote(LIST_FIELDS)}&limit_page_length=20"
    return [("GET", path, None)] * count


def create_requests(login: Login, count: int, worker: int) -> list[Request]:
    return [
        ("POST", "/api/resource/Case", json.dumps({"description": f"Appel {worker} {number}"}))
        for number in range(count)
    ]


def action_requests(login: Login, count: int, worker: int) -> list[Request]:
    """Register cases that were made for this before the clock runs."""
    made = send(login, create_requests(login, count, worker))[1]
    method = "/api/method/frappe.model.workflow.apply_workflow"
    return [
        ("POST", method, json.dumps({"doc": json.loads(body)["data"], "action": "Register"}))
        for body in made
    ]


def send(login: Login, requests: list[Request]) -> tuple[list[float], list[bytes]]:
    """Latencies in seconds and bodies; every answer must be 200."""
    connection = http.client.HTTPConnection(login.host, login.port)
    headers = {
        "Cookie": login.cookie,
        "X-Frappe-CSRF-Token": login.token,
        "Content-Type": "application/json",
        "Accept": "application/json",
    }
    latencies, bodies = [], []
    for verb, path, body in requests:
        start = time.perf_counter()
        connection.request(verb, path, body, headers)
        answer = connection.getresponse()
        bodies.append(answer.read())
        latencies.append(time.perf_counter() - start)
        if answer.status != 200:
            raise RuntimeError(f"{verb} {path}: {answer.status} {bodies[-1][:500]!r}")
    return latencies, bodies


def worker(
    prepare: Callable[[Login, int, int], list[Request]],
    login: Login,
    count: int,
    number: int,
    barrier: object,
    results: object,
) -> None:
    requests = prepare(login, count, number)
    barrier.wait()  # type: ignore[attr-defined]
    start = time.perf_counter()
    latencies, _bodies = send(login, requests)
    results.put((start, time.perf_counter(), latencies))  # type: ignore[attr-defined]


def measure(
    prepare: Callable[[Login, int, int], list[Request]], login: Login, count: int
) -> tuple[float, float, float]:
    """Requests a second, median and 95th percentile in milliseconds, of four clients at once."""
    barrier = multiprocessing.Barrier(CLIENTS)
    results: multiprocessing.Queue = multiprocessing.Queue()
    processes = [
        multiprocessing.Process(
            target=worker, args=(prepare, login, count, number, barrier, results)
        )
        for number in range(CLIENTS)
    ]
    for process in processes:
        process.start()
    parts = [results.get(timeout=TIMEOUT) for _process in processes]
    for process in processes:
        process.join()
    wall = max(end for _start, end, _each in parts) - min(start for start, _end, _each in parts)
    latencies = sorted(latency for _start, _end, each in parts for latency in each)
    return (
        len(latencies) / wall,
        statistics.median(latencies) * 1000,
        latencies[int(len(latencies) * 0.95)] * 1000,
    )


def resident_megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")


def login_to(url: str) -> Login:
    client = Client(url, "operator@demo.cfm", PASSWORD)
    cookie = "; ".join(f"{key}={value}" for key, value in client.http.cookies.items())
    address = urlsplit(url)
    token = str(client.http.headers["X-Frappe-CSRF-Token"])
    return Login(str(address.hostname), address.port or 80, cookie, token)


def fill(login: Login, cases: int) -> None:
    """Make as many cases as are missing."""
    body = send(login, [("GET", "/api/method/frappe.client.get_count?doctype=Case", None)])[1][0]
    missing = cases - int(json.loads(body)["message"])
    if missing > 0:
        send(login, create_requests(login, missing, 0))


@dataclass(frozen=True)
class Figures:
    """Medians of the runs: requests a second; median and 95th percentile in milliseconds."""

    rate: float
    median: float
    p95: float

    def __str__(self) -> str:
        return f"{self.rate:.0f}/s, median {self.median:.1f} ms, p95 {self.p95:.1f} ms"


def compare(
    prepare: Callable[[Login, int, int], list[Request]], logins: list[Login], runs: int, count: int
) -> list[Figures]:
    """The figures of each server, measured in turn."""
    measured: list[list[tuple[float, float, float]]] = [[] for _login in logins]
    for _run in range(runs):
        for login, results in zip(logins, measured, strict=True):
            results.append(measure(prepare, login, count))
    return [
        Figures(*(statistics.median(values) for values in zip(*results, strict=True)))
        for results in measured
    ]


def report(label: str, figures: list[Figures]) -> None:
    print(f"{label}: {figures[0]}")
    for other in figures[1:]:
        print(
            f"    against {other}: {figures[0].rate / other.rate:.1f} times as many, "
            f"p95 {other.p95 / figures[0].p95:.1f} times as fast"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--requests", type=int, default=150, help="of each of the four clients")
    parser.add_argument("--against", metavar="URL")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "bench").start()
        fill(login_to(server.url), options.cases)
        server.stop()
        started = time.perf_counter()
        server = Server(server.site, demo=False).start()
        print(f"later start to first answer: {time.perf_counter() - started:.2f} s")
        logins = [login_to(server.url)]
        if options.against:
            logins.append(login_to(options.against))
            fill(logins[1], options.cases)
        for label, prepare in (
            (f"list of 20 of {options.cases}", list_requests),
            ("create a case", create_requests),
            ("workflow action", action_requests),
        ):
            report(label, compare(prepare, logins, options.runs, options.requests))
        assert server.process
        print(f"resident memory: {resident_megabytes(server.process.pid):.0f} MB")
        server.stop()


if __name__ == "__main__":
    main()
