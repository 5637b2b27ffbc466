"""A user in the browser: logged in, on a page, with everything that goes wrong noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from ..live import PASSWORD, Server
from .chromium import PATIENCE_MS
from .drivers import Desk, desk_at
from .meter import Meter

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@contextmanager
def visit(
    chromium: Browser,
    office: Server,
    user: str,
    path: str,
    size: dict[str, int] = DESKTOP,
    meter: Meter | None = None,
    prepare: Callable[[Page], object] | None = None,
    password: str = PASSWORD,
    **more: Any,
) -> Iterator[Page]:
    """A page that is open and ready; a script error or a breach of its policy fails the test.

    ``prepare`` is done to the page before it is opened.
    """
    context = chromium.new_context(viewport=size, base_url=office.url, **more)  # type: ignore[arg-type]
    try:
        answer = context.request.post("/api/method/login", data={"usr": user, "pwd": password})
        assert answer.ok, answer.text()
        if meter:
            meter.watch(context)
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        watch_policy(page, errors)
        if prepare:
            prepare(page)
        page.goto(path)
        page.wait_for_selector("body[data-ready]", state="attached")
        yield page
        assert not errors, errors
    finally:
        context.close()


def watch_policy(page: Page, faults: list[str]) -> None:
    """Note whatever the Content-Security-Policy of a page stops."""
    page.expose_binding("reportViolation", lambda _source, text: faults.append(text))
    page.add_init_script(
        """addEventListener('securitypolicyviolation', (event) => reportViolation(
          [event.violatedDirective, event.blockedURI, event.sample, location.pathname].join(' ')))"""
    )


@contextmanager
def at_desk(
    chromium: Browser, office: Server, user: str, size: dict[str, int] = DESKTOP
) -> Iterator[Desk]:
    """The desk of either engine, in a window in which the user has logged in by hand."""
    context = chromium.new_context(viewport=size, base_url=office.url, locale="fr-FR")  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        desk = desk_at(office.url, page)
        desk.log_in(user, PASSWORD)
        yield desk
    finally:
        context.close()


def focused(page: Page) -> str:
    """The id or the name of the element that has the focus."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.name || ''"))


def tab_to(page: Page, name: str, most: int = 40) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(most):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {name}; it ended at {focused(page)}")


def width_of(page: Page) -> int:
    """How wide a page is in its own styles: an element may be there before the sheets have come."""
    page.wait_for_load_state("load")
    return int(page.evaluate("document.documentElement.scrollWidth"))
