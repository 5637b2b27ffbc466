"""Requests of a page that a test answers itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route

PROBE = "/api/method/is-intercepted"
UNTIL_INTERCEPTED = """async (address) => {
  for (;;) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.status === 204) return;
  }
}"""


def intercept(page: Page, address: str, handler: Callable[[Route], Any], **options: Any) -> None:
    """`page.route`, in force when it returns.

    A browser tells its pages of a new route without waiting for them, and a key that is pressed at once
    may come first: eleven of 400 requests went to the server so, on a busy machine.
    """
    page.route(address, handler, **options)
    # What a page that is not loaded yet asks for begins with the route.
    if page.url.startswith("http"):
        page.route(f"**{PROBE}", lambda route: route.fulfill(status=204), times=1)
        page.evaluate(UNTIL_INTERCEPTED, PROBE)
