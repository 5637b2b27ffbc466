"""What a page fetches: how much came over the wire, and whether something is still on its way."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Page

from .chromium import PATIENCE_MS

QUIET_SECONDS = 0.1
"""What a script asks for next follows an answer at once."""


class Wire:
    """Watches a page from its next request on."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        self._page = page
        self._open: set[str] = set()
        self._last = time.monotonic()
        session = page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._begin)
        session.on("Network.loadingFinished", self._end)
        session.on("Network.loadingFailed", self._end)
        session.send("Network.enable")

    def wait_for_rest(self) -> None:
        """Until the page is loaded, and neither waits for an answer nor asks for more."""
        self._page.wait_for_load_state("load")
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while self._open or time.monotonic() - self._last < QUIET_SECONDS:
            assert time.monotonic() < deadline, f"{self._page.url} waits for {self._open}"
            # What the browser tells arrives while something is asked of it.
            self._page.evaluate("() => new Promise(requestAnimationFrame)")

    def _begin(self, event: dict[str, Any]) -> None:
        # The script of a worker: its end is told to the worker alone.
        if not event["loaderId"]:
            return
        self._open.add(event["requestId"])
        self._last = time.monotonic()

    def _end(self, event: dict[str, Any]) -> None:
        self._open.discard(event["requestId"])
        self._last = time.monotonic()
        self.bytes += event.get("encodedDataLength", 0)
