"""Logging in and out."""

from __future__ import annotations

from typing import Any

import pytest

from . import sample
from .conftest import PASSWORD

expect = pytest.importorskip("playwright.sync_api").expect


def test_a_guest_logs_in_and_reaches_the_page_asked_for(open_page: Any) -> None:
    page = open_page(None, "/app/parcel")
    page.get_by_label("E-mail or user name").fill(sample.CLERK)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Parcel")


def test_a_wrong_password_is_told_in_words_and_keeps_the_name(open_page: Any) -> None:
    page = open_page(None, "/login")
    page.get_by_label("E-mail or user name").fill(sample.CLERK)
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Invalid login credentials")
    expect(page.get_by_label("E-mail or user name")).to_have_value(sample.CLERK)


def test_the_login_page_speaks_arabic_from_right_to_left(open_page: Any) -> None:
    page = open_page(None, "/login")
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", level=1)).to_have_text("تسجيل الدخول")


def test_logging_out_leads_to_the_login(open_page: Any) -> None:
    page = open_page()
    page.locator("#user-menu > summary").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def test_missing_and_forbidden_pages_look_alike(open_page: Any) -> None:
    page = open_page(sample.VISITOR, "/app/parcel/PCL-00001")
    forbidden = page.locator("main").inner_text()
    page.goto("/app/parcel/PCL-99999")
    assert page.locator("main").inner_text() == forbidden
