"""Every tile of the set-up page, and every button of every screen that a tile leads to: none does nothing, none errs.

Nobody lists screens or buttons here. What the page of tools shows is walked: each tool, of a list its first entry and
a blank one. A button is tried once, however many screens have it; what it does may be anything that is noticed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from frappe_embedded.web.desk.tools import GROUPS

from ..live import PASSWORD, Server
from .chromium import PATIENCE_MS

MANAGER = "manager@demo.cfm"
OVERVIEW = "/app/manage"
READY = "#main[data-started], body[data-ready], body:not(:has(#main))"
SOON_SECONDS, LOOK_MS, FRAME_MS = 4, 100, 16
# A page that keeps asking, as the bell does, has come to rest as well.
MOST_FRAMES = 60
# One that is pressed already changes nothing.
PRESSED = "#main button:visible:not(:disabled, [aria-pressed=true]), #main summary:visible, #main [role=tab]:visible"
# What a click may change, whether by a script or by the browser itself.
WATCH = """() => {
  window.counted = () => { window.isNoticed = true; };
  window.print = window.counted;
  const controls = () => [...document.querySelectorAll('input, select, textarea')];
  const typed = () => JSON.stringify(controls().map((each) => [each.checked, each.value]));
  const before = typed();
  window.isOther = () => window.isNoticed || typed() !== before;
  // Any click closes what stands open: what was closed already is closed again.
  const isChanged = ({type, target, attributeName, oldValue}) => type !== 'attributes'
    || target.getAttribute(attributeName) !== oldValue;
  const look = (changes) => { if (changes.some(isChanged)) window.counted(); };
  const all = {subtree: true, childList: true, attributes: true, attributeOldValue: true, characterData: true};
  new MutationObserver(look).observe(document.body, all);
  for (const name of ['focusin', 'invalid', 'input', 'scroll', 'toggle', 'copy']) {
    document.addEventListener(name, () => window.counted(), true);
  }
}"""
IS_CHANGED = "() => !window.isOther || window.isOther()"
OPEN_ALL = (
    "() => { for (const each of document.querySelectorAll('#main details')) each.open = true; }"
)
SIGN = """(button) => JSON.stringify([
  document.querySelector('#main').dataset.page || document.body.className,
  button.tagName, button.id, button.className, button.getAttribute('role'),
  Object.keys(button.dataset).filter((name) => !['at', 'name'].includes(name)),
  button.closest('[id]')?.id, button.id ? '' : button.textContent.trim(),
])"""


class Walk:
    """The windows of the manager, one after the other, and whatever goes wrong in them."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.faults: list[str] = []
        self.events: list[str] = []
        self.under_way = 0

    def open(self, address: str) -> Page:
        """A screen in a window of its own: nothing of what the last button began is left in it."""
        for window in self.context.pages:
            window.close()
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{address}: {error}"))
        page.on("response", lambda answer: self._look(address, answer))
        self.under_way = 0
        page.on("request", lambda request: self._begun(request.url))
        for event in ("requestfinished", "requestfailed"):
            page.on(event, self._ended)  # type: ignore[call-overload]
        for event in ("dialog", "popup", "download", "filechooser"):
            page.on(event, self._noticed)  # type: ignore[call-overload]
        answer = page.goto(address)
        if not answer or answer.status >= 400:
            self.faults.append(f"{address}: answered {answer and answer.status}")
        page.wait_for_selector(READY, state="attached")
        if not page.locator("#main").inner_text().strip():
            self.faults.append(f"{address}: the page is empty")
        page.evaluate(OPEN_ALL)
        return page

    def _look(self, address: str, answer: Response) -> None:
        if answer.status >= 500:
            self.faults.append(f"{address}: {answer.url} answered {answer.status}")

    def _begun(self, url: str) -> None:
        self.under_way += 1
        # A page brings what locks it by itself, after a while.
        if "/idle.js" not in url:
            self.events.append(url)

    def _ended(self, _request: Any) -> None:
        self.under_way -= 1

    def _settle(self, page: Page) -> None:
        """What a page asks by itself when it opens is no answer to a click."""
        for _frame in range(MOST_FRAMES):
            page.wait_for_function("() => true", polling="raf")
            if self.under_way <= 0:
                break

    def _noticed(self, event: Any) -> None:
        self.events.append(type(event).__name__)
        if hasattr(event, "dismiss"):
            event.dismiss()

    def press(self, address: str, at: int, told: str) -> None:
        """Click a button of a screen, and wait for something that is noticed."""
        page = self.open(address)
        button = page.locator(PRESSED).nth(at)
        if not button.count():
            return
        self._settle(page)
        page.evaluate(WATCH)
        self.events.clear()
        # By script: a menu that stands open may lie over it.
        button.evaluate("(button) => button.click()")
        if not self._is_answered(page):
            self.faults.append(f"{address}: nothing comes of {told}")

    def _is_answered(self, page: Page) -> bool:
        """Whether something soon comes of a click: on the page, or a request, a window, a file."""
        deadline = time.monotonic() + SOON_SECONDS
        try:
            while not self.events and time.monotonic() < deadline:
                with suppress(PlaywrightTimeout):
                    page.wait_for_function(IS_CHANGED, timeout=LOOK_MS)
                    return True
            # What the answer is, is looked at as well.
            for _frame in range(MOST_FRAMES):
                if self.under_way <= 0:
                    break
                page.wait_for_timeout(FRAME_MS)
        except PlaywrightError:
            # The page went away: something came of it.
            return True
        return bool(self.events)


