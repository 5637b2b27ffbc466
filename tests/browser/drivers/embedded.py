"""The desk of the embedded engine."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

from playwright.sync_api import Locator, expect

from .desk import Desk, Shown, slug


class EmbeddedDesk(Desk):
    def log_in(self, user: str, password: str) -> None:
        self.page.goto("/login")
        self.page.get_by_label("E-mail").fill(user)
        self.page.get_by_label("Mot de passe", exact=True).fill(password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda address: "/login" not in address)

    def start(self) -> None:
        self.page.goto("/app")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def way_to(self, label: str) -> Locator:
        pages = self.page.locator("a[href^='/cfm/']")
        return pages.filter(has_text=label).filter(visible=True)

    def search(self, words: str) -> Locator:
        self.page.keyboard.press("/")
        self.page.keyboard.type(words)
        return self.page.locator("#search-results")

    def new(self, doctype: str, **given: str) -> None:
        self.page.goto(f"/app/{slug(doctype)}/new?{urlencode(given)}")

    def open(self, doctype: str, name: str) -> None:
        self.page.goto(f"/app/{slug(doctype)}/{quote(name)}")

    def field(self, label: str) -> Locator:
        boxes = self.page.locator("input, select, textarea")
        return self.page.get_by_label(label, exact=True).and_(boxes)

    def tick(self, label: str) -> None:
        self.field(label).check()

    def choose(self, label: str, begin: str, option: Shown) -> None:
        self.field(label).fill(begin)
        self.page.get_by_role("option", name=option).filter(visible=True).first.click()

    def add_row(self, grid: str) -> Locator:
        table = self.page.locator(f"[data-field={grid}]")
        table.get_by_role("button", name="Ajouter une ligne").click()
        return table.locator(".grid-row").last

    def rows(self, grid: str) -> list[Locator]:
        return self.page.locator(f"[data-field={grid}] .grid-row").all()

    def text_of(self, row: Locator, column: str) -> str:
        return row.locator(f"[data-field={column}] select option:checked").inner_text()

    def select_in(self, row: Locator, column: str, option: str) -> None:
        row.locator(f"[data-field={column}] select").select_option(label=option)

    def tick_in(self, row: Locator, column: str) -> None:
        row.locator(f"[data-field={column}] input").check()

    def type_in(self, row: Locator, column: str, text: str) -> None:
        cell = row.locator(f"[data-field={column}]")
        box = cell.locator("input, textarea").first
        box.fill(text)
        if cell.locator(".link-input").count():
            self.page.get_by_role("option", name=text).filter(visible=True).first.click()

    def press(self, button: str) -> str:
        self.page.get_by_role("button", name=button, exact=True).click()
        told = self.page.get_by_role("dialog")
        told.wait_for()
        words = told.inner_text()
        told.press("Escape")
        expect(told).to_be_hidden()
        return words

    def save(self) -> str:
        with self.page.expect_response(
            lambda answer: answer.request.headers.get("accept") == "text/html"
        ):
            self.page.keyboard.press("Control+s")
        expect(self.page.locator("#unsaved")).to_be_hidden()
        expect(self.page).not_to_have_url(re.compile("/new"))
        return self.page.url.rpartition("/")[2]

    def step(self, action: str) -> None:
        self.page.locator("#steps > summary").click()
        steps = self.page.locator("#steps button")
        steps.filter(has_text=re.compile(rf"^{action}\s*→")).click()

    def state_is(self, state: str) -> None:
        expect(self.page.locator("header .pill").first).to_have_text(state)

    def is_told(self, sentence: Shown) -> None:
        told = self.page.locator("[role=alert], .alert[role=status]").filter(has_text=sentence)
        expect(told.first).to_be_visible()

    def comment(self, text: str) -> None:
        self.page.locator("#comment").fill(text)
        self.page.locator("#comment-send").click()
        expect(self.page.locator(".timeline .bubble").filter(has_text=text)).to_be_visible()

    def history_tells(self, text: Shown) -> None:
        expect(self.page.locator(".timeline")).to_contain_text(text)

    def list(self, doctype: str, **filters: str) -> None:
        self.page.goto(f"/app/{slug(doctype)}?{urlencode(filters)}")

    def listed(self) -> Locator:
        return self.page.locator("tr[data-name]")

    def printed(self, doctype: str, name: str, language: str, print_format: str) -> Locator:
        query = urlencode({"print_lang": language, "format": print_format})
        self.page.goto(f"/app/print/{slug(doctype)}/{quote(name)}?{query}")
        return self.page.frame_locator("iframe.sheet").locator("body")
