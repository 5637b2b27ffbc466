"""Rows of tables in forms, filled in by hand."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def new_row(page: Page, table: str) -> Locator:
    """A row that is added at the end of a table."""
    page.locator(f"[data-grid={table}] .grid-add").click()
    return page.locator(f"[data-grid={table}] .grid-row").last


def choose(row: Locator, field: str, words: str) -> None:
    """Type into a link field and take what is offered first, or what is made of the words."""
    box = row.locator(f"[data-field={field}] .link-input")
    box.fill(words)
    expect(box.page.get_by_role("option", name=words).first).to_be_visible()
    box.press("Enter")
