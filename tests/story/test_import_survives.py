"""The server dies in the middle of an import: the next one goes on, and no row comes twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ..live import Client, Server
from ..patterns import Patterns

ROWS = 600
MANAGER = "manager@demo.cfm"
SECONDS = 90


@pytest.fixture
def server(tmp_path: Path, patterns: Patterns) -> Iterator[Server]:
    running = patterns.office(tmp_path / "site").start()
    try:
        yield running
    finally:
        running.stop()


def log() -> bytes:
    lines = [f"K-{number};Question;Question number {number}" for number in range(ROWS)]
    return "\n".join(["Ref;Type;Description", *lines]).encode()


def upload(client: Client) -> str:
    form = {"method": "cfm_app.api.exchange.open_log", "is_private": "1"}
    files = {"file": ("log.csv", log(), "text/csv")}
    return str(client.ok("POST", "/api/method/upload_file", data=form, files=files)["name"])


def wait(client: Client, name: str, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Ask until something is so; each question takes its time."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        state = client.call("cfm_app.api.exchange.state", name=name)
        if is_so(state):
            return dict(state)
    raise AssertionError(f"It never came to this: {state}")


def test_an_import_survives_kill_9(server: Server) -> None:
    client = Client(server.url, MANAGER)
    name = upload(client)
    client.call("cfm_app.api.exchange.start", name=name, task="Import")
    wait(client, name, lambda state: state["rows_done"] >= 100)
    server.kill()

    restarted = Server(server.site, demo=False).start()
    try:
        client = Client(restarted.url, MANAGER)
        state = wait(client, name, lambda state: state["status"] == "Finished")
        assert (state["rows_done"], state["created_count"]) == (ROWS, ROWS)
        filters = '[["source_id","like","K-%"]]'
        assert len(client.list("Case", filters=filters, limit_page_length=0)) == ROWS
    finally:
        restarted.stop()


def test_an_import_is_stopped_and_continued(server: Server) -> None:
    client = Client(server.url, MANAGER)
    name = upload(client)
    client.call("cfm_app.api.exchange.start", name=name, task="Import")
    wait(client, name, lambda state: state["rows_done"] >= 100)
    client.call("cfm_app.api.exchange.stop", name=name)
    stopped = wait(client, name, lambda state: not state["is_under_way"])
    assert (stopped["status"], stopped["rows_done"] < ROWS) == ("Stopped", True)
    assert stopped["created_count"] == stopped["rows_done"]
    client.call("cfm_app.api.exchange.start", name=name, task="Import")
    done = wait(client, name, lambda state: not state["is_under_way"])
    assert (done["status"], done["created_count"]) == ("Finished", ROWS)
