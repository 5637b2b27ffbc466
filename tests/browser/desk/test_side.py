"""Beside the form: comments, files, assignments, tags; and the print preview."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from . import sample

expect = pytest.importorskip("playwright.sync_api").expect


def test_a_comment_is_written_and_what_is_typed_in_the_form_stays(open_page: Any) -> None:
    page = open_page(path="/app/parcel/PCL-00003")
    page.get_by_label("Weight").fill("99")
    page.get_by_label("Comment", exact=True).fill("Asked the <b>driver</b>")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".bubble")).to_contain_text("Asked the <b>driver</b>")
    expect(page.get_by_label("Weight")).to_have_value("99")
    page.on("dialog", lambda dialog: dialog.accept())


def test_a_file_is_attached_private_and_removed(
    open_page: Any, server: Any, tmp_path: Path
) -> None:
    page = open_page(path="/app/parcel/PCL-00004")
    file = tmp_path / "receipt.txt"
    file.write_text("paid")
    page.locator("#upload").set_input_files(file)
    expect(page.get_by_role("link", name="receipt.txt")).to_be_visible()
    assert server.read("select is_private from tabFile where attached_to_name = 'PCL-00004'") == [
        (1,)
    ]
    page.get_by_role("button", name="Remove receipt.txt").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator(".file-list")).to_have_count(0)


def test_assigning_gives_work_on_the_first_page(open_page: Any) -> None:
    page = open_page(sample.CHIEF, "/app/parcel/PCL-00005")
    page.get_by_role("button", name="Assign", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Who").fill("clara")
    page.get_by_role("option", name="Clara").click()
    dialog.get_by_role("button", name="Assign").click()
    expect(page.locator(".people-list")).to_contain_text("Clara")
    other = open_page(sample.CLERK)
    expect(other.get_by_role("region", name="What waits for me")).to_contain_text("Parcel 05")


def test_a_tag_is_added_and_taken_off(open_page: Any) -> None:
    page = open_page(path="/app/parcel/PCL-00006")
    page.get_by_role("button", name="Add tag").click()
    page.get_by_role("dialog").get_by_label("Tag").fill("urgent")
    page.keyboard.press("Enter")
    expect(page.locator(".side .chip")).to_contain_text("urgent")
    page.get_by_role("button", name="Remove urgent").click()
    expect(page.locator(".side .chip")).to_have_count(0)


def test_the_print_preview_shows_the_document(open_page: Any) -> None:
    page = open_page(path="/app/print/parcel/PCL-00007")
    expect(page.frame_locator("iframe.sheet").locator("body")).to_contain_text("Parcel 07")


def test_search_goes_to_documents_and_lists(open_page: Any) -> None:
    page = open_page()
    page.keyboard.press("/")
    page.keyboard.type("Parcel 11")
    page.get_by_role("option", name="Parcel 11").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Parcel 11")


def test_whoever_is_named_in_a_comment_is_told_if_they_may_read(open_page: Any) -> None:
    page = open_page(path="/app/parcel/PCL-00008")
    comment = page.get_by_label("Comment", exact=True)
    comment.press_sequentially("Please look, @nor")
    expect(page.locator(".comment-form .options")).to_contain_text("Nobody of this name")
    comment.press("ControlOrMeta+a")
    comment.press_sequentially("Please look, @hu")
    expect(page.get_by_role("option", name="Hugo")).to_be_visible()
    page.keyboard.press("Enter")
    expect(comment).to_have_value("Please look, @Hugo ")
    page.keyboard.type("and tell me.")
    page.reload()
    expect(comment).to_have_value("Please look, @Hugo and tell me.")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".bubble .mention")).to_have_text("@Hugo")
    other = open_page(sample.CHIEF)
    other.locator("#notices summary").click()
    expect(other.locator("#notices-body")).to_contain_text("Clara mentioned you")


def test_a_name_that_was_typed_and_not_chosen_is_told_or_refused(open_page: Any) -> None:
    page = open_page(path="/app/parcel/PCL-00009")
    comment = page.get_by_label("Comment", exact=True)
    send = page.get_by_role("button", name="Comment", exact=True)
    comment.fill("Thanks @hugo, all is well")
    send.click()
    expect(page.locator(".bubble .mention")).to_have_text("@hugo")
    other = open_page(sample.CHIEF)
    other.locator("#notices summary").click()
    expect(other.locator("#notices-body")).to_contain_text("Parcel 09")
    comment.fill("Ask @nobody about it")
    send.click()
    expect(page.locator(".comment-form [role=alert]")).to_contain_text("@nobody")
    expect(comment).to_have_value("Ask @nobody about it")
    expect(page.locator(".bubble")).to_have_count(1)
    send.click()
    expect(page.locator(".bubble")).to_have_count(2)
