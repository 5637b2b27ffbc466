"""How long pages take on a slow line with a slow processor, in a real Chromium.

    python -m benchmarks.slow_line [--runs 3] [--latency 400] [--url http://127.0.0.1:8000]

The browser is slowed down as its own tools do it: 400 kbit/s each way, 400 ms before the first byte of
each answer (2000 is what the tools call "Slow 3G"), the processor four times slower. A page is usable
when its scripts have started: what is typed or pressed acts. Each page is opened by a browser that has
never seen the site, then by one that has (the second visit). Prints medians of seconds, the number of
requests and what came over the line.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import OPTIONS, find_chromium
from tests.browser.visits import DESKTOP
from tests.live import PASSWORD, Client, Server

BYTES_A_SECOND = 400_000 / 8
LATENCY_MS = 400
SLOWER = 4
OPERATOR, FOCAL = "operator@demo.cfm", "focal@demo.cfm"
USABLE = "#main[data-started], body[data-ready]"
TIMEOUT_MS = 120_000


@dataclass(frozen=True)
class Look:
    """One visit of a page."""

    seconds: float
    asked: list[str]
    kilobytes: float

    @property
    def requests(self) -> int:
        """How many addresses were asked over the line."""
        return len(self.asked)


@dataclass
class Line:
    """A page whose line is slow, and what came over it."""

    page: Page
    latency: int = LATENCY_MS
    asked: list[str] = field(default_factory=list)
    received: float = 0
    _sent: dict[str, str] = field(default_factory=dict)
    _from_cache: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tools = self.page.context.new_cdp_session(self.page)
        self.tools.send("Network.enable")
        self.mend()
        self.tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        self.tools.on("Network.requestWillBeSent", self._asked)
        self.tools.on("Network.requestServedFromCache", self._kept)
        self.tools.on("Network.responseReceived", self._answered)
        self.tools.on("Network.loadingFinished", self._finished)

    def cut(self) -> None:
        """From now on nothing goes through."""
        self._set_line(is_cut=True)

    def mend(self) -> None:
        """As slow as before."""
        self._set_line(is_cut=False)

    def _set_line(self, is_cut: bool) -> None:
        conditions = {
            "offline": is_cut,
            "latency": self.latency,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        }
        self.tools.send("Network.emulateNetworkConditions", conditions)

    def _asked(self, event: dict[str, Any]) -> None:
        self._sent[event["requestId"]] = event["request"]["url"]

    def _kept(self, event: dict[str, Any]) -> None:
        self._from_cache.add(event["requestId"])

    def _answered(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self._from_cache.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        address = self._sent.get(event["requestId"])
        # What the page before it asked for may still arrive.
        if address is None or event["requestId"] in self._from_cache:
            return
        self.asked.append(address)
        self.received += event["encodedDataLength"]

    def look(self, path: str) -> Look:
        """Open a page and wait until it can be used."""
        self.asked, self.received = [], 0
        self._sent.clear()
        start = time.perf_counter()
        self.page.goto(path, wait_until="commit", timeout=TIMEOUT_MS)
        self.page.wait_for_selector(USABLE, state="attached", timeout=TIMEOUT_MS)
        seconds = time.perf_counter() - start
        self.page.wait_for_load_state("networkidle")
        return Look(seconds, self.asked, self.received / 1000)


@contextmanager
def logged_in(browser: Browser, url: str, user: str) -> Iterator[BrowserContext]:
    """A browser without anything kept, whose user has a session."""
    # What a service worker fetches is not slowed down: it would make pages look faster than they are.
    context = browser.new_context(
        viewport=DESKTOP,  # type: ignore[arg-type]
        base_url=url,
        locale="fr-FR",
        service_workers="block",
    )
    try:
        login = {"usr": user, "pwd": PASSWORD}
        answer = context.request.post("/api/method/login", data=login)
        if not answer.ok:
            raise RuntimeError(answer.text())
        yield context
    finally:
        context.close()


def pages_of(url: str) -> dict[str, tuple[str, str]]:
    """The pages that are looked at: who opens them, and where they are."""
    case = Client(url, OPERATOR).list("Case", order_by="name asc", limit_page_length=1)[0]["name"]
    return {
        "form of a case": (OPERATOR, f"/app/case/{case}"),
        "form of a new case": (OPERATOR, "/app/case/new"),
        "list of cases": (OPERATOR, "/app/case"),
        "list of referrals": (OPERATOR, "/app/referral"),
        "new case, fast page": (OPERATOR, "/cfm/new-case"),
        "my work": (OPERATOR, "/cfm/console"),
        "calls": (OPERATOR, "/cfm/call-backs"),
        "approvals": (FOCAL, "/cfm/approvals"),
    }


def looks(
    browser: Browser, url: str, user: str, path: str, latency: int = LATENCY_MS
) -> tuple[Look, Look]:
    """The first and the second visit of a browser."""
    with logged_in(browser, url, user) as context:
        line = Line(context.new_page(), latency)
        return line.look(path), line.look(path)


def told(label: str, seen: list[Look]) -> str:
    seconds = statistics.median(each.seconds for each in seen)
    last = seen[-1]
    return f"{label}: {seconds:.1f} s, {last.requests} requests, {last.kilobytes:.0f} kB"


def measure(url: str, runs: int, latency: int) -> None:
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=find_chromium(), args=OPTIONS)
        for label, (user, path) in pages_of(url).items():
            seen = [looks(browser, url, user, path, latency) for _run in range(runs)]
            firsts, seconds = ([pair[place] for pair in seen] for place in (0, 1))
            print(f"{label}\n  {told('first visit', firsts)}\n  {told('second visit', seconds)}")
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--latency", type=int, default=LATENCY_MS, help="milliseconds")
    parser.add_argument("--url", default=os.environ.get("CFM_SITE_URL"), help="a site that runs")
    options = parser.parse_args()
    if options.url:
        return measure(options.url, options.runs, options.latency)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "office").start()
        try:
            measure(server.url, options.runs, options.latency)
        finally:
            server.stop()
    return None


if __name__ == "__main__":
    main()
