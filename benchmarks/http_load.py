"""Throughput, latency and processor time of served sites, asked by four clients at once.

    python -m benchmarks.http_load [--cases 10000] [--runs 3] [--requests 150]
        [--against NAME URL PID]... [--shared PID...] [--only]
        [--measure list create action] [--encrypted]

Each request has a connection of its own, as those have that nginx sends to a bench: a kept one would stay
with the worker that took it, and one of two workers could have nothing to do.

Prints medians of several runs: requests a second, median and 95th percentile in milliseconds, the time of
the processor that all processes of the server take for a request with the least and the most of the runs,
and the memory of the server, resident and proportional (what processes share counts once).

``--against`` names another server with the demo office, such as one of a bench, and the process under
which it runs (the master of gunicorn): it is filled to the same number of cases, and each measurement of
the one is followed by that of the others, so that all see the same machine. ``--shared`` names what works
for all of them (database, Redis, queue worker): what these take while one is measured counts as its own,
so nothing else may use them. ``--only`` leaves out the server of one process that is started here.
``--encrypted`` measures it beside one on an encrypted copy of the same site.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import frappe_embedded

frappe_embedded.activate()

from benchmarks import processes  # noqa: E402
from frappe_embedded.kernel.core.site_key import make_key  # noqa: E402
from frappe_embedded.site.encryption import encrypt  # noqa: E402
from tests.live import PASSWORD, Client, Server  # noqa: E402

CLIENTS = 4
PASSPHRASE = "of a benchmark, nobody's secret"
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


KINDS = {"list": list_requests, "create": create_requests, "action": action_requests}


def send(login: Login, requests: list[Request]) -> tuple[list[float], list[bytes]]:
    """Latencies in seconds and bodies; every answer must be 200."""
    headers = {
        "Cookie": login.cookie,
        "X-Frappe-CSRF-Token": login.token,
        "Content-Type": "application/json",
        "Accept": "application/json",
    }
    latencies, bodies = [], []
    for verb, path, body in requests:
        start = time.perf_counter()
        with closing(http.client.HTTPConnection(login.host, login.port)) as connection:
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
    barrier: Any,
    results: Any,
) -> None:
    try:
        requests = prepare(login, count, number)
        barrier.wait()
        # The time of the processor is read while all clients stand here.
        barrier.wait()
        start = time.perf_counter()
        latencies, _bodies = send(login, requests)
        results.put((start, time.perf_counter(), latencies))
    except BaseException:
        # Nobody waits for a client that is gone.
        barrier.abort()
        results.put(None)
        raise


@dataclass(frozen=True)
class Target:
    """A server that is measured: what it is called, who is logged in, and what works for it."""

    name: str
    login: Login
    pids: list[int]
    shared: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Figures:
    """Requests a second; median, 95th percentile and processor time of a request in milliseconds."""

    rate: float
    median: float
    p95: float
    processor: float


def measure(
    prepare: Callable[[Login, int, int], list[Request]], target: Target, count: int
) -> Figures:
    """The figures of four clients at once."""
    barrier = multiprocessing.Barrier(CLIENTS + 1)
    results: multiprocessing.Queue = multiprocessing.Queue()
    clients = [
        multiprocessing.Process(
            target=worker, args=(prepare, target.login, count, number, barrier, results)
        )
        for number in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    barrier.wait(TIMEOUT)
    before = processes.processor_seconds([*target.pids, *target.shared])
    barrier.wait(TIMEOUT)
    parts = [results.get(timeout=TIMEOUT) for _client in clients]
    taken = processes.processor_seconds([*target.pids, *target.shared]) - before
    if None in parts:
        raise RuntimeError(f"{target.name} refused a request")
    for client in clients:
        client.join()
    wall = max(end for _start, end, _each in parts) - min(start for start, _end, _each in parts)
    latencies = sorted(latency for _start, _end, each in parts for latency in each)
    return Figures(
        len(latencies) / wall,
        statistics.median(latencies) * 1000,
        latencies[int(len(latencies) * 0.95)] * 1000,
        taken / len(latencies) * 1000,
    )


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


def compare(
    prepare: Callable[[Login, int, int], list[Request]],
    targets: list[Target],
    runs: int,
    count: int,
) -> list[list[Figures]]:
    """The figures of each server in each run, measured in turn."""
    measured: list[list[Figures]] = [[] for _target in targets]
    for _run in range(runs):
        for target, results in zip(targets, measured, strict=True):
            results.append(measure(prepare, target, count))
    return measured


def median(results: list[Figures]) -> Figures:
    return Figures(
        *(
            statistics.median(getattr(each, each_field.name) for each in results)
            for each_field in fields(Figures)
        )
    )


def spread(values: list[float]) -> str:
    return f"{min(values):.1f} to {max(values):.1f}"


def report(label: str, targets: list[Target], measured: list[list[Figures]]) -> None:
    print(label)
    first = median(measured[0])
    for target, results in zip(targets, measured, strict=True):
        own = median(results)
        print(
            f"  {target.name}: {own.rate:.1f}/s ({spread([each.rate for each in results])}),"
            f" median {own.median:.1f} ms, p95 {own.p95:.1f} ms, processor {own.processor:.2f} ms"
            f" ({spread([each.processor for each in results])})"
        )
        if target is not targets[0]:
            ratios = [
                mine.rate / other.rate for mine, other in zip(measured[0], results, strict=True)
            ]
            print(
                f"    {targets[0].name}: {statistics.median(ratios):.2f} times as many"
                f" ({spread(ratios)}), {own.processor / first.processor:.1f} times less processor"
            )


def embedded(folder: Path, cases: int, with_encrypted: bool) -> Iterator[tuple[Server, Target]]:
    """Servers of one process with so many cases, started again once they are filled."""
    server = Server(folder / "bench").start()
    fill(login_to(server.url), cases)
    server.stop()
    if with_encrypted:
        os.environ["SITE_PASSPHRASE"] = PASSPHRASE
        yield started(encrypted_copy(server.site), "encrypted")
        del os.environ["SITE_PASSPHRASE"]
    yield started(server.site, "here")


def encrypted_copy(site: Path) -> Path:
    copy = site.parent / "encrypted"
    shutil.copytree(site, copy)
    began = time.perf_counter()
    encrypt(copy, make_key(PASSPHRASE), delete_backups=True)
    print(f"encrypted within {time.perf_counter() - began:.2f} s")
    return copy


def started(site: Path, name: str) -> tuple[Server, Target]:
    began = time.perf_counter()
    server = Server(site, demo=False).start()
    print(f"later start of {name} to first answer: {time.perf_counter() - began:.2f} s")
    assert server.process
    return server, Target(name, login_to(server.url), [server.process.pid])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--requests", type=int, default=150, help="of each of the four clients")
    parser.add_argument(
        "--against", metavar=("NAME", "URL", "PID"), nargs=3, action="append", default=[]
    )
    parser.add_argument("--shared", metavar="PID", type=int, nargs="+", default=[])
    parser.add_argument("--only", action="store_true", help="only the servers of --against")
    parser.add_argument("--encrypted", action="store_true", help="beside an encrypted copy")
    parser.add_argument("--measure", choices=KINDS, nargs="+", default=list(KINDS))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        targets, servers = [], []
        if not options.only:
            own = list(embedded(Path(folder), options.cases, options.encrypted))
            servers = [server for server, _target in own]
            targets = [target for _server, target in reversed(own)]
        for name, url, pid in options.against:
            targets.append(Target(name, login_to(url), [int(pid)], options.shared))
            fill(targets[-1].login, options.cases)
        for kind in options.measure:
            report(kind, targets, compare(KINDS[kind], targets, options.runs, options.requests))
        for target in targets:
            print(f"memory of {target.name}: {processes.memory(target.pids)}")
        if options.shared:
            print(f"memory of what is shared: {processes.memory(options.shared)}")
        for server in servers:
            server.stop()


if __name__ == "__main__":
    main()
