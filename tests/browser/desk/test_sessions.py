"""Sessions that end, notices that arrive, languages that change."""

from __future__ import annotations

from typing import Any

import pytest

from . import sample
from .conftest import PASSWORD

expect = pytest.importorskip("playwright.sync_api").expect


def test_a_session_that_ended_asks_for_the_password_and_then_saves(
    open_page: Any, server: Any
) -> None:
    page = open_page(path="/app/parcel/PCL-00008")
    page.get_by_label("Weight").fill("81")
    page.context.request.post("/api/method/logout")
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sid", "value": "0" * 40, "url": server.url}])
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Password of").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#unsaved")).to_be_hidden()
    assert server.read("select weight from tabParcel where name = 'PCL-00008'") == [(81.0,)]


def test_a_shared_document_is_announced(open_page: Any) -> None:
    page = open_page(sample.CHIEF, "/app/parcel/PCL-00009")
    page.get_by_role("button", name="Share").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("With whom").fill("nora")
    page.get_by_role("option", name="Nora").click()
    dialog.get_by_role("button", name="Share").click()
    expect(page.locator(".people-list")).to_contain_text("Nora")
    other = open_page(sample.VISITOR)
    other.locator("#notices > summary").click()
    other.get_by_role("link", name="PCL-00009").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Parcel 09")


def test_the_language_is_switched_for_good(open_page: Any) -> None:
    page = open_page(sample.VISITOR)
    page.locator("#user-menu > summary").click()
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.goto("/app")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Nora")


def test_several_documents_take_a_step_together(open_page: Any, server: Any) -> None:
    page = open_page(path="/app/parcel?q=Parcel+1&order_by=name+asc")
    for name in ("PCL-00012", "PCL-00013"):
        page.get_by_label(f"Select {name}").check()
    expect(page.locator("#bulk-count")).to_have_text("2 selected")
    page.locator("#bulk-workflow > summary").click()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("tr[data-name=PCL-00013]")).to_contain_text("On the way")
    found = server.read(
        "select distinct state from tabParcel where name in ('PCL-00012', 'PCL-00013')"
    )
    assert found == [("On the way",)]


def test_a_field_of_several_documents_is_set_seen_first_and_taken_back(
    open_page: Any, server: Any
) -> None:
    page = open_page(path="/app/parcel?q=Parcel+1&order_by=name+asc")
    names = ("PCL-00015", "PCL-00016")
    for name in names:
        page.get_by_label(f"Select {name}").check()
    weights = (
        "select name, weight from tabParcel where name in ('PCL-00015', 'PCL-00016') order by name"
    )
    before = server.read(weights)
    page.locator("[data-bulk=edit]").click()
    page.get_by_label("Field", exact=True).select_option(label="Weight")
    page.get_by_label("Value", exact=True).fill("77")
    page.get_by_role("button", name="See what would change").click()
    expect(page.locator(".bulk-effect tbody tr")).to_have_count(2)
    expect(page.locator(".bulk-effect ins").first).to_have_text("77")
    assert server.read(weights) == before
    page.get_by_role("button", name="Change 2 entries").click()
    back = page.get_by_role("button", name="Take back")
    expect(back).to_be_visible()
    assert [weight for _name, weight in server.read(weights)] == [77, 77]
    back.click()
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="Taken back: 2")).to_be_visible()
    assert server.read(weights) == before


def test_many_are_assigned_seen_first_and_taken_back(open_page: Any, server: Any) -> None:
    page = open_page(path="/app/parcel?q=Parcel+2&order_by=name+asc")
    tasks = "select reference_name, status from tabToDo where allocated_to = %s order by 1"

    def assign(*names: str) -> None:
        for name in names:
            page.get_by_label(f"Select {name}").check()
        page.locator("[data-bulk=assign]").click()
        page.get_by_label("Who").fill("hugo")
        page.get_by_role("option", name="Hugo").click()
        page.get_by_role("button", name="See what would change").click()

    assign("PCL-00020")
    page.get_by_role("button", name="Assign 1 entry").click()
    expect(page.get_by_role("dialog", name="Done: 1")).to_be_visible()
    page.keyboard.press("Escape")
    before = server.read(tasks, sample.CHIEF)
    assert before == [("PCL-00020", "Open")]
    assign("PCL-00020", "PCL-00021", "PCL-00022")
    groups = page.locator(".bulk-group")
    expect(groups).to_have_count(2)
    expect(groups.first).to_contain_text("Newly assigned to Hugo (2)")
    expect(groups.last).to_contain_text("Hugo has these already (1)")
    assert server.read(tasks, sample.CHIEF) == before
    page.get_by_role("button", name="Assign 2 entries").click()
    back = page.get_by_role("button", name="Take back")
    expect(back).to_be_visible()
    assert [status for _name, status in server.read(tasks, sample.CHIEF)] == ["Open"] * 3
    back.click()
    expect(page.get_by_role("status").filter(has_text="Taken back: 2")).to_be_visible()
    left = server.read(tasks, sample.CHIEF)
    assert [status for _name, status in left] == ["Open", "Cancelled", "Cancelled"]
