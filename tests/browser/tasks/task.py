"""One task: the manager at work, whoever feels the effect, and what the guide says about it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from ...live import PASSWORD, Client, Server
from ..visits import DESKTOP, PHONE
from .guide import Chapter, Guide
from .words import shown

MANAGER = "manager@demo.cfm"
PATIENCE_MS = 8000
QUALITY = 60
RING = """(element) => {
  element.scrollIntoView({block: 'center', inline: 'nearest'});
  const ring = document.createElement('div');
  const {left, top, width, height} = element.getBoundingClientRect();
  ring.id = 'guide-ring';
  ring.style.cssText = `position: fixed; z-index: 2147483647; pointer-events: none; border: 3px solid #d97706;
    border-radius: 8px; left: ${left - 5}px; top: ${top - 5}px; width: ${width + 10}px; height: ${height + 10}px`;
  (element.closest('dialog') || document.body).append(ring);
}"""


@dataclass
class Task:
    """A fresh office in which the manager works in one language.

    ``page`` is his window. ``step`` tells what he does next; what it tells is done right after it.
    """

    office: Server
    browser: Browser
    language: str
    guide: Guide | None = None
    chapter: Chapter | None = None
    page: Page = field(init=False)
    _open: list[BrowserContext] = field(default_factory=list)
    _failures: list[str] = field(default_factory=list)

    def begin(
        self, number: int, slug: str, title: tuple[str, str], purpose: tuple[str, str]
    ) -> Page:
        """Name the task, in French and English; gives the manager's window at the overview."""
        self.chapter = Chapter(number, slug, self.said(title), self.said(purpose))
        self.page = self.window(MANAGER)
        self.page.goto("/app/manage")
        return self.page

    def said(self, both: tuple[str, str]) -> str:
        return both[0] if self.language == "fr" else both[1]

    def tr(self, source: str, *values: Any, context: str | None = None) -> str:
        """What the manager's screen says for a text of the programs; ``{0}`` … are filled in."""
        return shown(source, self.language, context).format(*values)

    def step(self, french: str, english: str, mark: Locator | None = None) -> None:
        """The next step; in the guide with a picture of where it happens, if ``mark`` is given."""
        assert self.chapter
        number = len(self.chapter.steps) + 1
        picture = self._picture(self.page, f"{self.chapter.slug}-{number}", mark) if mark else ""
        self.chapter.add(self.said((french, english)), picture)

    def effect(self, page: Page, french: str, english: str, mark: Locator | None = None) -> None:
        """What somebody else sees of it now, with a picture of his screen."""
        assert self.chapter
        name = f"{self.chapter.slug}-effect-{len(self.chapter.effect) + 1}"
        self.chapter.effect.append((self.said((french, english)), self._picture(page, name, mark)))

    def _picture(self, page: Page, name: str, mark: Locator | None) -> str:
        if self.guide is None:
            return ""
        page.wait_for_load_state("networkidle")
        if mark is not None:
            mark.first.evaluate(RING)
        camera = page.context.new_cdp_session(page)
        shot = camera.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
        file = self.guide.pictures(self.language) / f"{name}.webp"
        file.write_bytes(base64.b64decode(shot["data"]))
        if mark is not None:
            page.evaluate("document.getElementById('guide-ring')?.remove()")
        return f"img/{file.name}"

    def client(self, user: str) -> Client:
        """The same office over HTTP, to look at what came of it."""
        return Client(self.office.url, user)

    def window(self, user: str, size: dict[str, int] = DESKTOP, password: str = PASSWORD) -> Page:
        """A window of a user who has just logged in; a script error in it fails the test."""
        page = self.guest(size)
        answer = page.context.request.post("/api/method/login", data={"usr": user, "pwd": password})
        assert answer.ok, answer.text()
        return page

    def guest(self, size: dict[str, int] = DESKTOP) -> Page:
        """A window of somebody who has not logged in."""
        phone = size is PHONE
        context = self.browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            base_url=self.office.url,
            locale="fr-FR" if self.language == "fr" else "en-GB",
            is_mobile=phone,
            has_touch=phone,
        )
        context.set_default_timeout(PATIENCE_MS)
        self._open.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self._failures.append(str(error)))
        return page

    @contextmanager
    def seen_by(self, user: str, path: str, size: dict[str, int] = DESKTOP) -> Iterator[Page]:
        """A page in the session of somebody else, in the language of the guide."""
        self.client(MANAGER).change("User", user, language=self.language)
        page = self.window(user, size)
        page.goto(path)
        yield page

    def end(self) -> None:
        for context in self._open:
            context.close()
        assert self._failures == []
        if self.guide and self.chapter:
            self.guide.write(self.language, self.chapter)
