"""A task as the manager does it, counted and without a chapter of the guide."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from ..tasks.task import MANAGER, OVERVIEW, Task

WORK_MS = 60_000
"""What is done in the background has more time."""


class Round(Task):
    """The manager at work in French."""

    def begin_round(self) -> Page:
        """The manager's window at the overview; from here their steps are counted."""
        self.client(MANAGER).change("User", MANAGER, language=self.language)
        self.page = self.window(MANAGER)
        self.steps.watch(self.page.context)
        self.page.goto(OVERVIEW)
        return self.page

    def step(self, french: str, english: str, mark: Locator | None = None) -> None:
        """No guide is written of it."""

    def effect(
        self, page: Page | None, french: str, english: str, mark: Locator | None = None
    ) -> None:
        """No guide is written of it."""

    def tool(self, label: str) -> None:
        """To a tool, from wherever the manager is."""
        if not self.page.url.endswith(OVERVIEW):
            if "/cfm/" in self.page.url:
                self.page.locator("a[href='/app']:visible").first.click()
                self.page.wait_for_selector("nav a[href='/app/manage']", state="attached")
            self.by_menu(OVERVIEW)
        self.open_tool(label)

    def stored(self, doctype: str, **wanted: Any) -> dict[str, Any]:
        """The one record with these values, as the manager reads it."""
        filters = [[name, "=", value] for name, value in wanted.items()]
        (found,) = self.client(MANAGER).call(
            "frappe.client.get_list", doctype=doctype, filters=filters, limit_page_length=2
        )
        return self.client(MANAGER).get(doctype, found["name"])


def entry(page: Page, name: str) -> Locator:
    """The box of a field of a form."""
    return page.locator(f"[data-field={name}]:not(td) :is(input, select, textarea)").first


def choose(page: Page, name: str, words: str) -> None:
    """Type into a link of a form, and take what has these words."""
    entry(page, name).fill(words)
    option(page.locator(f"[data-field={name}]:not(td)"), words).click()


def option(place: Page | Locator, words: str) -> Locator:
    exact = re.compile(rf"^\s*{re.escape(words)}")
    return place.locator("[role=option]:visible").filter(has_text=exact).first


def new_row(page: Page, grid: str) -> Locator:
    """A row is added to a table of a form."""
    table = page.locator(f"[data-grid={grid}]")
    table.locator(".grid-add").click()
    return table.locator(".grid-row").last


def choose_in_row(row: Locator, name: str, words: str) -> None:
    row.locator(f"[data-field={name}] .link-input").fill(words)
    option(row.page.locator("body"), words).click()


def attached(name: str, content: bytes) -> dict[str, Any]:
    """A file that is chosen."""
    return {"name": name, "mimeType": "", "buffer": content}


def downloaded(path: Path | str) -> bytes:
    return Path(path).read_bytes()


def saved(page: Page) -> None:
    """Ctrl+S, and nothing is left to be saved."""
    page.keyboard.press("Control+s")
    expect(page.locator("#unsaved")).to_be_hidden()
