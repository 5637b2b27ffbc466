"""How soon a list comes while slow requests run beside it.

    python -m benchmarks.slow_beside [--cases 2000] [--seconds 22] [--runs 3] [--against NAME URL]...

Four clients ask for a list of 20 cases, each time on a new connection. Beside them and without a pause one
client makes PDFs of cases, one runs a report and exports a sheet in turn, and one imports a log of 300 rows
after another. Prints medians of several runs: lists a second, their median, 95th and 99th percentile in
milliseconds, and how much of the slow work was done meanwhile.

``--against`` names another server with the demo office, such as one of a former version, which is filled to
the same number of cases; each run here is followed by one there.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.http_load import CLIENTS, Login, fill, list_requests, login_to, send
from tests.live import Client, Server

MANAGER, PRINTER = "manager@demo.cfm", "operator2@demo.cfm"
REPORT = "CFM Cases by Category"
COLUMNS = ["name", "category", "received_on", "workflow_state"]
ROWS = 300
PAUSE_SECONDS = 0.2
"""Between two questions whether an import is finished."""


@dataclass(frozen=True)
class Figures:
    """Lists a second, milliseconds until they came, and what was done beside."""

    rate: float
    median: float
    p95: float
    p99: float
    pdfs: float
    reports: float
    rows: float


def read_lists(login: Login, is_time: Callable[[], bool]) -> list[float]:
    """Latencies in seconds."""
    [request] = list_requests(login, 1, 0)
    latencies: list[float] = []
    while is_time():
        latencies += send(login, [request])[0]
    return latencies


def make_pdfs(url: str, is_time: Callable[[], bool]) -> int:
    client = Client(url, PRINTER)
    names = [row["name"] for row in client.list("Case", limit_page_length=50)]
    count = 0
    while is_time():
        asked = {"doctype": "Case", "name": names[count % len(names)]}
        path = "/api/method/frappe.utils.print_format.download_pdf"
        answer = client.request("GET", path, params=asked)
        if not answer.content.startswith(b"%PDF"):
            raise RuntimeError(f"{answer.status_code}: {answer.text[:500]}")
        count += 1
    return count


def run_reports(url: str, is_time: Callable[[], bool]) -> int:
    """A report, then a sheet of all cases, and again."""
    client = Client(url, MANAGER)
    count = 0
    while is_time():
        if count % 2:
            asked = {"doctype": "Case", "columns": COLUMNS, "format": "xlsx"}
            path = "/api/method/cfm_app.api.exchange.export_list"
            answer = client.request("POST", path, json=asked)
        else:
            path = "/api/method/frappe.desk.query_report.run"
            asked = {"report_name": REPORT, "filters": "{}"}
            answer = client.request("GET", path, params=asked)
        answer.raise_for_status()
        count += 1
    return count


def import_logs(url: str, is_time: Callable[[], bool]) -> int:
    """The rows that were imported in time. The last import is waited for: nothing of it runs in the next run."""
    client = Client(url, MANAGER)
    rows = 0
    while is_time():
        name = _begin_import(client)
        status, done = "", 0
        while status != "Finished":
            time.sleep(PAUSE_SECONDS)
            state = client.call("cfm_app.api.exchange.state", name=name)
            status = state["status"]
            done = state["rows_done"] if is_time() else done
        rows += done
    return rows


def _begin_import(client: Client) -> str:
    mark = uuid4().hex[:8]
    lines = [f"{mark}-{row};Question;Appel {row} du cahier" for row in range(ROWS)]
    answer = client.request(
        "POST",
        "/api/method/upload_file",
        data={"method": "cfm_app.api.exchange.open_log", "is_private": "1"},
        files={
            "file": ("log.csv", "\n".join(["Ref;Type;Description", *lines]).encode(), "text/csv")
        },
    )
    answer.raise_for_status()
    name = str(answer.json()["message"]["name"])
    client.call("cfm_app.api.exchange.start", name=name, task="Import")
    return name


def work(task: partial[Any], until: float, results: Any) -> None:
    try:
        results.put((task.func.__name__, task(lambda: time.monotonic() < until)))
    except BaseException as error:
        # Whoever waits for the result is told why there is none.
        results.put((task.func.__name__, RuntimeError(repr(error))))


def measure(url: str, login: Login, seconds: float) -> Figures:
    """The figures of so many seconds, the log-ins of the slow clients among them."""
    results: multiprocessing.Queue = multiprocessing.Queue()
    until = time.monotonic() + seconds
    tasks = [partial(read_lists, login) for _client in range(CLIENTS)]
    tasks += [partial(slow, url) for slow in (make_pdfs, run_reports, import_logs)]
    clients = [multiprocessing.Process(target=work, args=(task, until, results)) for task in tasks]
    for client in clients:
        client.start()
    found: dict[str, list[Any]] = {}
    for _client in clients:
        name, result = results.get(timeout=seconds + 120)
        if isinstance(result, RuntimeError):
            raise result
        found.setdefault(name, []).append(result)
    for client in clients:
        client.join()
    latencies = sorted(each * 1000 for part in found["read_lists"] for each in part)
    return Figures(
        len(latencies) / seconds,
        statistics.median(latencies),
        latencies[int(len(latencies) * 0.95)],
        latencies[int(len(latencies) * 0.99)],
        found["make_pdfs"][0],
        found["run_reports"][0],
        found["import_logs"][0],
    )


def report(name: str, results: list[Figures]) -> None:
    own = {each.name: [getattr(one, each.name) for one in results] for each in fields(Figures)}
    middle = {key: statistics.median(values) for key, values in own.items()}
    spread = f"{min(own['p95']):.0f} to {max(own['p95']):.0f}"
    print(
        f"{name}: {middle['rate']:.0f} lists/s, median {middle['median']:.1f} ms,"
        f" p95 {middle['p95']:.0f} ms ({spread}), p99 {middle['p99']:.0f} ms;"
        f" beside: {middle['pdfs']:.0f} PDFs, {middle['reports']:.0f} reports and sheets,"
        f" {middle['rows']:.0f} rows imported",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=22)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--against", metavar=("NAME", "URL"), nargs=2, action="append", default=[])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ending:
        server = Server(Path(folder) / "bench").start()
        ending.callback(server.stop)
        targets = [("here", server.url), *options.against]
        logins = [login_to(url) for _name, url in targets]
        for login in logins:
            fill(login, options.cases)
        measured: list[list[Figures]] = [[] for _target in targets]
        for _run in range(options.runs):
            for (_name, url), login, results in zip(targets, logins, measured, strict=True):
                results.append(measure(url, login, options.seconds))
        for (name, _url), results in zip(targets, measured, strict=True):
            report(name, results)


if __name__ == "__main__":
    main()
