"""A parcel office on a real server at a free port, for the browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

import frappe_embedded

frappe_embedded.activate()

from frappe_embedded.kernel.core.site import Site, get_site  # noqa: E402
from frappe_embedded.kernel.query.opening import opened  # noqa: E402
from frappe_embedded.registry import connect_layers  # noqa: E402
from frappe_embedded.site.install import new_site  # noqa: E402
from frappe_embedded.web.http.server import make_server  # noqa: E402

from ..chromium import PATIENCE_MS  # noqa: E402
from . import sample  # noqa: E402

PASSWORD = "open sesame 12"
STARTED = "#main[data-started], main.login, body:not(:has(#main))"
"""A page of the desk whose scripts run; the log-in has none to wait for."""


@dataclass
class Server:
    """A site that is served."""

    site: Site
    url: str

    def read(self, statement: str, *values: Any) -> list[Any]:
        """Rows of the database, as they are stored."""
        with opened(self.site) as context:
            return [tuple(row) for row in context.db.sql(statement, values)]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    connect_layers()
    folder = tmp_path_factory.mktemp("sites")
    new_site("desk", folder, PASSWORD)
    site = get_site("desk", folder)
    with opened(site) as context:
        sample.create(PASSWORD)
        context.db.commit()
    running = make_server(site, port=0)
    threading.Thread(target=running.run, daemon=True).start()
    yield Server(site, f"http://127.0.0.1:{running.port}")
    running.close()


@pytest.fixture
def open_page(chromium: Any, server: Server) -> Iterator[Any]:
    """Opens a window for a user; fails the test if a script failed in it."""
    contexts: list[Any] = []
    failures: list[str] = []

    def open_for(user: str | None = sample.CLERK, path: str = "/app", width: int = 1280) -> Any:
        context = chromium.new_context(
            base_url=server.url, viewport={"width": width, "height": 800}, locale="en-GB"
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        if user:
            answer = context.request.post("/api/method/login", data={"usr": user, "pwd": PASSWORD})
            assert answer.ok, answer.text()
        page.goto(path)
        page.wait_for_selector(STARTED, state="attached")
        return page

    yield open_for
    for context in contexts:
        context.close()
    assert not failures


@pytest.fixture(scope="module")
def shared_page(chromium: Any, server: Server) -> Iterator[Any]:
    """A page into which modules can be loaded: its policy lets none in that the page itself did not name."""
    context = chromium.new_context(base_url=server.url, bypass_csp=True)
    page = context.new_page()
    page.goto("/login")
    yield page
    context.close()