@pytest.fixture
def walk(chromium: Browser, own_office: Server) -> Iterator[Walk]:
    context = chromium.new_context(
        base_url=own_office.url, viewport={"width": 1280, "height": 900}, locale="fr-FR"
    )
    context.set_default_timeout(PATIENCE_MS)
    answer = context.request.post("/api/method/login", data={"usr": MANAGER, "pwd": PASSWORD})
    assert answer.ok, answer.text()
    yield Walk(context)
    context.close()


def screens(page: Page, address: str) -> list[str]:
    """A tool; where it is a list, its first entry and a blank one as well."""
    found = [address]
    for place in ("#new", "#main table a[href*='/app/']"):
        link = page.locator(place).first
        if link.count() and (href := link.get_attribute("href")):
            found.append(href)
    return found


@pytest.mark.embedded("walks through the engine's own desk; a bench has Frappe's")
def test_every_tile_leads_somewhere_and_every_button_does_something(walk: Walk) -> None:
    overview = walk.open(OVERVIEW)
    assert overview.locator(".tools section").count() == len(GROUPS)
    tiles = overview.locator(".tools section a.tool")
    addresses = [str(tile.get_attribute("href")) for tile in tiles.all()]
    assert len(addresses) > len(GROUPS)
    tried = set[str]()
    for tool in addresses:
        page = walk.open(tool)
        for address in screens(page, tool):
            if address != tool:
                page = walk.open(address)
            signs = [button.evaluate(SIGN) for button in page.locator(PRESSED).all()]
            for at, sign in enumerate(signs):
                if sign not in tried:
                    tried.add(sign)
                    print(address, sign, flush=True)
                    walk.press(address, at, sign)
    print(f"{len(addresses)} tiles, {len(tried)} buttons")
    assert not walk.faults, "\n".join(walk.faults)


DEAD = """addEventListener('DOMContentLoaded', () => {
  const dead = document.createElement('button');
  dead.textContent = 'Dead';
  document.querySelector('#main')?.prepend(dead);
})"""


@pytest.mark.embedded("walks through the engine's own desk; a bench has Frappe's")
def test_a_button_of_which_nothing_comes_is_found(walk: Walk) -> None:
    walk.context.add_init_script(DEAD)
    walk.press(OVERVIEW, 0, "a dead button")
    assert walk.faults == [f"{OVERVIEW}: nothing comes of a dead button"]
