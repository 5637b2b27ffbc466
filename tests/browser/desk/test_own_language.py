"""A language of the office: made from one that there is, rewritten, and read by whoever chooses it."""

from __future__ import annotations

from typing import Any

import pytest

from . import sample

expect = pytest.importorskip("playwright.sync_api").expect

ADMINISTRATOR = "Administrator"
WORD = "خزن"


def test_a_language_is_made_rewritten_and_read(open_page: Any) -> None:
    page = open_page(ADMINISTRATOR, "/app/wording")
    page.locator("#add-language").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Code").fill("Not a code")
    dialog.get_by_label("What its speakers call it").fill("عربي تشادي")
    dialog.get_by_label("Based on").select_option("ar")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog.get_by_role("alert")).to_contain_text("two or three small letters")
    expect(dialog.get_by_label("What its speakers call it")).to_have_value("عربي تشادي")
    dialog.get_by_label("Code").fill("shu")
    dialog.get_by_role("button", name="Add").click()
    expect(page.locator("#lang")).to_have_value("shu")
    # Found in English, which this reader reads.
    page.locator("#words").fill("Save")
    line = page.locator(".wording").first
    expect(line.locator("[lang=shu]")).to_have_attribute("dir", "rtl")
    expect(line).to_contain_text("Save")
    line.get_by_role("button").click()
    page.get_by_label("New text").fill(WORD)
    page.locator(".wording-edit .primary").click()
    expect(page.locator(".wording").first).to_contain_text(WORD)
    other = open_page(sample.CLERK, "/app/town")
    other.locator("#user-menu > summary").click()
    other.get_by_role("button", name="عربي تشادي").click()
    expect(other.locator("html")).to_have_attribute("lang", "shu")
    expect(other.locator("html")).to_have_attribute("dir", "rtl")
    other.goto("/app/town/new")
    expect(other.locator("#save")).to_contain_text(WORD)
    # All else is read as in its base; what is counted takes its forms.
    expect(other.locator("html")).to_have_attribute("data-fallback", "ar")
    other.locator("#user-menu > summary").click()
    other.get_by_role("button", name="English").click()
    expect(other.locator("html")).to_have_attribute("lang", "en")
