"""Choosing a new password, by a link and when one is logged in."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.kernel.utils.dates import now_datetime
from frappe_embedded.services.auth.reset import make_reset_link

from . import sample
from .conftest import Server

expect = pytest.importorskip("playwright.sync_api").expect

WORDS = "camel lantern umbrella seven"


def link_for(server: Server, user: str, age_in_days: int = 0) -> str:
    with opened(server.site) as context:
        link = make_reset_link(user)
        made = now_datetime() - datetime.timedelta(days=age_in_days)
        local.db.set_value("User", user, "last_reset_password_key_generated_on", made)
        context.db.commit()
    return link[link.index("/update-password") :]


def test_the_page_says_how_easy_a_password_is_to_guess(server: Server, open_page: Any) -> None:
    page = open_page(None, link_for(server, sample.VISITOR))
    chosen = page.get_by_label("New password", exact=True)
    chosen.fill("Password1!")
    expect(page.locator("#advice")).to_contain_text("Too easy to guess.")
    chosen.fill(WORDS)
    expect(page.locator("#advice")).to_have_text("Hard enough to guess.")
    page.get_by_role("button", name="Show").click()
    expect(chosen).to_have_attribute("type", "text")


def test_two_different_passwords_are_told_and_stay(server: Server, open_page: Any) -> None:
    page = open_page(None, link_for(server, sample.VISITOR))
    page.get_by_label("New password", exact=True).fill(WORDS)
    page.get_by_label("New password again").fill("camel lantern")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("The two new passwords are not the same.")
    expect(page.get_by_label("New password", exact=True)).to_have_value(WORDS)


@pytest.mark.parametrize(
    ("age_in_days", "said"), [(30, "has been expired"), (0, "used before or is invalid")]
)
def test_a_link_that_opens_nothing_says_so_before_anybody_types(
    server: Server, open_page: Any, age_in_days: int, said: str
) -> None:
    link = link_for(server, sample.VISITOR, age_in_days)
    page = open_page(None, link if age_in_days else f"{link}x")
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(page.locator("input[type=password]")).to_have_count(0)
    page.get_by_role("link", name="Log in").click()
    expect(page.get_by_label("E-mail or user name")).to_be_visible()


def test_a_link_speaks_the_language_of_its_person(server: Server, open_page: Any) -> None:
    with opened(server.site) as context:
        local.db.set_value("User", sample.VISITOR, "language", "ar")
        context.db.commit()
    page = open_page(None, link_for(server, sample.VISITOR))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    with opened(server.site) as context:
        local.db.set_value("User", sample.VISITOR, "language", "en")
        context.db.commit()
