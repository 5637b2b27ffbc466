"""One task: the manager at work, whoever feels the effect, and what the guide says about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from frappe_embedded.kernel.i18n.plurals import counted

from ...live import PASSWORD, Client, Server
from ..chromium import PATIENCE_MS
from ..visits import DESKTOP, PHONE
from .camera import take
from .guide import GUIDE, WORDS, Chapter, Guide, sentences
from .steps import Steps
from .words import filled, shown

MANAGER = "manager@demo.cfm"
LANGUAGES = ("fr", "en")
OVERVIEW = "/app/manage"
READY = "#main[data-started], body[data-ready]"
STALE = (
    "The guide does not say what this task does: write it anew with CFM_GUIDE=docs/manager-guide"
)


@dataclass
class Task:
    """A fresh office in which the manager works in one language.

    ``page`` is his window. ``step`` tells what he does next; what it tells is done right after it.
    """

    office: Server
    browser: Browser
    language: str
    guide: Guide | None = None
    page: Page = field(init=False)
    steps: Steps = field(default_factory=Steps)
    """What the manager does in their window, counted."""
    _chapters: dict[str, Chapter] = field(default_factory=dict)
    _clients: dict[str, Client] = field(default_factory=dict)
    _open: list[BrowserContext] = field(default_factory=list)
    _failures: list[str] = field(default_factory=list)

    def begin(
        self, number: int, slug: str, title: tuple[str, str], purpose: tuple[str, str]
    ) -> Page:
        """Name the task, in French and English; gives the manager's window at the overview."""
        for language, name, reason in zip(LANGUAGES, title, purpose, strict=True):
            self._chapters[language] = Chapter(
                number, slug, filled(name, language), filled(reason, language)
            )
        if self.guide:
            self.guide.forget(self.language, number)
        self.page = self.window(MANAGER)
        self.steps.watch(self.page.context)
        self.page.goto(OVERVIEW)
        return self.page

    def said(self, both: tuple[str, str]) -> str:
        return both[LANGUAGES.index(self.language)]

    def tr(self, source: str, *values: Any, context: str | None = None) -> str:
        """What the manager's screen says for a text of the programs; ``{0}`` … are filled in."""
        return counted(shown(source, self.language, context), *values, language=self.language)

    def step(self, french: str, english: str, mark: Locator | None = None) -> None:
        """The next step; in the guide with a picture of where it happens, if ``mark`` is given.

        What stands on the screen is written ``{Source text}``, so that the guide says it as the screen does.
        """
        number = len(self._chapter.steps) + 1
        picture = self._picture(self.page, str(number), mark) if mark else ""
        for language, text in zip(LANGUAGES, (french, english), strict=True):
            self._chapters[language].add(filled(text, language), picture)

    def effect(
        self, page: Page | None, french: str, english: str, mark: Locator | None = None
    ) -> None:
        """What comes of it for somebody else, with a picture of his screen if there is one."""
        name = f"effect-{len(self._chapter.effect) + 1}"
        picture = self._picture(page, name, mark) if page else ""
        for language, text in zip(LANGUAGES, (french, english), strict=True):
            self._chapters[language].effect.append((filled(text, language), picture))

    def open_tool(self, label: str) -> None:
        """The first step of most tasks: from the overview to a tool, named as in the programs."""
        card = self.page.locator(".tool").filter(
            has=self.page.get_by_text(self.tr(label), exact=True)
        )
        self.step(
            f"Dans **{{Set-up}}**, ouvrez **{{{label}}}**.",
            f"Under **{{Set-up}}**, open **{{{label}}}**.",
            mark=card,
        )
        card.click()
        self.page.wait_for_url(lambda address: not address.endswith(OVERVIEW))
        self.page.wait_for_selector(READY, state="attached")

    def by_menu(self, address: str) -> None:
        """To a page that the menu at the side leads to."""
        entry = self.page.locator(f"nav a[href='{address}']").first
        if not entry.is_visible():
            within = self.page.locator(f"a[href='{address}']")
            self.page.locator("nav details", has=within).locator("summary").click()
        entry.click()
        self.page.wait_for_url(lambda reached: reached.endswith(address))
        self.page.wait_for_selector("#main")

    def new(self) -> None:
        """From a list to a blank entry."""
        button = self.page.locator("#new")
        self.step("Choisissez **{New}**.", "Choose **{New}**.", mark=button)
        button.click()
        self.page.wait_for_url("**/new*")
        self.page.wait_for_selector("#main[data-started]")

    def open_record(self, name: str, english: str | None = None) -> None:
        """From a list to one of its entries, whose name may have an English translation."""
        label = english if english and self.language == "en" else name
        link = self.page.locator("#main").get_by_role("link", name=label, exact=True).first
        self.step(f"Ouvrez **{name}**.", f"Open **{english or name}**.", mark=link)
        link.click()
        self.page.wait_for_selector("#main[data-started]")

    def save(self) -> None:
        """The last step of most tasks; the button is the same everywhere and needs no picture."""
        self.step("Choisissez **{Save}** (ou Ctrl+S).", "Choose **{Save}** (or Ctrl+S).")
        self.store()

    def store(self) -> None:
        """Save what is on the form, by the keyboard."""
        self.page.keyboard.press("Control+s")
        expect(self.page.locator("#unsaved")).to_be_hidden()

    @property
    def _chapter(self) -> Chapter:
        return self._chapters[self.language]

    def _picture(self, page: Page, name: str, mark: Locator | None) -> str:
        if self.guide is None:
            return ""
        file = self.guide.pictures(self.language) / f"{self._chapter.number:02d}-{name}.webp"
        take(page, file, mark)
        return f"img/{file.name}"

    def client(self, user: str) -> Client:
        """The same office over HTTP, to look at what came of it.

        One session a user: a third log-in would end that of his window.
        """
        if user not in self._clients:
            self._clients[user] = Client(self.office.url, user)
        return self._clients[user]

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
        # What is typed before the page listens is not heard.
        page.wait_for_selector(READY, state="attached")
        yield page

    def end(self) -> None:
        for context in self._open:
            context.close()
        assert self._failures == []
        for language, chapter in self._chapters.items():
            words = {key: filled(text, language) for key, text in WORDS[language].items()}
            if self.guide is None:
                told = Guide(GUIDE).told(language, chapter)
                assert told == sentences(chapter.markdown(words)), STALE
            elif language == self.language:
                self.guide.write(language, chapter, words)
