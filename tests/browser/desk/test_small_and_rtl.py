"""Phones, right-to-left pages, and what every page owes to people who use no mouse."""

from __future__ import annotations

from typing import Any

import pytest

expect = pytest.importorskip("playwright.sync_api").expect

PAGES = (
    "/app",
    "/app/parcel",
    "/app/parcel/PCL-00001",
    "/app/parcel/new",
    "/app/print/parcel/PCL-00001",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_shows_every_page_without_scrolling_sideways(open_page: Any, path: str) -> None:
    page = open_page(path=path, width=390)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("path", PAGES)
def test_every_control_has_a_name(open_page: Any, path: str) -> None:
    page = open_page(path=path)
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, a[href], input:not([type=hidden]), select, textarea')]
        .filter((each) => each.checkVisibility())
        .filter((each) => !(each.textContent.trim() || each.getAttribute('aria-label') || each.labels?.length
            || each.getAttribute('aria-labelledby') || each.querySelector('[aria-label]')))
        .map((each) => each.outerHTML)"""
    )
    assert nameless == []


def test_a_row_is_written_in_a_dialog_on_a_phone(open_page: Any) -> None:
    page = open_page(path="/app/parcel/new", width=390)
    page.get_by_role("button", name="Add row").click()
    page.get_by_role("dialog").get_by_label("Item").fill("Rice")
    page.get_by_role("dialog").get_by_role("button", name="Done").click()
    expect(page.locator(".grid-row [data-field=item] input")).to_have_value("Rice")


def test_the_menu_opens_the_navigation_on_a_phone(open_page: Any) -> None:
    page = open_page(path="/app", width=390)
    expect(page.get_by_role("navigation", name="Navigation")).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(page.get_by_role("navigation", name="Navigation")).to_be_visible()


def test_arabic_runs_from_right_to_left(open_page: Any) -> None:
    page = open_page(path="/app/parcel?_lang=ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    nav = page.locator("#nav").bounding_box()
    main = page.locator("main").bounding_box()
    assert nav["x"] > main["x"]
    expect(page.locator("#new")).to_contain_text("جديد")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
