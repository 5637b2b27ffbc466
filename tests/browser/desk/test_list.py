"""Lists: search, filters, order, selection."""

from __future__ import annotations

from typing import Any

import pytest

from . import sample

expect = pytest.importorskip("playwright.sync_api").expect


def rows(page: Any) -> Any:
    return page.locator("tr[data-name]")


def test_searching_filtering_and_clearing(open_page: Any) -> None:
    page = open_page(path="/app/crate")
    expect(rows(page)).to_have_count(20)
    page.get_by_label("Search in this list").fill("Crate 07")
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_label("Search in this list")).to_be_focused()
    page.get_by_role("link", name="Clear all").first.click()
    expect(rows(page)).to_have_count(20)
    page.locator("#q-kind").select_option("Fragile")
    expect(rows(page)).to_have_count(5)
    page.get_by_role("button", name="Add filter").click()
    page.get_by_label("Field").select_option(label="Weight")
    page.get_by_label("Condition").select_option(">=")
    page.get_by_label("Value").fill("30")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(rows(page)).to_have_count(2)
    page.get_by_role("link", name="Remove filter: Weight").click()
    expect(rows(page)).to_have_count(5)


def test_nothing_fits_says_why(open_page: Any) -> None:
    page = open_page(path="/app/crate?q=zzz")
    expect(page.get_by_role("heading", name="Nothing fits")).to_be_visible()


def test_a_head_sorts_and_more_leads_on(open_page: Any) -> None:
    page = open_page(path="/app/crate")
    page.get_by_role("link", name="Weight").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Weight")
    expect(rows(page).first).to_contain_text("Crate 25")
    page.get_by_role("link", name="Weight").click()
    expect(rows(page).first).to_contain_text("Crate 01")
    page.get_by_role("link", name="More").click()
    expect(rows(page)).to_have_count(5)


def test_arrows_and_enter_open_a_row(open_page: Any) -> None:
    page = open_page(path="/app/crate?order_by=name+asc")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Crate 02")


def test_a_view_is_saved(open_page: Any) -> None:
    page = open_page(sample.CHIEF, "/app/crate?kind=Fragile")
    page.get_by_role("button", name="Save view").click()
    page.get_by_label("Name of the view").fill("With care")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="With care").click()
    expect(rows(page)).to_have_count(5)


def test_selected_rows_are_deleted_with_their_number_told(open_page: Any, server: Any) -> None:
    page = open_page(sample.CHIEF, "/app/town/new")
    page.get_by_label("Name").fill("Ville fantôme")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ville fantôme")
    page.goto("/app/town?q=fant")
    page.get_by_label("Select all rows").check()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog")).to_contain_text("1 entry")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Nothing fits")).to_be_visible()
    assert server.read("select name from tabTown where name like 'Ville%'") == []


def test_an_export_holds_the_filtered_rows(open_page: Any) -> None:
    page = open_page(sample.CHIEF, "/app/crate?kind=Fragile")
    page.locator("summary", has_text="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    text = download.value.path().read_text("utf-8-sig")
    assert text.count("Fragile") == 5
    assert "Plain" not in text
