"""The public form as somebody without a user meets it: open, filled, sent, and its code looked up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from ..live import Client, Server
from .visits import watch_policy

FORM, OFFICE, MANAGER = "CFM Public Form", "feedback", "manager@demo.cfm"
PAGE, STATUS = "/cfm/feedback", "/cfm/status"
SECONDS = 30


@contextmanager
def open_form(office: Server) -> Iterator[None]:
    """The form is open and asks for the sex, until the end of the block."""
    manager = Client(office.url, MANAGER)
    rows = manager.get(FORM, OFFICE)["questions"]
    asked = [{**row, "asked": int(row["case_field"] == "sex")} for row in rows]
    manager.change(FORM, OFFICE, enabled=1, messages_an_hour=1000, questions=asked)
    try:
        yield
    finally:
        # Whoever logs in often enough ends the session from before.
        Client(office.url, MANAGER).change(FORM, OFFICE, enabled=0)


@contextmanager
def somebody(
    chromium: Browser, office: Server, path: str, size: dict[str, int], scripts: bool = False
) -> Iterator[Page]:
    """Somebody without a user and, as a rule, without scripts."""
    context = chromium.new_context(
        viewport=size,  # type: ignore[arg-type]
        base_url=office.url,
        java_script_enabled=scripts,
    )
    page = context.new_page()
    faults: list[str] = []
    if scripts:
        watch_policy(page, faults)
    page.goto(path)
    yield page
    context.close()
    assert faults == []


def was_taken(page: Page) -> bool:
    """Send the form; whether the answer is a code. A program would be as fast, and is refused."""
    with page.expect_navigation():
        page.locator("form button[type=submit]").click()
    return page.locator("#code").count() > 0


def sent(page: Page) -> str:
    """Send the form, again as long as it was sent too fast; the code."""
    deadline = time.monotonic() + SECONDS
    while not was_taken(page) and time.monotonic() < deadline:
        pass
    return page.locator("#code").inner_text()


def where(page: Page, code: str) -> str:
    page.locator("#code").fill(code)
    with page.expect_navigation():
        page.locator("form:has(#code) button[type=submit]").click()
    return page.locator(".answer").inner_text()
